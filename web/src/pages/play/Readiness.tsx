// Being ready, and the start: who is missing, the countdown, what is played.

import { useState } from 'preact/hooks';
import { useDeed } from '../../app/hooks';
import { person, setQuery, words } from '../../app/shared';
import { Confirm, LiveButton } from '../../ui/controls';
import { signInPath } from '../../ui/states';
import { Countdown } from '../../ui/time';
import { ask } from './ask';
import { listed } from './names';
import { Refused } from './Refused';
import type { Lobby, Member } from './types';

interface Props {
  lobby: Lobby;
  own: Member | undefined;
  isHost: boolean;
  called(id: string): string;
  /** From the link by which one came. */
  code: string;
  onLeave(): Promise<void>;
}

export function Readiness(props: Props) {
  const t = words('play');
  const { lobby, own } = props;
  if (lobby.status === 'closed') return <p class="card">{t('lobby.closed')}</p>;
  return (
    <section class="card stack" aria-label={t('start.label')} data-testid="readiness">
      {lobby.status === 'starting' && lobby.startingAt && (
        <p class="clock">
          {t('start.in')} <Countdown until={lobby.startingAt} label={t('start.in')} />
        </p>
      )}
      {lobby.status === 'active' && <p class="good">{t('start.active')}</p>}
      <p role="status">{wordsOfMissing(props)}</p>
      {own ? <Own {...props} own={own} /> : <Stranger {...props} />}
    </section>
  );
}

/** Who is still waited for. */
function wordsOfMissing({ lobby, called }: Props): string {
  const t = words('play');
  if (lobby.status === 'ready') return t('start.all_ready');
  if (lobby.status !== 'forming') return '';
  const missing = lobby.membersMin - lobby.members.length;
  const waiting = lobby.members.filter(one => !one.ready).map(one => (one.user === person.value?.id ? t('you') : called(one.user)));
  const parts = [
    0 < missing ? t('start.missing', { count: missing }) : '',
    0 < waiting.length ? t('start.waiting', { names: listed(waiting) }) : '',
  ];
  return parts.filter(part => part !== '').join(' ');
}

function Own({ lobby, own, isHost, called, code, onLeave }: Props & { own: Member }) {
  const t = words('play');
  const [leaving, askToLeave] = useState(false);
  const readying = useDeed(() => ask('lobby:ready', { ready: !own.ready }, lobby.room));
  const starting = useDeed(() => ask('lobby:start', {}, lobby.room));
  const going = useDeed(onLeave);
  const isBegun = lobby.status === 'active';
  const isStarting = lobby.status === 'starting';
  // Who goes from a match or a countdown leaves others without it.
  const mustAsk = isBegun || lobby.matched || isStarting;
  return (
    <>
      <div class="row start">
        {!isBegun && (
          <LiveButton
            main={!own.ready}
            {...(!isStarting && { 'aria-pressed': own.ready })}
            busy={readying.busy}
            onClick={() => void readying.run()}
          >
            {own.ready && !isStarting && <span aria-hidden="true">✓</span>}
            {isStarting ? t('start.stop') : t('ready.toggle')}
          </LiveButton>
        )}
        {isHost && !isStarting && !isBegun && (
          <LiveButton
            main
            busy={starting.busy}
            because={lobby.status === 'forming' && wordsOfMissing({ lobby, own, isHost, called, code, onLeave })}
            onClick={() => void starting.run()}
          >
            {t('start.start')}
          </LiveButton>
        )}
        <LiveButton busy={going.busy} onClick={() => (mustAsk ? askToLeave(true) : void going.run())}>
          {t('lobby.leave')}
        </LiveButton>
      </div>
      <Refused error={readying.error ?? starting.error ?? going.error} />
      {leaving && (
        <Confirm
          title={t('lobby.leave')}
          text={<p>{isBegun ? t('leave.active') : t('leave.others')}</p>}
          action={t('lobby.leave')}
          danger
          onDone={onLeave}
          onClose={() => askToLeave(false)}
        />
      )}
    </>
  );
}

/** One who watches, and may come in. */
function Stranger({ lobby, code }: Props) {
  const t = words('play');
  const joining = useDeed(async () => {
    await ask('lobby:join', code === '' ? {} : { code }, lobby.room);
    setQuery({ code: null });
  });
  const why =
    lobby.status === 'starting' || lobby.status === 'active'
      ? t('why.begun')
      : lobby.capacity <= lobby.members.length
        ? t('why.full')
        : undefined;
  if (!person.value) {
    return (
      <p>
        <a class="button main" href={signInPath()}>
          {t('lobby.sign_in')}
        </a>
      </p>
    );
  }
  return (
    <>
      <div class="row start middle">
        <LiveButton main busy={joining.busy} because={why} onClick={() => void joining.run()}>
          {t('lobby.join')}
        </LiveButton>
        {why && <span class="soft">{why}</span>}
      </div>
      <Refused error={joining.error} />
    </>
  );
}
