// The search for a match, on every page while there is one: a bar in the way of nothing, and the question whether one
// takes the match.

import { useDeed } from '../../app/hooks';
import { place, words } from '../../app/shared';
import { LiveButton } from '../../ui/controls';
import { Elapsed } from './Elapsed';
import { played, useGames } from './games';
import { OutcomeNote } from './OutcomeNote';
import { Asked, ReadyCheck } from './ReadyCheck';
import { Refused } from './Refused';
import { cancel, outcome, putAside, useSearches, type Search } from './search';
import type { Game } from './types';
import '../../style/play.css';

export function MatchBar() {
  const t = words('play');
  const all = useSearches();
  const games = useGames().data;
  const asked = all.find(one => one.readyCheck);
  // The page of the search shows more than the bar does.
  const shown = place.value.path !== '/play' && (0 < all.length || outcome.value !== null);
  return (
    <>
      {asked?.readyCheck && asked.readyCheck.until !== putAside.value && (
        <ReadyCheck key={asked.readyCheck.until} search={asked} check={asked.readyCheck} games={games} />
      )}
      {shown && (
        <section class="match-bar" aria-label={t('bar.label')} data-testid="match-bar">
          {all.map(one => (
            <Line key={one.matchRequestId} search={one} games={games} />
          ))}
          <OutcomeNote games={games} />
        </section>
      )}
    </>
  );
}

function Line({ search, games }: { search: Search; games: Game[] | undefined }) {
  const t = words('play');
  const stopping = useDeed(() => cancel(search.matchRequestId));
  const title = <strong>{played(games, search.game, search.mode)}</strong>;
  if (search.readyCheck) {
    return (
      <div class="row middle">
        {title} <Asked check={search.readyCheck} />
      </div>
    );
  }
  return (
    <div class="row middle">
      <span>
        {title} <Elapsed since={search.since} /> <span class="soft">{t('search.searching', { count: search.searching })}</span>
      </span>
      <span class="row start">
        <Refused error={stopping.error} />
        <a class="button" href="/play">
          {t('bar.show')}
        </a>
        <LiveButton busy={stopping.busy} onClick={() => void stopping.run()}>
          {words('frame')('cancel')}
        </LiveButton>
      </span>
    </div>
  );
}
