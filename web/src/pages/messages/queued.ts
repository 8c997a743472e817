// What was said and is not there yet: it waits in the client's queue.

import { useEffect, useState } from 'preact/hooks';
import type { ConversationRoom, Queued } from '@rialto/client';
import { rialto } from '../../app/shared';

/** What waits in a room, in order; reading and arriving are nobody's business. */
export function useQueued(room: ConversationRoom): readonly Queued[] {
  const [queued, set] = useState(room.queued);
  useEffect(() => {
    set(room.queued);
    return room.onQueued(set);
  }, [room]);
  return queued.filter(one => !/^chat:(read|delivered)$/.test(one.event));
}

/** What is said and how that ends stands beside it in the queue; nobody waits for it elsewhere. */
export function aside(said: Promise<unknown>): void {
  said.catch(() => {});
}

/** Sends again. What a rule has refused for good is sent as something new, for its refusal is kept with its key. */
export function again({ key, event, data, room, state, error }: Queued): void {
  if (state === 'old' || error?.retry) return rialto.queue.retry(key);
  rialto.queue.discard(key);
  aside(rialto.call(event, data, { room }));
}
