// Entries of the journal of a lobby, and what follows from them.

export interface Entry {
  readonly seq: number;
  readonly event: string;
  readonly at: string;
  readonly data: any;
}

/** How a team fared; the same place is a draw. */
export interface Team {
  readonly members: string[];
  readonly place: number;
}

/** The latest are kept. */
export const ENTRIES_MAX = 100;

/** What was known and what is new, in order, each once. Of what one may not see there is only the position. */
export function merged(old: readonly Entry[], news: readonly Entry[]): Entry[] {
  const all = new Map([...old, ...news].filter(one => one.event && one.seq !== undefined).map(one => [one.seq, one]));
  return [...all.values()].sort((one, other) => one.seq - other.seq).slice(-ENTRIES_MAX);
}

/** Entries that are told in one line: a new host follows from who came or went in the same moment. */
export function grouped(entries: readonly Entry[]): Entry[][] {
  const groups: Entry[][] = [];
  for (const entry of entries) {
    const last = groups.at(-1)?.at(-1);
    const follows = entry.event === 'lobby:host:changed' && last?.seq === entry.seq - 1 && last.at === entry.at;
    if (follows) groups.at(-1)!.push(entry);
    else groups.push([entry]);
  }
  return groups;
}

/** The teams, the best first; nothing before the result is there. */
export function result(entries: readonly Entry[]): Team[] | undefined {
  const teams: Team[] | undefined = entries.findLast(one => one.event === 'lobby:result')?.data.teams;
  return teams && [...teams].sort((one, other) => one.place - other.place);
}

export function isDraw(teams: readonly Team[]): boolean {
  return 1 < teams.length && teams.every(team => team.place === teams[0]!.place);
}

/** Who is named, by id. */
export function mentioned(entries: readonly Entry[]): string[] {
  const placed = result(entries)?.flatMap(team => team.members) ?? [];
  return [...new Set([...entries.flatMap(({ data }) => [data?.user, data?.by]).filter(Boolean), ...placed])];
}

/** What those are called who came in. */
export function namesIn(entries: readonly Entry[]): [id: string, name: string][] {
  return entries.filter(one => one.event === 'lobby:member:joined').map(({ data }) => [data.user, data.name]);
}
