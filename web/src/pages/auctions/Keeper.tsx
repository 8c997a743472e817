// What the seller and those who keep order may do with an auction.

import { useState } from 'preact/hooks';
import { newKey, type AuctionRoom, type StateOf } from '@rialto/client';
import { useDeed, useEvents } from '../../app/hooks';
import { amount, clockTime, number, person, words } from '../../app/shared';
import { Confirm, LiveButton, MoneyField, TextField } from '../../ui/controls';
import { wordsOf } from '../../ui/states';
import { After } from './keeper/After';
import { Bids } from './keeper/Bids';

export type Lot = StateOf<'auction'>;

export interface KeeperProps {
  room: AuctionRoom;
  lot: Lot;
}

/** The end is moved by so much at a press. */
const EXTENSIONS_S = [30, 60, 300] as const;

export default function Keeper({ room, lot }: KeeperProps) {
  const t = words('selling');
  const over = lot.status === 'ended' || lot.status === 'cancelled';
  return (
    <section class="card" aria-label={t('keeper')}>
      <h2>{t('keeper')}</h2>
      <Situation lot={lot} />
      {!over && <Deeds room={room} lot={lot} />}
      {!over && lot.status !== 'draft' && <Announce room={room} />}
      {!over && lot.rules.reserve != null && <LowerReserve room={room} lot={lot} />}
      {lot.status !== 'draft' && <Bids room={room} lot={lot} />}
      {lot.status === 'ended' && <After room={room} lot={lot} />}
      <Missed room={room} lot={lot} />
    </section>
  );
}

function Situation({ lot }: { lot: Lot }) {
  const t = words('selling');
  return (
    <dl class="pairs">
      <dt>{t('watchers')}</dt>
      <dd>{number(lot.watchers)}</dd>
      {lot.rules.reserve != null && (
        <>
          <dt>{t('reserve')}</dt>
          <dd class="amount">
            {amount(lot.rules.reserve, lot.currency)} {lot.reserveMet ? t('reserve_met') : t('reserve_not_met')}
          </dd>
        </>
      )}
    </dl>
  );
}

type Asked = 'pause' | 'cancel' | 'end' | null;

function Deeds({ room, lot }: KeeperProps) {
  const t = words('selling');
  const [asked, ask] = useState<Asked>(null);
  const deed = useDeed((name: string, data: object = {}) => room.call(name as 'resume', data as never, { key: newKey() }));
  const seller = !['moderator', 'admin'].includes(person.value?.role ?? '');
  const live = lot.status === 'active' || lot.status === 'paused';
  return (
    <>
      <div class="row start">
        {lot.status === 'draft' && (
          <LiveButton main busy={deed.busy} onClick={() => void deed.run('publish')}>
            {t('publish')}
          </LiveButton>
        )}
        {lot.status === 'active' && <LiveButton onClick={() => ask('pause')}>{t('pause')}</LiveButton>}
        {lot.status === 'paused' && (
          <LiveButton main busy={deed.busy} onClick={() => void deed.run('resume')}>
            {t('resume')}
          </LiveButton>
        )}
        {live &&
          EXTENSIONS_S.map(seconds => (
            <LiveButton key={seconds} busy={deed.busy} onClick={() => void deed.run('extend', { seconds })}>
              {t('extend', { seconds })}
            </LiveButton>
          ))}
        {lot.status === 'active' && <Warning room={room} />}
        {live && <LiveButton onClick={() => ask('end')}>{t('hammer')}</LiveButton>}
        <LiveButton class="danger" because={seller && 0 < lot.bidCount && t('because_bids')} onClick={() => ask('cancel')}>
          {t('cancel')}
        </LiveButton>
      </div>
      {deed.error && (
        <p class="bad" role="alert">
          {wordsOf(deed.error)}
        </p>
      )}
      {asked === 'end' && (
        <Confirm
          title={t('hammer')}
          text={<p>{lot.leader ? t('hammer_text', { leader: lot.leader, price: amount(lot.price ?? 0, lot.currency) }) : t('hammer_nobody')}</p>}
          action={t('hammer')}
          onDone={() => room.call('end', {}, { key: newKey() })}
          onClose={() => ask(null)}
        />
      )}
      {(asked === 'pause' || asked === 'cancel') && (
        <Confirm
          title={t(asked)}
          reason={t('reason')}
          action={t(asked)}
          danger={asked === 'cancel'}
          onDone={reason => room.call(asked, { reason }, { key: newKey() })}
          onClose={() => ask(null)}
        />
      )}
    </>
  );
}

/** "Going once": said to everyone. */
function Warning({ room }: { room: AuctionRoom }) {
  const t = words('selling');
  const [times, set] = useState(0);
  const warn = useDeed(async () => {
    await room.call('announce', { text: t(times === 0 ? 'going_once' : 'going_twice') }, { key: newKey() });
    set((times + 1) % 2);
  });
  useEvents(room, event => event === 'auction:bid' && set(0));
  return (
    <LiveButton busy={warn.busy} onClick={() => void warn.run()}>
      {t(times === 0 ? 'warn_once' : 'warn_twice')}
    </LiveButton>
  );
}

function Announce({ room }: { room: AuctionRoom }) {
  const t = words('selling');
  const [text, type] = useState('');
  const say = useDeed(async () => {
    await room.call('announce', { text: text.trim() }, { key: newKey() });
    type('');
  });
  const submit = (event: Event) => {
    event.preventDefault();
    if (text.trim() !== '') void say.run();
  };
  return (
    <form onSubmit={submit}>
      <TextField label={t('announce')} value={text} onValue={type} maxLength={1_000} error={say.error && wordsOf(say.error)} />
      <LiveButton type="submit" busy={say.busy} because={text.trim() === '' && t('announce_first')}>
        {t('announce_action')}
      </LiveButton>
    </form>
  );
}

function LowerReserve({ room, lot }: KeeperProps) {
  const t = words('selling');
  const [text, type] = useState('');
  const [units, read] = useState<number | null>(null);
  const lower = useDeed(async () => {
    await room.call('lower_reserve', { reserve: units! }, { key: newKey() });
    type('');
  });
  const because = units === null ? t('price_first') : lot.rules.reserve! <= units ? t('reserve_lower') : undefined;
  const submit = (event: Event) => {
    event.preventDefault();
    if (!because) void lower.run();
  };
  return (
    <form onSubmit={submit}>
      <MoneyField label={t('lower_reserve')} currency={lot.currency} text={text} onText={(to, value) => (type(to), read(value))} error={lower.error && wordsOf(lower.error)} />
      <LiveButton type="submit" busy={lower.busy} because={because}>
        {t('lower_reserve_action')}
      </LiveButton>
    </form>
  );
}

/** What happened while one was away from this page is in the history; this is what happens now. */
function Missed({ room, lot }: KeeperProps) {
  const t = words('selling');
  const [lines, set] = useState<{ at: number; text: string }[]>([]);
  useEvents(room, (event, data) => {
    const text = event === 'auction:bid' ? t('log_bid', { bidder: data.bidder, amount: amount(data.amount, lot.currency) }) : event === 'auction:retracted' ? t('log_retracted') : null;
    if (text) set(old => [{ at: room.now(), text }, ...old].slice(0, 50));
  });
  if (lines.length === 0) return null;
  return (
    <details>
      <summary>{t('log')}</summary>
      <ul class="lines">
        {lines.map((line, place) => (
          <li key={lines.length - place}>
            <span class="soft">{clockTime(line.at)}</span> {line.text}
          </li>
        ))}
      </ul>
    </details>
  );
}
