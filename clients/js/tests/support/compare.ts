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
  if (kept['conversations']) kept['conversations'] = kept['conversations'].map(figure);
  return kept;
}

/** As of when a figure is true, and the signs at a last message, are told only where something else changes. */
function figure(line: any): any {
  return { ...line, seq: undefined, lastMessage: line.lastMessage && { ...line.lastMessage, reactions: undefined } };
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

/** The state as it is held against a newcomer's, who is given fewer messages. */
function own(room: Room<any>, state: any): any {
  const more = room.state?.messages && { messages: room.state.messages.slice(-state.messages.length) };
  return lasting({ ...room.state, ...more });
}

/** Once all has arrived that follows from what was done, the room is what a newcomer finds at the same time. */
export async function expectExact(room: Room<any>, fresh: Client): Promise<void> {
  const first = await snapshot(fresh, room.name);
  // Where somebody may look again, that has to be said.
  if (first && room.error) room.refresh(0);
  if (first) await position(room, first.seq);
  const look = async () => {
    const found = await snapshot(fresh, room.name);
    if (found) expect(own(room, found.state), room.name).toEqual(lasting(found.state));
    else expect([room.name, room.state, room.error?.code]).toEqual([room.name, undefined, 'not_found']);
  };
  await vi.waitFor(look, { timeout: SETTLED_WITHIN_MS, interval: 150 });
}
