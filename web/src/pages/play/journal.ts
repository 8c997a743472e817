// What has happened in a lobby: what the server has kept of it, and what happens now.

import { useEffect, useState } from 'preact/hooks';
import type { LobbyRoom } from '@rialto/client';
import { rialto } from '../../app/shared';

export interface Entry {
  readonly seq: number;
  readonly event: string;
  readonly at: string;
  readonly data: any;
}

/** The latest are shown. */
const SHOWN_MAX = 100;

/** The latest entries, the oldest first. Whenever the room is taken up anew, what was missed is read. */
export function useJournal(room: LobbyRoom, fresh: boolean): Entry[] {
  const [entries, set] = useState<Entry[]>([]);
  useEffect(() => room.on('*', (_, whole) => add([whole as Entry])), [room]);
  useEffect(() => {
    if (!fresh) return;
    const query = { room: room.name, after: Math.max(0, (room.seq ?? 0) - SHOWN_MAX), limit: SHOWN_MAX };
    // Without it the log begins with what happens now.
    rialto.rest.ask('GET', 'events', { query }).then(page => add(page.items), () => {});
  }, [room, fresh]);
  const add = (news: Entry[]) =>
    set(old => {
      const all = new Map([...old, ...news].filter(one => one.event && one.seq !== undefined).map(one => [one.seq, one]));
      return [...all.values()].sort((one, other) => one.seq - other.seq).slice(-SHOWN_MAX);
    });
  return entries;
}

/** Who is named in it, by id. */
export function mentioned(entries: readonly Entry[]): string[] {
  return [...new Set(entries.flatMap(({ data }) => [data?.user, data?.by]).filter(Boolean))];
}

/** What those are called who came in by it. */
export function namesIn(entries: readonly Entry[]): [string, string][] {
  return entries.filter(one => one.event === 'lobby:member:joined').map(({ data }) => [data.user, data.name]);
}
