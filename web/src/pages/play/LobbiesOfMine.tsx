// Lobbies that I am in.

import { useRoom } from '../../app/hooks';
import { rialto, words } from '../../app/shared';
import { LobbyBadge } from './LobbyBadge';
import { played } from './games';
import type { Game, Lobby } from './types';

export function LobbiesOfMine({ lobbies, games }: { lobbies: string[]; games: Game[] }) {
  const t = words('play');
  if (lobbies.length === 0) return null;
  return (
    <section class="card" aria-labelledby="my-lobbies">
      <h2 id="my-lobbies">{t('mine.lobbies')}</h2>
      <ul class="lines">
        {lobbies.map(room => (
          <Line key={room} room={room} games={games} />
        ))}
      </ul>
    </section>
  );
}

function Line({ room, games }: { room: string; games: Game[] }) {
  const lobby = useRoom(rialto.room('lobby', room)).state as Lobby | undefined;
  if (!lobby) return null;
  return (
    <li class="row middle">
      <a href={`/lobbies/${lobby.id}`}>{lobby.title ?? played(games, lobby.game, lobby.mode)}</a>
      <LobbyBadge status={lobby.status} />
    </li>
  );
}
