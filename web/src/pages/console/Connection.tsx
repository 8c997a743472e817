// One connection of the console.

import { useState } from 'preact/hooks';
import { number, person, words } from '../../app/shared';
import { Button, Select, TextField } from '../../ui/controls';
import { Breaking } from './Breaking';
import { Frames } from './Frames';
import type { Identity, Probe } from './probe';
import { Send } from './Send';

export function Connection({ probe, onRemove }: { probe: Probe; onRemove(): void }) {
  const t = words('console');
  const now = probe.status.value;
  return (
    <section class="card probe" aria-label={t('connection', { name: probe.name })} data-probe={probe.name}>
      <div class="row middle">
        <h2>{t('connection', { name: probe.name })}</h2>
        <span class="pill" data-phase={now?.phase}>
          {t(`phase.${now?.phase ?? 'idle'}`)}
          {now?.phase === 'live' && now.latencyMs !== null && ` ${t('ms', { ms: number(now.latencyMs) })}`}
        </span>
        <Latencies of={probe.latencies.value} />
        <Button class="quiet" onClick={onRemove}>
          {t('remove')}
        </Button>
      </div>
      <Who probe={probe} />
      <Follow probe={probe} />
      <details open>
        <summary>{t('send')}</summary>
        <Send probe={probe} />
      </details>
      <details>
        <summary>{t('break')}</summary>
        <Breaking probe={probe} />
      </details>
      <Frames probe={probe} />
    </section>
  );
}

/** The last measurements, as a line; in words for who does not see it. */
function Latencies({ of }: { of: readonly number[] }) {
  const t = words('console');
  if (of.length < 2) return null;
  const most = Math.max(1, ...of);
  const points = of.map((ms, place) => `${(place / (of.length - 1)) * 80},${20 - (ms / most) * 18}`).join(' ');
  const text = t('latencies', { least: number(Math.min(...of)), most: number(most) });
  return (
    <svg class="latencies" viewBox="0 0 80 20" role="img" aria-label={text}>
      <title>{text}</title>
      <polyline points={points} fill="none" stroke="currentColor" />
    </svg>
  );
}

function Who({ probe }: { probe: Probe }) {
  const t = words('console');
  const [kind, choose] = useState<Identity['kind']>(person.value ? 'me' : 'guest');
  const [token, type] = useState('');
  const options: [Identity['kind'], string][] = [['guest', t('identity.guest')], ['token', t('identity.token')]];
  if (person.value) options.unshift(['me', t('identity.me', { name: person.value.name })]);
  const change = (to: Identity['kind']) => {
    choose(to);
    if (to !== 'token') probe.become({ kind: to });
  };
  return (
    <div class="filters">
      <Select label={t('identity')} value={kind} options={options} onValue={change} />
      {kind === 'token' && (
        <>
          <TextField label={t('token')} type="password" autocomplete="off" value={token} onValue={type} />
          <Button because={token.trim() === '' && t('token_first')} onClick={() => probe.become({ kind: 'token', token: token.trim() })}>
            {t('use_token')}
          </Button>
        </>
      )}
    </div>
  );
}

/** Rooms that are followed, with the last position of each. */
function Follow({ probe }: { probe: Probe }) {
  const t = words('console');
  const [room, type] = useState('');
  const [followed, set] = useState<{ room: string; stop(): void }[]>([]);
  void probe.drawn.value;
  const follow = (event: Event) => {
    event.preventDefault();
    const name = room.trim();
    if (name === '' || followed.some(one => one.room === name)) return;
    set([...followed, { room: name, stop: probe.follow(name) }]);
    type('');
  };
  const stop = (name: string) => {
    followed.find(one => one.room === name)?.stop();
    set(followed.filter(one => one.room !== name));
  };
  return (
    <>
      <form class="row start" onSubmit={follow}>
        <TextField label={t('follow')} hint={t('follow_hint')} value={room} onValue={type} spellcheck={false} dir="ltr" />
        <Button type="submit" because={room.trim() === '' && t('room_first')}>
          {t('follow_action')}
        </Button>
      </form>
      <ul class="lines">
        {followed.map(({ room: name }) => {
          const [kind = '', id] = name.split(':');
          const known = probe.client.room(kind as 'auction', id!);
          return (
            <li key={name} class="row middle">
              <code dir="ltr">{name}</code>
              <span data-testid="position">{known.error ? known.error.code : t('position', { seq: known.seq ?? '–' })}</span>
              <Button class="quiet" onClick={() => stop(name)}>
                {t('unfollow')}
              </Button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
