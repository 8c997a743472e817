// The games that are played here, and what their parts are called in the language of the page.

import { useAsk, type Asked } from '../../app/hooks';
import { has, person, rialto, words } from '../../app/shared';
import { language } from '../../app/words';
import type { Game, Level, Mode, MyPlay, Setting } from './types';

export function useGames(): Asked<Game[]> {
  return useAsk('games', async signal => (await rialto.rest.ask('GET', 'games', { signal })).items);
}

/** Where I am; nothing for a guest. */
export function useMyPlay(): Asked<MyPlay> {
  return useAsk(person.value ? 'me/play' : null, signal => rialto.rest.ask('GET', 'me/play', { signal }));
}

export function gameOf(games: readonly Game[] | undefined, name: string): Game | undefined {
  return games?.find(game => game.name === name);
}

export function modeOf(games: readonly Game[] | undefined, game: string, mode: string | null): Mode | undefined {
  return mode === null ? undefined : gameOf(games, game)?.modes[mode];
}

/** `Arena · Duel`. */
export function played(games: readonly Game[] | undefined, game: string, mode: string | null): string {
  const title = gameOf(games, game)?.title ?? game;
  return mode === null ? title : `${title} · ${modeOf(games, game, mode)?.title ?? mode}`;
}

/** A name from the file of a game: in words where the page knows some, else as its author wrote it. */
export function nameOf(name: string): string {
  const key = `name.${name}`;
  return has('play', key) ? words('play')(key as 'yes') : name.replace(/[_-]/g, ' ');
}

/** A value from there. Languages are called what they are called in the page's own. */
export function valueOf(name: string, value: Setting): string {
  const t = words('play');
  if (typeof value === 'boolean') return value ? t('yes') : t('no');
  if (typeof value === 'number') return value.toLocaleString(language.value);
  return (name === 'language' && languageOf(value)) || nameOf(value);
}

function languageOf(code: string): string | undefined {
  try {
    return new Intl.DisplayNames(language.value, { type: 'language' }).of(code);
  } catch {
    // What a game calls a language need not be the code of one.
    return undefined;
  }
}

/** What a level means: `ratings up to 100 apart · up to 100 ms away · preferences hold`. */
export function wordsOfLevel({ skill, latencyMs, soft }: Level, mode: Mode, withRegions: boolean): string {
  const t = words('play');
  const parts = [skill === null ? t('level.any_skill') : t('level.skill', { points: skill })];
  if (withRegions) parts.push(latencyMs === null ? t('level.any_distance') : t('level.latency', { ms: latencyMs }));
  if (0 < Object.keys(mode.criteria).length) parts.push(soft ? t('level.soft') : t('level.hard'));
  return parts.join(' · ');
}
