// Whether what a client has made of events is what the server says of the room.

import { expect, vi } from 'vitest';
import type { Client, Room } from '../../src/index.js';
import { position } from './client.js';

const SETTLED_WITHIN_MS = 8_000;
/** True of a moment, and no part of what holds. */
const FLEETING = ['serverNow', 'watchers', 'typing'];

/** A state without what is true of a moment only. */
export function lasting(state: any): any {
  return Object.fromEntries(Object.entries(state ?? {}).filter(([name, value]) => !FLEETING.includes(name) && value !== undefined));
}

/** The room as another connection of the same user finds it now. */
export async function snapshot(client: Client, room: string): Promise<{ seq: number; state: any }> {
  const { data } = await client.call('subscribe', { room });
  await client.call('unsubscribe', { room });
  return { seq: data.seq, state: data.conversations ? { ...data.state, conversations: data.conversations } : data.state };
}

/** Whatever the room was looked at anew for has been answered, and then it is what a newcomer finds. */
export async function expectExact(room: Room<any>, fresh: Client): Promise<void> {
  const { seq, state } = await snapshot(fresh, room.name);
  await position(room, seq);
  const own = () => {
    // Who has been here for longer knows more messages than a newcomer gets.
    const messages = room.state.messages?.slice(-state.messages.length);
    return lasting({ ...room.state, messages });
  };
  await vi.waitFor(() => expect(own(), room.name).toEqual(lasting(state)), { timeout: SETTLED_WITHIN_MS });
}
