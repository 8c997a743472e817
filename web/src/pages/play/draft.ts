// What one is about to search for. It stays while one looks at other pages.

import { signal } from '@preact/signals';
import type { Game, Mode, Party, Wanted, Wish } from './types';

export interface Draft {
  readonly game: string;
  readonly mode: string;
  /** By name; what is missing is not asked for. */
  readonly criteria: Record<string, Wish>;
  /** How many milliseconds away; null where every region is near enough. */
  readonly regions: Record<string, number> | null;
  readonly withParty: boolean;
}

export const draft = signal<Draft>({ game: '', mode: '', criteria: {}, regions: null, withParty: true });

/** The draft as far as it fits what is played here. */
export function fitting(games: readonly Game[]): { game: Game; mode: Mode } & Pick<Draft, 'criteria' | 'regions' | 'withParty'> {
  const { game: wantedGame, mode: wantedMode, criteria, regions, withParty } = draft.value;
  const game = games.find(one => one.name === wantedGame) ?? games[0]!;
  const mode = game.modes[wantedMode] ?? Object.values(game.modes)[0]!;
  const known = Object.entries(criteria).filter(([name, { is }]) => mode.criteria[name]?.includes(is));
  const there = regions && Object.fromEntries(Object.entries(regions).filter(([name]) => game.regions.includes(name)));
  return { game, mode, criteria: Object.fromEntries(known), regions: game.regions.length === 0 ? null : there, withParty };
}

/** Whether a party of more than oneself is there to search with. */
export function isCompany(party: Party | undefined): party is Party {
  return !!party && 1 < party.members.length;
}

/** What is sent. */
export function toSend(games: readonly Game[], party: Party | undefined): Wanted {
  const { game, mode, criteria, regions, withParty } = fitting(games);
  return {
    game: game.name,
    mode: mode.name,
    ...(0 < Object.keys(criteria).length && { criteria }),
    ...(regions && { regions }),
    ...(withParty && isCompany(party) && { party: party.room }),
  };
}

/** Why I cannot search so, as the name of a sentence. */
export function hindrance(
  games: readonly Game[],
  party: Party | undefined,
  me: string | undefined,
): { key: 'why.criteria' | 'why.regions' | 'why.leader' | 'why.party_large'; max: number } | null {
  const { mode, criteria, regions, withParty } = fitting(games);
  const together = withParty && isCompany(party);
  if (Object.values(criteria).some(({ accept }) => accept?.length === 0)) return { key: 'why.criteria', max: 0 };
  if (regions && Object.keys(regions).length === 0) return { key: 'why.regions', max: 0 };
  if (together && party.leader !== me) return { key: 'why.leader', max: 0 };
  if (together && mode.players < party.members.length) return { key: 'why.party_large', max: mode.players };
  return null;
}

/** How many play in a match. */
export function seats(mode: Mode): number {
  return mode.teams * mode.players;
}

/** `2 teams of 5`, or everybody for themselves. */
export function shape(mode: Mode): { key: 'mode.teams' | 'mode.alone'; values: Record<string, number> } {
  if (mode.players === 1) return { key: 'mode.alone', values: { count: seats(mode) } };
  return { key: 'mode.teams', values: { count: mode.teams, players: mode.players } };
}
