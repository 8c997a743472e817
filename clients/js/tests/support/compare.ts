// Whether what a client has made of events is what the server says of the room.

import { expect, vi } from 'vitest';
import type { Client, Room } from '../../src/index.js';
import { position } from './client.js';

const SETTLED_WITHIN_MS = 8_000;
/** True of a moment, and no part of what holds; who is banned from a lobby is in no event. */
const FLEETING = ['serverNow', 'watchers', 'typing', 'banned'];

/** A state without what is true of a moment only. */
export function lasting(state: any): any {
  const kept = Object.fromEntries(Object.entries<any>(state ?? {}).filter(([name]) => !FLEETING.includes(name)));
  // While the clock stands this moves on.
  if (kept['status'] === 'paused' && kept['you']) kept['you'] = { ...kept['you'], retractableUntil: undefined };
  // Who raises an own maximum has made a bid that is counted, and that nobody else is told of.
  if (kept['bidding'] === 'proxy') kept['bidCount'] = undefined;
  // As of when a figure is true is told where the figure changes.
  if (kept['conversations']) kept['conversations'] = kept['conversations'].map((line: any) => ({ ...line, seq: 0 }));
  return kept;
}

/** The room as another connection of the same user finds it now; nothing where it is not for them. */
async function snapshot(client: Client, room: string): Promise<{ seq: number; state: any } | undefined> {
  const reply = await client.call('subscribe', { room }).catch(error => {
    if (error.code !== 'not_found') throw error;
  });
  if (!reply) return undefined;
  const { data } = reply;
  await client.call('unsubscribe', { room });
  return { seq: data.seq, state: data.conversations ? { ...data.state, conversations: data.conversations } : data.state };
}

/** Whatever the room was looked at anew for has been answered, and then it is what a newcomer finds. */
export async function expectExact(room: Room<any>, fresh: Client): Promise<void> {
  const found = await snapshot(fresh, room.name);
  if (!found) return vi.waitFor(() => expect([room.name, room.state, room.error?.code]).toEqual([room.name, undefined, 'not_found']), { timeout: SETTLED_WITHIN_MS });
  const { seq, state } = found;
  // Where somebody may look again, that has to be said.
  if (room.error) room.refresh(0);
  await position(room, seq);
  const own = () => {
    // Who has been here for longer knows more messages than a newcomer gets.
    const more = room.state.messages && { messages: room.state.messages.slice(-state.messages.length) };
    return lasting({ ...room.state, ...more });
  };
  await vi.waitFor(() => expect(own(), room.name).toEqual(lasting(state)), { timeout: SETTLED_WITHIN_MS });
}
