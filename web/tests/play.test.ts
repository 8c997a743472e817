// What is searched for, and what is made of the journal of a lobby.

import { beforeEach, describe, expect, it } from 'vitest';
import { draft, fitting, hindrance, seats, shape, toSend } from '../src/pages/play/draft';
import { ENTRIES_MAX, grouped, isDraw, mentioned, merged, namesIn, result, type Entry } from '../src/pages/play/entries';
import type { Game, Mode, Party } from '../src/pages/play/types';

function mode(name: string, players: number, criteria: Record<string, string[]> = {}): Mode {
  return { name, title: name, teams: 2, players, rated: false, readyCheckMs: 1, criteria, levels: [] };
}

function game(name: string, modes: Mode[], regions: string[] = []): Game {
  const byName = Object.fromEntries(modes.map(one => [one.name, one]));
  return { name, title: name, regions, lobbiesPerUser: 1, lobby: { membersMin: 2, membersMax: 10 }, settings: {}, modes: byName };
}

const games = [
  game('arena', [mode('duel', 1, { input: ['keys', 'pad'] }), mode('team', 5)], ['eu', 'us']),
  game('quiz', [mode('quick', 4)]),
];
const party = {
  room: 'party:p',
  leader: 'ada',
  members: [
    { user: 'ada', name: 'Ada' },
    { user: 'bo', name: 'Bo' },
  ],
  invited: [],
  searches: [],
  closed: false,
} as unknown as Party;
const alone = { ...party, members: party.members.slice(0, 1) };

beforeEach(() => (draft.value = { game: '', mode: '', criteria: {}, regions: null, withParty: true }));

describe('a search', () => {
  it('begins with the first mode of the first game', () => expect(toSend(games, undefined)).toEqual({ game: 'arena', mode: 'duel' }));

  it('has what was chosen', () => {
    draft.value = {
      game: 'arena',
      mode: 'duel',
      criteria: { input: { is: 'pad', accept: ['keys'], soft: true } },
      regions: { us: 90 },
      withParty: false,
    };
    expect(toSend(games, party)).toEqual({
      game: 'arena',
      mode: 'duel',
      criteria: { input: { is: 'pad', accept: ['keys'], soft: true } },
      regions: { us: 90 },
    });
  });

  it('leaves out what another game does not know', () => {
    draft.value = { game: 'quiz', mode: 'duel', criteria: { input: { is: 'pad' } }, regions: { us: 90 }, withParty: true };
    expect(toSend(games, undefined)).toEqual({ game: 'quiz', mode: 'quick' });
    expect(fitting(games).regions).toBeNull();
  });

  it('is of the party where there is more than oneself in it', () => {
    draft.value = { ...draft.value, game: 'arena', mode: 'team' };
    expect(toSend(games, party)).toMatchObject({ party: 'party:p' });
    expect(toSend(games, alone)).not.toHaveProperty('party');
  });

  it('has a team that the party fits into, and is its leader’s to begin', () => {
    expect(hindrance(games, party, 'ada')).toEqual({ key: 'why.party_large', max: 1 });
    draft.value = { ...draft.value, game: 'arena', mode: 'team' };
    expect(hindrance(games, party, 'bo')).toEqual({ key: 'why.leader', max: 0 });
    expect(hindrance(games, party, 'ada')).toBeNull();
    draft.value = { ...draft.value, mode: 'duel', withParty: false };
    expect(hindrance(games, party, 'bo')).toBeNull();
  });

  it('accepts something, and is played somewhere', () => {
    draft.value = { ...draft.value, criteria: { input: { is: 'pad', accept: [] } } };
    expect(hindrance(games, undefined, 'ada')?.key).toBe('why.criteria');
    draft.value = { ...draft.value, criteria: {}, regions: {} };
    expect(hindrance(games, undefined, 'ada')?.key).toBe('why.regions');
  });

  it('says how many play', () => {
    expect(seats(mode('team', 5))).toBe(10);
    expect(shape(mode('team', 5))).toEqual({ key: 'mode.teams', values: { count: 2, players: 5 } });
    expect(shape(mode('duel', 1))).toEqual({ key: 'mode.alone', values: { count: 2 } });
  });
});

function entry(seq: number, event: string, data: object = {}, at = '2026-11-20T22:40:00.000Z'): Entry {
  return { seq, event, at, data };
}

describe('the journal of a lobby', () => {
  it('has each entry once and in order, however it came', () => {
    const told = merged([entry(4, 'd')], [entry(2, 'b'), entry(4, 'd'), { seq: 3 } as Entry]);
    expect(told.map(one => one.seq)).toEqual([2, 4]);
  });

  it('has the latest', () => {
    const many = merged(
      [],
      Array.from({ length: ENTRIES_MAX + 5 }, (_, at) => entry(at, 'a')),
    );
    expect([many.length, many[0]!.seq]).toEqual([ENTRIES_MAX, 5]);
  });

  it('tells a new host with who went, and only then', () => {
    const left = entry(5, 'lobby:member:left', { user: 'bo' });
    const host = (seq: number, at?: string) => entry(seq, 'lobby:host:changed', { user: 'ada' }, at);
    expect(grouped([left, host(6)])).toHaveLength(1);
    expect(grouped([left, host(7)])).toHaveLength(2);
    expect(grouped([left, host(6, '2026-11-20T22:41:00.000Z')])).toHaveLength(2);
  });

  it('knows who is named, and what those are called who came in', () => {
    const all = [
      entry(1, 'lobby:member:joined', { user: 'cy', name: 'Cy' }),
      entry(2, 'lobby:member:kicked', { user: 'cy', by: 'ada' }),
      entry(3, 'lobby:result', { teams: [{ members: ['dee'], place: 1 }] }),
    ];
    expect(mentioned(all)).toEqual(['cy', 'ada', 'dee']);
    expect(namesIn(all)).toEqual([['cy', 'Cy']]);
  });

  it('has the best team first, and tells a draw', () => {
    const teams = [
      { members: ['a'], place: 2 },
      { members: ['b'], place: 1 },
    ];
    const ended = result([entry(1, 'lobby:result', { teams })])!;
    expect(ended.map(team => team.place)).toEqual([1, 2]);
    expect(isDraw(ended)).toBe(false);
    expect(isDraw(teams.map(team => ({ ...team, place: 1 })))).toBe(true);
    expect(result([entry(1, 'lobby:closed')])).toBeUndefined();
  });
});
