// How well I play, by mode.

import { useAsk } from '../../app/hooks';
import { number, person, rialto, words } from '../../app/shared';
import { Known } from '../../ui/states';
import { played } from './games';
import type { Game, Rated } from './types';

export function Ratings({ games }: { games: Game[] }) {
  const t = words('play');
  const ratings = useAsk<Rated[]>(
    `ratings ${person.value?.id}`,
    async signal => (await rialto.rest.ask('GET', 'ratings', { signal })).items,
  );
  const modes = games.flatMap(game =>
    Object.values(game.modes)
      .filter(mode => mode.rated)
      .map(mode => [game.name, mode.name] as const),
  );
  if (modes.length === 0) return null;
  return (
    <section class="card" aria-labelledby="ratings">
      <h2 id="ratings">{t('ratings.title')}</h2>
      <Known of={ratings.data} error={ratings.error} retry={ratings.reload}>
        {mine => (
          <ul class="lines">
            {modes.map(([game, mode]) => {
              const rated = mine.find(one => one.game === game && one.mode === mode);
              const figure =
                rated && `${number(rated.rating)} ±${number(rated.deviation)} · ${t('ratings.matches', { count: rated.matches })}`;
              return (
                <li key={`${game} ${mode}`} class="row">
                  <span>{played(games, game, mode)}</span>
                  <span class={rated ? 'figure' : 'soft'}>{figure ?? t('ratings.none')}</span>
                </li>
              );
            })}
          </ul>
        )}
      </Known>
    </section>
  );
}
