// Finding a match: what one searches for, how the search stands, and how it ended.

import { useEffect } from 'preact/hooks';
import { Heading } from '../../app/Frame';
import { person, words } from '../../app/shared';
import { Empty, Known, signInPath } from '../../ui/states';
import { FindingOut } from './Refused';
import { useGames, useMyPlay } from './games';
import { LobbiesOfMine } from './LobbiesOfMine';
import { listed } from './names';
import { OutcomeNote } from './OutcomeNote';
import { PartyCard } from './PartyCard';
import { Ratings } from './Ratings';
import { look, outcome, useSearches } from './search';
import { SearchForm } from './SearchForm';
import { Searching } from './Searching';
import type { Game } from './types';
import { Ways } from './Ways';
import '../../style/play.css';

export default function Find() {
  const t = words('play');
  const games = useGames();
  return (
    <>
      <Heading text={t('find.title')} />
      <Ways />
      <FindingOut />
      <Known of={games.data} error={games.error} retry={games.reload}>
        {all => (all.length === 0 ? <Empty text={t('no_games')} /> : person.value ? <Mine games={all} /> : <Guest games={all} />)}
      </Known>
    </>
  );
}

function Guest({ games }: { games: Game[] }) {
  const t = words('play');
  return (
    <Empty text={t('find.guest', { games: listed(games.map(game => game.title)) })}>
      <a class="button main" href={signInPath()}>
        {words('frame')('sign_in')}
      </a>
    </Empty>
  );
}

function Mine({ games }: { games: Game[] }) {
  const t = words('play');
  const mine = useMyPlay();
  const all = useSearches();
  // After a reload the server says what is searched for.
  useEffect(() => mine.data?.searches.forEach(id => void look(id)), [mine.data]);
  useEffect(() => {
    if (outcome.value) mine.reload();
  }, [outcome.value]);
  const free = games.filter(game => !all.some(one => one.game === game.name));
  return (
    <div class="columns">
      <div class="stack">
        {outcome.value && (
          <div class="card" role="status">
            <OutcomeNote games={games} />
          </div>
        )}
        {all.map(one => (
          <Searching key={one.matchRequestId} search={one} games={games} />
        ))}
        {0 < free.length && all.length === 0 && <SearchForm games={free} party={mine.data?.party ?? null} />}
        {0 < free.length && 0 < all.length && (
          <details>
            <summary>{t('find.another')}</summary>
            <SearchForm games={free} party={mine.data?.party ?? null} />
          </details>
        )}
      </div>
      <div class="stack">
        <LobbiesOfMine lobbies={mine.data?.lobbies ?? []} games={games} />
        <PartyCard party={mine.data?.party ?? null} />
        <Ratings games={games} />
      </div>
    </div>
  );
}
