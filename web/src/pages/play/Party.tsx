// A party: friends who search together.

import { useEvents, useRoom, useDeed } from '../../app/hooks';
import { Heading } from '../../app/Frame';
import type { PageProps } from '../../app/routes';
import { announce, go, person, rialto, words } from '../../app/shared';
import { LiveButton } from '../../ui/controls';
import { Known } from '../../ui/states';
import { AsOf } from './AsOf';
import { ask } from './ask';
import { know, listed, useNames } from './names';
import { PartyMembers } from './PartyMembers';
import { PersonSearch } from './PersonSearch';
import { FindingOut, Refused } from './Refused';
import type { Party } from './types';
import { Ways } from './Ways';
import '../../style/play.css';

export default function PartyPage({ params }: PageProps) {
  const t = words('play');
  const room = rialto.room('party', params['id']!);
  const { state, error, fresh } = useRoom(room);
  const party = state as Party | undefined;
  const isMember = party?.members.some(one => one.user === person.value?.id) ?? false;
  useEvents(room, (event, data) => {
    if (event === 'party:member:joined') know([[data.user, data.name]]);
    const said =
      event === 'party:member:joined'
        ? t('party.joined', { name: data.name })
        : event === 'party:searching'
          ? t('party.searching')
          : undefined;
    if (said) announce(said, { key: `party ${event}` });
  });
  return (
    <>
      <Heading text={t('party.title')} />
      <Ways key={isMember ? 'in' : 'out'} />
      <FindingOut />
      {!party && error?.code === 'not_found' ? (
        <>
          <p>{t('party.not_there')}</p>
          <a href="/play">{t('find.title')}</a>
        </>
      ) : (
        <Known of={party} error={error} retry={() => room.resume()}>
          {known => (
            <div class={fresh ? '' : 'stale'}>
              <AsOf fresh={fresh} />
              {known.closed ? <p>{t('party.closed')}</p> : isMember ? <Inside party={known} /> : <Invitation party={known} />}
            </div>
          )}
        </Known>
      )}
    </>
  );
}

function Inside({ party }: { party: Party }) {
  return (
    <div class="columns">
      <div class="stack">
        <PartyMembers party={party} />
        <Together party={party} />
      </div>
      <Asking party={party} />
    </div>
  );
}

/** One who is asked in. */
function Invitation({ party }: { party: Party }) {
  const t = words('play');
  const accepting = useDeed(() => ask('party:accept', {}, party.room));
  const declining = useDeed(async () => {
    await ask('party:decline', {}, party.room);
    go('/play');
  });
  return (
    <section class="card stack">
      <h2>{t('party.asked_in')}</h2>
      <p>{t('party.with', { names: listed(party.members.map(one => one.name || t('somebody'))) })}</p>
      <div class="row start">
        <LiveButton main busy={accepting.busy} onClick={() => void accepting.run()}>
          {t('party.accept')}
        </LiveButton>
        <LiveButton busy={declining.busy} onClick={() => void declining.run()}>
          {t('party.decline')}
        </LiveButton>
      </div>
      <Refused error={accepting.error ?? declining.error} />
    </section>
  );
}

/** Searching together. */
function Together({ party }: { party: Party }) {
  const t = words('play');
  const isSearching = 0 < party.searches.length;
  const text = isSearching ? t('party.searching') : party.leader === person.value!.id ? t('party.you_search') : t('party.leader_searches');
  return (
    <section class="card">
      <p>{text}</p>
      <a class="button main" href="/play">
        {isSearching ? t('mine.search') : t('find.title')}
      </a>
    </section>
  );
}

function Asking({ party }: { party: Party }) {
  const t = words('play');
  const called = useNames(party.invited);
  const leads = party.leader === person.value!.id;
  const taking = useDeed((user: string) => ask('party:kick', { user }, party.room));
  const without = new Set([...party.members.map(one => one.user), ...party.invited]);
  return (
    <section class="card stack" aria-labelledby="party-invite">
      <h2 id="party-invite">{t('invite.title')}</h2>
      <PersonSearch
        action={t('invite.ask')}
        done={t('invite.asked')}
        without={without}
        onPick={user => ask('party:invite', { user }, party.room)}
      />
      {0 < party.invited.length && (
        <>
          <h3>{t('party.invited')}</h3>
          <ul class="lines">
            {party.invited.map(user => (
              <li key={user} class="row middle">
                <span>{called(user)}</span>
                {leads && (
                  <LiveButton class="quiet" busy={taking.busy} onClick={() => void taking.run(user)}>
                    {t('party.take_back')}
                    <span class="unseen">{called(user)}</span>
                  </LiveButton>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      <Refused error={taking.error} />
    </section>
  );
}
