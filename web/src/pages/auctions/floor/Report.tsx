// Something is wrong with an auction: tells those who keep order, in a conversation with them.

import { useRef, useState } from 'preact/hooks';
import { newKey } from '@rialto/client';
import { words } from '../../../app/shared';
import { rialto } from '../../../app/rialto';
import { Button, Dialog, LiveButton, TextArea } from '../../../ui/controls';
import { Away } from './Away';
import type { Lot } from './lot';
import { useOnce } from './once';
import { sayError } from './said';

const CHARS_MAX = 2_000;
/** What a conversation may be called is shorter than the title of a lot. */
const TITLE_CHARS_MAX = 120;

export default function Report({ lot, onClose }: { lot: Lot; onClose(): void }) {
  const t = words('floor');
  const f = words('frame');
  const [text, write] = useState('');
  const once = useOnce<string>();
  // However often it is tried, there is one conversation of it.
  const opening = useRef(newKey());
  const { fate } = once;
  const tell = async (key: string) => {
    const title = [...t('report.title', { title: lot.title })].slice(0, TITLE_CHARS_MAX).join('');
    const { id } = await rialto.rest.ask('POST', 'conversations', { body: { kind: 'support', title }, key: opening.current });
    const content = `${location.origin}/auctions/${lot.id}\n${text.trim()}`;
    await rialto.rest.ask('POST', `conversations/${id}/messages`, { body: { content }, key });
    return id as string;
  };
  const send = (event: Event) => {
    event.preventDefault();
    if (text.trim() !== '') void once.run(tell);
  };
  return (
    <Dialog title={t('report')} onClose={onClose}>
      {fate.at === 'done' ? (
        <>
          <p>{t('report.done')}</p>
          <p class="row end">
            <Away href={`/messages/${fate.reply}`}>{t('report.open')}</Away>
            <Button main onClick={onClose}>
              {f('close')}
            </Button>
          </p>
        </>
      ) : (
        <form onSubmit={send}>
          <TextArea label={t('report.what')} hint={t('report.hint')} value={text} onValue={write} maxLength={CHARS_MAX} required />
          {fate.at === 'refused' && (
            <p class="bad" role="alert">
              {sayError(fate.error, lot.currency)}
            </p>
          )}
          <LiveButton type="submit" main busy={once.open}>
            {t('report.send')}
          </LiveButton>
        </form>
      )}
    </Dialog>
  );
}
