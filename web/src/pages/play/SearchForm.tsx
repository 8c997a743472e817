// What to search for: game, mode, with whom, where, and what must hold.

import { useDeed, useRoom } from '../../app/hooks';
import { person, rialto, words } from '../../app/shared';
import { Check, LiveButton, Select } from '../../ui/controls';
import { Criteria } from './Criteria';
import { draft, fitting, hindrance, isCompany, shape, toSend, type Draft } from './draft';
import { Refused } from './Refused';
import { Regions } from './Regions';
import { find } from './search';
import { setSound, sound } from './sound';
import type { Game, Mode, Party } from './types';

export function SearchForm({ games, party: room }: { games: Game[]; party: string | null }) {
  const t = words('play');
  const party = useRoom(room ? rialto.room('party', room) : null).state as Party | undefined;
  const searching = useDeed(() => find(toSend(games, party)));
  const { game, mode, criteria, regions, withParty } = fitting(games);
  const why = hindrance(games, party, person.value?.id);
  const hindered = why ? t(why.key, { max: why.max }) : undefined;
  const set = (change: Partial<Draft>) => {
    searching.clear();
    draft.value = { ...draft.value, game: game.name, mode: mode.name, ...change };
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (!why) void searching.run();
  };
  return (
    <form class="card" onSubmit={submit} aria-label={t('find.title')}>
      {1 < games.length && (
        <Select
          label={t('game')}
          value={game.name}
          options={games.map(one => [one.name, one.title])}
          onValue={name => set({ game: name, mode: '' })}
        />
      )}
      <Modes modes={Object.values(game.modes)} chosen={mode} onMode={name => set({ mode: name })} />
      {isCompany(party) && (
        <Check label={t('find.together', { count: party.members.length })} checked={withParty} onChecked={on => set({ withParty: on })} />
      )}
      {0 < game.regions.length && <Regions names={game.regions} regions={regions} onRegions={to => set({ regions: to })} />}
      {Object.entries(mode.criteria).map(([name, values]) => (
        <Criteria
          key={name}
          name={name}
          values={values}
          wish={criteria[name]}
          onWish={wish => {
            const { [name]: _, ...others } = criteria;
            set({ criteria: wish ? { ...others, [name]: wish } : others });
          }}
        />
      ))}
      <Check label={t('find.sound')} checked={sound.value} onChecked={setSound} />
      <Refused error={searching.error} />
      <div class="row start">
        <LiveButton type="submit" main busy={searching.busy} because={hindered}>
          {t('find.search')}
        </LiveButton>
        {hindered && <span class="wait">{hindered}</span>}
      </div>
    </form>
  );
}

function Modes({ modes, chosen, onMode }: { modes: Mode[]; chosen: Mode; onMode(name: string): void }) {
  const t = words('play');
  return (
    <fieldset>
      <legend>{t('mode')}</legend>
      {modes.map(mode => {
        const { key, values } = shape(mode);
        return (
          <label key={mode.name} class="check">
            <input type="radio" name="mode" checked={mode.name === chosen.name} onChange={() => onMode(mode.name)} />
            <span>
              {mode.title} <span class="soft">{t(key, values)}</span> {mode.rated && <span class="badge">{t('mode.rated')}</span>}
            </span>
          </label>
        );
      })}
    </fieldset>
  );
}
