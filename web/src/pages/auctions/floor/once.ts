// Deeds that happen once. Where the answer got lost, the server is asked what became of them; they are never done again.

import { useEffect, useRef, useState } from 'preact/hooks';
import { newKey, RialtoError, type AuctionRoom } from '@rialto/client';
import { rialto } from '../../../app/shared';

export type Fate<R> =
  | { readonly at: 'rest' }
  | { readonly at: 'under_way' }
  /** The connection was lost before the answer; it is being found out. */
  | { readonly at: 'unknown' }
  | { readonly at: 'done'; readonly reply: R }
  | { readonly at: 'refused'; readonly error: RialtoError };

export interface Once<R> {
  readonly fate: Fate<R>;
  /** Its outcome is open. */
  readonly open: boolean;
  /** Does it, with a key of its own; how it ended, and nothing where another one is under way. */
  run(act: (key: string) => Promise<R>): Promise<Fate<R> | undefined>;
  clear(): void;
}

/** `room`: looked at anew once it has been found out, for what came of it may stand in no event. */
export function useOnce<R = unknown>(room?: AuctionRoom): Once<R> {
  const [fate, set] = useState<Fate<R>>({ at: 'rest' });
  const busy = useRef(false);
  const gone = useRef(false);
  useEffect(() => () => void (gone.current = true), []);
  const become = (next: Fate<R>) => {
    if (!gone.current) set(next);
    return next;
  };
  return {
    fate,
    open: fate.at === 'under_way' || fate.at === 'unknown',
    run: async act => {
      if (busy.current) return undefined;
      busy.current = true;
      const key = newKey();
      become({ at: 'under_way' });
      try {
        return become({ at: 'done', reply: await act(key) });
      } catch (error: any) {
        if (error.code !== 'outcome_unknown') return become({ at: 'refused', error });
        become({ at: 'unknown' });
        const fate = await found<R>(key);
        room?.refresh(0);
        return become(fate);
      } finally {
        busy.current = false;
      }
    },
    clear: () => !busy.current && set({ at: 'rest' }),
  };
}

/** What became of a key. */
async function found<R>(key: string): Promise<Fate<R>> {
  try {
    const { state, reply } = await rialto.outcome(key);
    if (state === 'applied') return { at: 'done', reply: reply?.data };
    if (reply?.error) return { at: 'refused', error: new RialtoError(reply.error) };
    return { at: 'refused', error: new RialtoError({ code: 'not_arrived', message: 'It did not arrive.' }) };
  } catch {
    return {
      at: 'refused',
      error: new RialtoError({ code: 'not_found_out', message: 'The connection was closed before it was found out.' }),
    };
  }
}
