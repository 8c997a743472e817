// The strip of the demo: what one looks at, and what one can try.

import { useState } from 'preact/hooks';
import type { AuctionRoom } from '@rialto/client';
import { words } from '../../../app/shared';
import { rialto } from '../../../app/rialto';
import { toast } from '../../../app/toasts';
import { LiveButton } from '../../../ui/controls';
import { codeFor } from './code';
import { Frames } from './Frames';
import type { Lot } from './lot';
import { useOnce } from './once';
import { sayError } from './said';

const CUT_MS = 4_000;

export default function Demo({ lot, room, onDismiss }: { lot: Lot; room: AuctionRoom; onDismiss(): void }) {
  const t = words('floor');
  const f = words('frame');
  const [frames, show] = useState(false);
  const [code, showCode] = useState(false);
  return (
    <section class="card demo" aria-label={t('demo')} data-testid="demo">
      <div class="row">
        <h2>{t('demo')}</h2>
        <button class="quiet" onClick={onDismiss}>
          {f('dismiss')}
        </button>
      </div>
      <p>{t('demo.text')}</p>
      <ol>
        <li>
          <Second lot={lot} />
        </li>
        <li>
          <a class="button" href="#bid-amount" onClick={toBid}>
            {t('demo.bid')}
          </a>
        </li>
        <li>
          <LiveButton onClick={() => rialto.cut(CUT_MS)}>{t('demo.cut')}</LiveButton>
        </li>
        <li>
          <button aria-expanded={frames} onClick={() => show(!frames)}>
            {t('demo.frames')}
          </button>
        </li>
        <li>
          <button aria-expanded={code} onClick={() => (showCode(true), void copy(codeFor(lot)))}>
            {t('demo.code')}
          </button>
        </li>
      </ol>
      {frames && <Frames room={room.name} />}
      {code && (
        <pre class="code" tabIndex={0} role="region" aria-label={t('demo.code')} dir="ltr">
          {codeFor(lot)}
        </pre>
      )}
    </section>
  );
}

/** Somebody new in another window, who looks at the same lot. */
function Second({ lot }: { lot: Lot }) {
  const t = words('floor');
  const once = useOnce<string>();
  const [refused, refuse] = useState(false);
  const { fate } = once;
  const open = async () => {
    const made = await once.run(async () => {
      const { path } = await rialto.rest.ask('POST', 'demo/second');
      return `${path}?to=/auctions/${lot.id}`;
    });
    // A browser may open no window by itself; a link does.
    if (made?.at === 'done') refuse(window.open(made.reply, '_blank') === null);
  };
  return (
    <>
      <LiveButton busy={once.open} onClick={() => void open()}>
        {t('demo.second')}
      </LiveButton>{' '}
      {refused && fate.at === 'done' && (
        <a href={fate.reply} target="_blank">
          {t('demo.second_link')}
        </a>
      )}
      {fate.at === 'refused' && (
        <span class="bad" role="alert">
          {sayError(fate.error, lot.currency)}
        </span>
      )}
    </>
  );
}

function toBid(event: Event): void {
  event.preventDefault();
  const button = document.querySelector<HTMLElement>('[data-testid=quick-0], .bid-panel button, .floor-panel a');
  button?.scrollIntoView({ block: 'center' });
  button?.focus();
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(words('floor')('demo.copied'), { tone: 'good' });
  } catch {
    // It is shown beneath all the same.
  }
}
