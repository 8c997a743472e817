// A search that goes on: how long, who else, what for, and what becomes of its wishes.

import { useDeed } from '../../app/hooks';
import { countdown, words } from '../../app/shared';
import { LiveButton } from '../../ui/controls';
import { Elapsed } from './Elapsed';
import { modeOf, nameOf, played, valueOf, wordsOfLevel } from './games';
import { listed } from './names';
import { Asked } from './ReadyCheck';
import { Refused } from './Refused';
import { cancel, wanted, type Search } from './search';
import type { Game, Mode, Wanted } from './types';

export function Searching({ search, games }: { search: Search; games: Game[] }) {
  const t = words('play');
  const stopping = useDeed(() => cancel(search.matchRequestId));
  const mode = modeOf(games, search.game, search.mode);
  const what = wanted.value?.game === search.game && wanted.value.mode === search.mode ? wanted.value : undefined;
  return (
    <section class="card stack" aria-label={t('search.title')} data-testid="searching">
      <h2>{played(games, search.game, search.mode)}</h2>
      {search.readyCheck ? (
        <div class="row start middle">
          <Asked check={search.readyCheck} />
        </div>
      ) : (
        <>
          <p class="clock">
            <Elapsed since={search.since} />
          </p>
          {search.returned && <p class="wait">{t('search.returned')}</p>}
          <p>
            {t('search.searching', { count: search.searching })} · {wordsOfOthers(search)}
          </p>
          <p>{wordsOfEstimate(search)}</p>
        </>
      )}
      {what && <Wishes wanted={what} />}
      {mode && <Levels mode={mode} search={search} withRegions={!!what?.regions} />}
      {!mode && <p class="soft">{search.relaxation}</p>}
      <Refused error={stopping.error} />
      {!search.readyCheck && (
        <div class="row start">
          <LiveButton busy={stopping.busy} onClick={() => void stopping.run()}>
            {t('search.cancel')}
          </LiveButton>
        </div>
      )}
    </section>
  );
}

function wordsOfOthers({ potentialMatchesFound }: Search): string {
  const t = words('play');
  return t('search.suiting', { count: potentialMatchesFound });
}

function wordsOfEstimate({ estimatedWaitTime, estimateReason }: Search): string {
  const t = words('play');
  if (estimatedWaitTime !== null) return t('search.estimate', { time: countdown(estimatedWaitTime) });
  return estimateReason === 'longer_than_usual' ? t('search.longer') : t('search.too_few');
}

/** What was asked for, as its own words. */
function Wishes({ wanted: { criteria = {}, regions, party } }: { wanted: Wanted }) {
  const t = words('play');
  const lines = Object.entries(criteria).map(([name, { is, accept = [is], soft }]) => {
    const others = listed(accept.map(value => valueOf(name, value)));
    const text = t('wish.criterion', { name: nameOf(name), mine: valueOf(name, is), others });
    return soft ? `${text} (${t('wish.soft')})` : text;
  });
  if (regions) lines.push(t('wish.regions', { regions: listed(Object.keys(regions).map(nameOf)) }));
  if (party) lines.push(t('wish.party'));
  if (lines.length === 0) return null;
  return (
    <ul class="wishes">
      {lines.map(line => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

/** How it becomes less demanding, step by step. */
function Levels({ mode, search, withRegions }: { mode: Mode; search: Search; withRegions: boolean }) {
  const t = words('play');
  const now = Math.min(search.currentRelaxationLevel, mode.levels.length - 1);
  return (
    <div>
      <h3>{t('level.title')}</h3>
      <ol class="levels">
        {mode.levels.map((level, number) => (
          <li key={number} aria-current={number === now ? 'step' : undefined}>
            <span class="figure">{t('level.from', { time: countdown(level.afterMs) })}</span> {wordsOfLevel(level, mode, withRegions)}
            {number === now && <strong> {t('level.now')}</strong>}
          </li>
        ))}
      </ol>
    </div>
  );
}
