// What has happened in a lobby: what the server has kept of it, and what happens now.

import { useEffect, useState } from 'preact/hooks';
import type { LobbyRoom } from '@rialto/client';
import { rialto } from '../../app/shared';
import { ENTRIES_MAX, merged, type Entry } from './entries';

/** The latest entries, the oldest first. Whenever the room is taken up anew, what was missed is read. */
export function useJournal(room: LobbyRoom, fresh: boolean): Entry[] {
  const [entries, set] = useState<Entry[]>([]);
  const add = (news: Entry[]) => set(old => merged(old, news));
  useEffect(() => room.on('*', (_, whole) => add([whole as Entry])), [room]);
  useEffect(() => {
    if (!fresh) return;
    const query = { room: room.name, after: Math.max(0, (room.seq ?? 0) - ENTRIES_MAX), limit: ENTRIES_MAX };
    // Without it the log begins with what happens now.
    rialto.rest.ask('GET', 'events', { query }).then(
      page => add(page.items),
      () => {},
    );
  }, [room, fresh]);
  return entries;
}
