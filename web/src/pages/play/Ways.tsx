// The pages of this section.

import { person, place, words } from '../../app/shared';
import { useMyPlay } from './games';

export function Ways() {
  const t = words('play');
  const party = useMyPlay().data?.party;
  const here = (path: string) => (place.value.path === path ? ('page' as const) : undefined);
  return (
    <nav class="ways" aria-label={t('ways')}>
      <a href="/lobbies" aria-current={here('/lobbies')}>
        {t('lobbies.title')}
      </a>
      <a href="/play" aria-current={here('/play')}>
        {t('find.title')}
      </a>
      {person.value && party && (
        <a href={`/parties/${party.split(':')[1]}`} aria-current={here(`/parties/${party.split(':')[1]}`)}>
          {t('party.title')}
        </a>
      )}
    </nav>
  );
}
