// What the host, and staff, do with a lobby as a whole.

import { useState } from 'preact/hooks';
import { useDeed } from '../../app/hooks';
import { rialto, words } from '../../app/shared';
import { Confirm, LiveButton } from '../../ui/controls';
import { ask } from './ask';
import { LobbySettings } from './LobbySettings';
import { useNames } from './names';
import { Refused } from './Refused';
import type { Game, Lobby } from './types';

export function HostTools({ lobby, game }: { lobby: Lobby; game: Game | undefined }) {
  const t = words('play');
  const [dialog, show] = useState<'settings' | 'close' | null>(null);
  const isShut = lobby.privacy !== 'public';
  const locking = useDeed(() => ask('lobby:settings', { privacy: isShut ? 'public' : 'invite' }, lobby.room));
  const isBegun = lobby.status === 'active';
  return (
    <section class="card stack" aria-labelledby="host-tools">
      <h2 id="host-tools">{t('tools.title')}</h2>
      {!isBegun && (
        <>
          <div class="row start">
            <LiveButton onClick={() => show('settings')} because={!game && t('tools.no_game')}>
              {t('tools.settings')}
            </LiveButton>
            <LiveButton busy={locking.busy} onClick={() => void locking.run()}>
              {isShut ? t('tools.open') : t('tools.lock')}
            </LiveButton>
          </div>
          <p class="soft">{t('tools.anew')}</p>
        </>
      )}
      <div class="row start">
        <LiveButton class="danger" onClick={() => show('close')}>
          {t('tools.close')}
        </LiveButton>
      </div>
      <Refused error={locking.error} />
      {0 < (lobby.banned?.length ?? 0) && <Banned lobby={lobby} />}
      {dialog === 'settings' && game && <LobbySettings lobby={lobby} game={game} onClose={() => show(null)} />}
      {dialog === 'close' && (
        <Confirm
          title={t('tools.close')}
          text={<p>{t('tools.close_text')}</p>}
          action={t('tools.close')}
          danger
          onDone={() => ask('lobby:close', {}, lobby.room)}
          onClose={() => show(null)}
        />
      )}
    </section>
  );
}

function Banned({ lobby }: { lobby: Lobby }) {
  const t = words('play');
  const banned = lobby.banned ?? [];
  const called = useNames(banned);
  const letting = useDeed(async (user: string) => {
    await ask('lobby:unban', { user }, lobby.room);
    // Nobody is told of it, so nothing changes by itself.
    rialto.lobby(lobby.room).refresh(0);
  });
  return (
    <div>
      <h3>{t('tools.banned')}</h3>
      <ul class="lines">
        {banned.map(user => (
          <li key={user} class="row middle">
            <a href={`/people/${user}`}>{called(user)}</a>
            <LiveButton class="quiet" busy={letting.busy} onClick={() => void letting.run(user)}>
              {t('tools.unban')}
              <span class="unseen">{called(user)}</span>
            </LiveButton>
          </li>
        ))}
      </ul>
      <Refused error={letting.error} />
    </div>
  );
}
