// How a game ended.

import { number, words } from '../../app/shared';
import { isDraw, result, type Entry } from './entries';
import { listed } from './names';

export function Result({ entries, called }: { entries: readonly Entry[]; called(id: string): string }) {
  const t = words('play');
  const teams = result(entries);
  if (!teams) return null;
  return (
    <section class="card" aria-labelledby="result" data-testid="result">
      <h2 id="result">{isDraw(teams) ? t('result.draw') : t('result.title')}</h2>
      <ol class="lines">
        {teams.map(team => (
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
