// How long it still runs, and what moves its end.

import { useEffect, useState } from 'preact/hooks';
import type { AuctionRoom } from '@rialto/client';
import { countdown, exactMoment, words } from '../../../app/shared';
import { useEvents } from '../../../app/hooks';
import { Countdown } from '../../../ui/time';
import type { Lot } from './lot';
import { span, wordsOfSoftClose } from './said';

/** How long it is shown that the end has moved. */
const FLAG_MS = 10_000;

export function Clock({ room, lot }: { room: AuctionRoom; lot: Lot }) {
  const t = words('floor');
  const { status, startsAt, endsAt, rules } = lot;
  if (status === 'ended') return <p class="soft">{lot.endedAt && t('clock.ended', { time: exactMoment(lot.endedAt) })}</p>;
  if (status === 'draft' || status === 'cancelled') return null;
  return (
    <div class="clock">
      <p class="row start middle">
        {status === 'scheduled' && startsAt && <Left label={t('clock.starts_in')} until={startsAt} />}
        {status === 'active' && endsAt && <Left label={t('clock.left')} until={endsAt} spoken={left => t('clock.spoken', { left })} />}
        {status === 'paused' && lot.remainingMs !== undefined && (
          <>
            <span class="soft">{t('clock.remaining')}</span> <span class="timer">{countdown(lot.remainingMs)}</span>
          </>
        )}
        <Extended room={room} />
      </p>
      {status === 'scheduled' && startsAt && <p>{t('clock.starts', { time: exactMoment(startsAt) })}</p>}
      {endsAt && <p>{t('clock.ends', { time: exactMoment(endsAt) })}</p>}
      {!endsAt && status === 'active' && <p>{t('clock.first_bid', { span: span(rules.durationAfterFirstBidMs ?? 0) })}</p>}
      {rules.softClose && status !== 'scheduled' && <p class="soft">{wordsOfSoftClose(rules.softClose)}</p>}
    </div>
  );
}

function Left({ label, until, spoken }: { label: string; until: string; spoken?: (left: string) => string }) {
  return (
    <>
      <span class="soft">{label}</span>{' '}
      <span class="live">
        <Countdown until={until} label={label} {...(spoken && { spoken })} />
      </span>
    </>
  );
}

/** That the end has just moved. */
function Extended({ room }: { room: AuctionRoom }) {
  const t = words('floor');
  const [times, moved] = useState(0);
  const [shown, show] = useState(false);
  useEvents(room, event => event === 'auction:extended' && moved(count => count + 1));
  useEffect(() => {
    if (times === 0) return;
    show(true);
    const timer = setTimeout(() => show(false), FLAG_MS);
    return () => clearTimeout(timer);
  }, [times]);
  return shown ? (
    <span class="badge wait" data-testid="extended">
      {t('clock.extended')}
    </span>
  ) : null;
}
