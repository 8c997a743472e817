// Tells the server that messages have arrived, read or not: seldom, and the latest position alone.

import { newKey } from '@rialto/client';
import { live, rialto } from '../../app/shared';

const EVERY_MS = 2_000;

const told = new Map<string, number>();
const waiting = new Map<string, number>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Everything in a room up to this position is here. */
export function arrived(room: string, upTo: number): void {
  if (upTo <= (told.get(room) ?? 0)) return;
  waiting.set(room, Math.max(upTo, waiting.get(room) ?? 0));
  timer ??= setTimeout(tell, EVERY_MS);
}

function tell(): void {
  timer = undefined;
  // What is not told now is told with the next message.
  if (!live.peek()) return waiting.clear();
  for (const [room, upTo] of waiting) {
    const key = newKey();
    told.set(room, upTo);
    rialto.call('chat:delivered', { upTo }, { room, key }).catch(() => rialto.queue.discard(key));
  }
  waiting.clear();
}
