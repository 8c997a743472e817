// For tests of whoever uses the client: a server in memory, and waiting for what rooms tell.
//
//   const server = fakeServer();
//   const [ada, bo] = await server.clients(2);

import type { DataOf, EventOf, Kind } from './kinds.js';
import type { RoomCore } from './room.js';

export { fakeServer, FakeServer, type Ask, type Clients, type Script } from './testing/server.js';
export type { FakeAuction, LotTerms } from './testing/auction.js';
export type { FakeConversation, FakeInbox, FakeLobby, LobbyTerms, TalkTerms } from './testing/people.js';
export type { PlainRoom, Someone, Viewer } from './testing/room.js';

/** The data of the next event of this name. What happened before the room was joined is in its state, and no event. */
export function waitFor<K extends Kind, E extends EventOf<K> | '*'>(
  room: RoomCore<K>,
  event: E,
  { timeoutMs = 2_000 }: { timeoutMs?: number } = {},
): Promise<DataOf<K, E>> {
  return new Promise((resolve, reject) => {
    const heard: string[] = [];
    const wasFresh = room.fresh;
    const ends = [
      room.on('*', (_, whole) => heard.push(whole.event)),
      room.on(event, data => {
        end();
        resolve(data);
      }),
    ];
    const late = setTimeout(() => {
      end();
      const others = heard.length === 0 ? 'nothing else either' : `only ${heard.join(', ')}`;
      const hint = wasFresh ? '' : ' The room was not joined yet when the wait began: `await room.ready()` first.';
      reject(new Error(`${room.name} did not tell ${event} within ${timeoutMs} ms; ${others}.${hint}`));
    }, timeoutMs);
    const end = () => {
      clearTimeout(late);
      for (const stop of ends) stop();
    };
  });
}
