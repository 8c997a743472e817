// What is set in a lobby, for whoever keeps order there. Only what has changed is sent.

import { useState } from 'preact/hooks';
import { useDeed } from '../../app/hooks';
import { words } from '../../app/shared';
import { Dialog, LiveButton } from '../../ui/controls';
import { ask } from './ask';
import { seats } from './draft';
import { LobbyFields, type LobbyDraft } from './LobbyFields';
import { Refused } from './Refused';
import { SettingsFields } from './SettingsFields';
import type { Game, Lobby, Setting } from './types';

export function LobbySettings({ lobby, game, onClose }: { lobby: Lobby; game: Game; onClose(): void }) {
  const t = words('play');
  const before: LobbyDraft = {
    title: lobby.title ?? '',
    capacity: String(lobby.capacity),
    privacy: lobby.privacy,
    password: '',
    region: lobby.region ?? '',
  };
  const [draft, set] = useState(before);
  const [settings, setSettings] = useState<Record<string, Setting>>({});
  const mode = lobby.mode === null ? undefined : game.modes[lobby.mode];
  const seated = Math.max(0, ...lobby.members.map(one => one.seat + 1));
  const saving = useDeed(async () => {
    await ask('lobby:settings', changes(lobby, before, draft, settings), lobby.room);
    onClose();
  });
  const submit = (event: Event) => {
    event.preventDefault();
    void saving.run();
  };
  return (
    <Dialog title={t('tools.settings')} onClose={onClose}>
      <form onSubmit={submit}>
        <p class="soft">{t('tools.anew')}</p>
        <LobbyFields
          draft={draft}
          onDraft={change => set({ ...draft, ...change })}
          least={Math.max(lobby.membersMin, seated)}
          most={mode ? seats(mode) : game.lobby.membersMax}
          regions={game.regions}
          keepsPassword={lobby.privacy === 'password'}
          error={saving.error}
        />
        <SettingsFields
          rules={game.settings}
          values={{ ...lobby.settings, ...settings }}
          onValue={(name, value) => setSettings({ ...settings, [name]: value })}
          error={saving.error}
        />
        <Refused error={saving.error} />
        <div class="row end">
          <LiveButton type="submit" main busy={saving.busy}>
            {words('frame')('save')}
          </LiveButton>
        </div>
      </form>
    </Dialog>
  );
}

/** A title and a region can be changed, but not taken away. */
function changes(
  lobby: Lobby,
  before: LobbyDraft,
  { title, capacity, privacy, password, region }: LobbyDraft,
  settings: Record<string, Setting>,
): object {
  const changed = Object.fromEntries(Object.entries(settings).filter(([name, value]) => value !== lobby.settings[name]));
  return {
    settings: changed,
    ...(title.trim() !== '' && title.trim() !== before.title && { title: title.trim() }),
    ...(capacity !== before.capacity && { capacity: Number(capacity) }),
    ...(privacy !== before.privacy && { privacy }),
    ...(privacy === 'password' && password !== '' && { password }),
    ...(region !== '' && region !== before.region && { region }),
  };
}
