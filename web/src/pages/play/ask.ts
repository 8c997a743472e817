// Deeds in rooms. Each happens once; where the connection is lost before the answer, what became of it is found out.

import { signal } from '@preact/signals';
import { newKey, RialtoError } from '@rialto/client';
import { rialto } from '../../app/shared';

/** How many deeds there are of which it is being found out what became of them. */
export const open = signal(0);

/** Asks something, of `room` where it names one; the reply's `data`. */
export async function ask(event: string, data: object = {}, room?: string): Promise<any> {
  const key = newKey();
  try {
    const reply = await rialto.call(event, data, { key, ...(room && { room }) });
    return reply?.data;
  } catch (error: any) {
    if (error.code !== 'outcome_unknown') throw error;
    return found(key);
  }
}

async function found(key: string): Promise<any> {
  open.value += 1;
  try {
    const { state, reply } = await rialto.outcome(key);
    if (state === 'applied') return reply?.data;
    throw new RialtoError(reply?.error ?? { code: 'not_done', message: 'It did not happen.', retry: true });
  } finally {
    open.value -= 1;
  }
}
