// Opening a lobby.

import { useState } from 'preact/hooks';
import { useDeed } from '../../app/hooks';
import { go, words } from '../../app/shared';
import { Dialog, LiveButton, Select } from '../../ui/controls';
import { ask } from './ask';
import { seats } from './draft';
import { LobbyFields, type LobbyDraft } from './LobbyFields';
import { Refused } from './Refused';
import { SettingsFields } from './SettingsFields';
import type { Game, Setting } from './types';

export function CreateLobby({ games, onClose }: { games: Game[]; onClose(): void }) {
  const t = words('play');
  const [name, chooseGame] = useState(games[0]!.name);
  const [modeName, chooseMode] = useState('');
  const game = games.find(one => one.name === name) ?? games[0]!;
  const mode = game.modes[modeName];
  const { membersMin, membersMax } = game.lobby;
  const [draft, set] = useState<LobbyDraft>({ title: '', capacity: String(membersMax), privacy: 'public', password: '', region: '' });
  const [settings, setSettings] = useState<Record<string, Setting>>({});
  const creating = useDeed(async () => {
    const { lobby } = await ask('lobby:create', toSend());
    go(`/lobbies/${lobby.split(':')[1]}`);
  });
  const toSend = () => {
    const { title, capacity, privacy, password, region } = draft;
    return {
      game: game.name,
      privacy,
      settings,
      ...(mode && { mode: mode.name }),
      ...(title.trim() !== '' && { title: title.trim() }),
      ...(!mode && { capacity: Number(capacity) }),
      ...(privacy === 'password' && { password }),
      ...(region !== '' && { region }),
    };
  };
  const submit = (event: Event) => {
    event.preventDefault();
    void creating.run();
  };
  const switchGame = (to: string) => {
    chooseGame(to);
    chooseMode('');
    const { membersMax: most } = games.find(one => one.name === to)!.lobby;
    set({ ...draft, capacity: String(most), region: '' });
    setSettings({});
  };
  const modes: [string, string][] = [
    ['', t('lobby.no_mode')],
    ...Object.values(game.modes).map((one): [string, string] => [one.name, one.title]),
  ];
  return (
    <Dialog title={t('lobbies.create')} onClose={onClose}>
      <form onSubmit={submit}>
        {1 < games.length && (
          <Select label={t('game')} value={name} options={games.map(one => [one.name, one.title])} onValue={switchGame} />
        )}
        <Select
          label={t('mode')}
          value={modeName}
          options={modes}
          hint={mode && t('lobby.mode_seats', { count: seats(mode) })}
          onValue={chooseMode}
        />
        <LobbyFields
          draft={draft}
          onDraft={change => set({ ...draft, ...change })}
          least={membersMin}
          most={mode ? membersMin : membersMax}
          regions={game.regions}
          keepsPassword={false}
          error={creating.error}
        />
        <SettingsFields
          rules={game.settings}
          values={settings}
          onValue={(one, value) => setSettings({ ...settings, [one]: value })}
          error={creating.error}
        />
        <Refused error={creating.error} />
        <div class="row end">
          <LiveButton type="submit" main busy={creating.busy}>
            {t('lobbies.create')}
          </LiveButton>
        </div>
      </form>
    </Dialog>
  );
}
