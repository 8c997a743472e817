// How a game ended.

import { number, words } from '../../app/shared';
import type { Entry } from './journal';
import { listed } from './names';

interface Team {
  members: string[];
  place: number;
}

export function Result({ entries, called }: { entries: readonly Entry[]; called(id: string): string }) {
  const t = words('play');
  const teams: Team[] | undefined = entries.findLast(one => one.event === 'lobby:result')?.data.teams;
  if (!teams) return null;
  const sorted = [...teams].sort((one, other) => one.place - other.place);
  const isDraw = 1 < sorted.length && sorted.every(team => team.place === sorted[0]!.place);
  return (
    <section class="card" aria-labelledby="result" data-testid="result">
      <h2 id="result">{isDraw ? t('result.draw') : t('result.title')}</h2>
      <ol class="lines">
        {sorted.map(team => (
          <li key={team.members.join()} class="row start">
            <strong class="figure">{t('result.place', { place: number(team.place) })}</strong>
            <span>{listed(team.members.map(called))}</span>
          </li>
        ))}
      </ol>
      <p>
        <a href="/play">{t('result.next')}</a>
      </p>
    </section>
  );
}

/** Who is named in it. */
export function placed(entries: readonly Entry[]): string[] {
  return entries.filter(one => one.event === 'lobby:result').flatMap(({ data }) => (data.teams as Team[]).flatMap(team => team.members));
}
