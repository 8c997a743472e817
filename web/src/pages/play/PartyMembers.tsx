// Who is in a party, and what its leader may do with them.

import { useDeed } from '../../app/hooks';
import { go, person, words } from '../../app/shared';
import { LiveButton } from '../../ui/controls';
import { Countdown } from '../../ui/time';
import { ask } from './ask';
import { Refused } from './Refused';
import type { Party } from './types';

export function PartyMembers({ party }: { party: Party }) {
  const t = words('play');
  const me = person.value!.id;
  const leads = party.leader === me;
  const doing = useDeed((event: string, user: string) => ask(event, { user }, party.room));
  const leaving = useDeed(async () => {
    await ask('party:leave', {}, party.room);
    go('/play');
  });
  return (
    <section class="card stack" aria-labelledby="party-members">
      <h2 id="party-members">{t('members.title')}</h2>
      <ul class="lines" data-testid="party-members">
        {party.members.map(({ user, name, reconnectingUntil }) => (
          <li key={user} class="row middle">
            <span class="facts">
              <a href={`/people/${user}`}>{name || t('somebody')}</a>
              {user === me && <span class="soft">{t('members.you')}</span>}
              {user === party.leader && (
                <span class="badge wait">
                  <span aria-hidden="true">♛ </span>
                  {t('party.leader')}
                </span>
              )}
              {reconnectingUntil && (
                <span class="wait">
                  {t('members.reconnecting')} <Countdown until={reconnectingUntil} label={t('members.reconnecting_left')} />
                </span>
              )}
            </span>
            {leads && user !== me && (
              <span class="row start">
                <LiveButton class="quiet" busy={doing.busy} onClick={() => void doing.run('party:leader', user)}>
                  {t('party.make_leader')}
                  <span class="unseen">{name}</span>
                </LiveButton>
                <LiveButton class="quiet" busy={doing.busy} onClick={() => void doing.run('party:kick', user)}>
                  {t('members.put_out')}
                  <span class="unseen">{name}</span>
                </LiveButton>
              </span>
            )}
          </li>
        ))}
      </ul>
      <Refused error={doing.error ?? leaving.error} />
      <div class="row start">
        <LiveButton busy={leaving.busy} onClick={() => void leaving.run()}>
          {t('party.leave')}
        </LiveButton>
      </div>
    </section>
  );
}
