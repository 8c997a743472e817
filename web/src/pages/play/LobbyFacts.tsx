import { words } from '../../app/shared';
import { nameOf, played, valueOf } from './games';
import { LobbyBadge } from './LobbyBadge';
import type { Game, Lobby } from './types';

/** What is played, where, how, and who may come in. */
export function LobbyFacts({ lobby, games }: { lobby: Lobby; games: Game[] | undefined }) {
  const t = words('play');
  const settings = Object.entries(lobby.settings).filter(([, value]) => value !== '');
  return (
    <div class="head">
      <p class="facts known">
        <LobbyBadge status={lobby.status} />
        {lobby.title && <span>{played(games, lobby.game, lobby.mode)}</span>}
        <span>{t('lobby.seats', { members: lobby.members.length, capacity: lobby.capacity })}</span>
        {lobby.region && <span>{nameOf(lobby.region)}</span>}
        <span>{lobby.matched ? t('lobby.matched') : t(`open.${lobby.privacy}`)}</span>
      </p>
      {0 < settings.length && (
        <dl class="settings">
          {settings.map(([name, value]) => (
            <div key={name}>
              <dt>{nameOf(name)}</dt>
              <dd>{valueOf(name, value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
