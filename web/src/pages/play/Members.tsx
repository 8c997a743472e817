// Who is in a lobby, by team and seat.

import { useState } from 'preact/hooks';
import { useDeed } from '../../app/hooks';
import { person, words } from '../../app/shared';
import { LiveButton, Select } from '../../ui/controls';
import { Countdown } from '../../ui/time';
import { ask } from './ask';
import { PutOut } from './PutOut';
import { Refused } from './Refused';
import type { Lobby, Member, Mode } from './types';

interface Props {
  lobby: Lobby;
  own: Member | undefined;
  keepsOrder: boolean;
  mode: Mode | undefined;
}

export function Members({ lobby, own, keepsOrder, mode }: Props) {
  const t = words('play');
  const teams = new Map<number | undefined, Member[]>();
  for (const one of [...lobby.members].sort((a, b) => a.seat - b.seat)) teams.set(one.team, [...(teams.get(one.team) ?? []), one]);
  const isOpen = lobby.status === 'forming' || lobby.status === 'ready';
  // Teams of one are no teams.
  const withTeams = 1 < (mode?.players ?? 0);
  return (
    <section class="card known" aria-labelledby="members">
      <h2 id="members">{t('members.title')}</h2>
      {lobby.members.length === 0 && <p class="soft">{t('members.nobody')}</p>}
      {[...teams].map(([team, those]) => (
        <div key={team}>
          {withTeams && team !== undefined && <h3>{t('members.team', { number: team + 1 })}</h3>}
          <ul class="lines" data-testid="members">
            {those.map(one => (
              <Row key={one.user} member={one} lobby={lobby} keepsOrder={keepsOrder} />
            ))}
          </ul>
        </div>
      ))}
      {own && isOpen && !lobby.matched && <Seat lobby={lobby} own={own} />}
    </section>
  );
}

function Row({ member, lobby, keepsOrder }: { member: Member; lobby: Lobby; keepsOrder: boolean }) {
  const t = words('play');
  const isMe = member.user === person.value?.id;
  const ready = lobby.status === 'active' || lobby.status === 'closed' ? undefined : member.ready;
  return (
    <li class="member row middle">
      <span class="facts">
        <span class="figure soft">{t('members.seat', { number: member.seat + 1 })}</span>
        <a href={`/people/${member.user}`}>{member.name || t('somebody')}</a>
        {isMe && <span class="soft">{t('members.you')}</span>}
        {lobby.host === member.user && (
          <span class="badge wait">
            <span aria-hidden="true">♛ </span>
            {t('members.host')}
          </span>
        )}
        {ready !== undefined && (
          <span class={`badge ${ready ? 'good' : 'soft'}`}>
            <span aria-hidden="true">{ready ? '✓ ' : '○ '}</span>
            {ready ? t('members.ready') : t('members.not_ready')}
          </span>
        )}
        {member.reconnectingUntil && (
          <span class="wait">
            {t('members.reconnecting')} <Countdown until={member.reconnectingUntil} label={t('members.reconnecting_left')} />
          </span>
        )}
      </span>
      {!isMe && keepsOrder && lobby.status !== 'closed' && <Tools member={member} lobby={lobby} />}
    </li>
  );
}

/** What whoever keeps order may do with a member. While it is played nobody puts anybody out but staff. */
function Tools({ member: { user, name }, lobby }: { member: Member; lobby: Lobby }) {
  const t = words('play');
  const [asking, askWhy] = useState(false);
  const handing = useDeed(() => ask('lobby:host', { user }, lobby.room));
  const isStaff = ['moderator', 'admin'].includes(person.value?.role ?? '');
  const mayPutOut = lobby.status !== 'active' || isStaff;
  return (
    <span class="row start">
      {lobby.host !== user && (
        <LiveButton class="quiet" busy={handing.busy} onClick={() => void handing.run()}>
          {t('members.make_host')}
          <span class="unseen">{name}</span>
        </LiveButton>
      )}
      {mayPutOut && (
        <LiveButton class="quiet" onClick={() => askWhy(true)}>
          {t('members.put_out')}
          <span class="unseen">{name}</span>
        </LiveButton>
      )}
      <Refused error={handing.error} />
      {asking && <PutOut lobby={lobby} user={user} name={name} onClose={() => askWhy(false)} />}
    </span>
  );
}

/** Another seat. */
function Seat({ lobby, own }: { lobby: Lobby; own: Member }) {
  const t = words('play');
  const sitting = useDeed((seat: number) => ask('lobby:seat', { seat }, lobby.room));
  const taken = new Set(lobby.members.map(one => one.seat));
  const free = Array.from({ length: lobby.capacity }, (_, seat) => seat).filter(seat => seat === own.seat || !taken.has(seat));
  if (free.length < 2) return null;
  return (
    <div class="seat">
      <Select
        label={t('members.my_seat')}
        value={String(own.seat)}
        options={free.map((seat): [string, string] => [String(seat), t('members.seat', { number: seat + 1 })])}
        onValue={seat => void sitting.run(Number(seat))}
      />
      <Refused error={sitting.error} />
    </div>
  );
}
