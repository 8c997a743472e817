// Who looks, and what they have read. Something is read when its end is on the screen of somebody who looks at it.

import { useEffect, useRef, useState } from 'preact/hooks';
import { newKey, type ConversationRoom } from '@rialto/client';
import { live, rialto } from '../../app/shared';
import { arrived } from './arrived';

/** Whether this page is in front of somebody. */
export function useLooking(): boolean {
  const isLooked = () => document.visibilityState === 'visible' && document.hasFocus();
  const [looking, set] = useState(isLooked);
  useEffect(() => {
    const look = () => set(isLooked());
    for (const event of ['focus', 'blur'] as const) addEventListener(event, look);
    document.addEventListener('visibilitychange', look);
    return () => {
      for (const event of ['focus', 'blur'] as const) removeEventListener(event, look);
      document.removeEventListener('visibilitychange', look);
    };
  }, []);
  return looking;
}

/** Tells the server what has been read, and what has only arrived. `isEnd`: the end of the thread is in sight. */
export function useReading(room: ConversationRoom, last: number, read: number | undefined, isEnd: boolean): void {
  const looking = useLooking();
  const told = useRef(0);
  useEffect(() => {
    if (read === undefined || !live.value || last <= read) return;
    if (!looking || !isEnd) return arrived(room.name, last);
    if (last <= told.current) return;
    told.current = last;
    const key = newKey();
    room.read(last, { key }).catch(() => {
      told.current = 0;
      rialto.queue.discard(key);
    });
  }, [room, last, read, looking, isEnd, live.value]);
}

/** Behind which position the new messages begin, as it was when somebody came or looked away; null where nothing is new. */
export function useNewFrom(unread: number, read: number | undefined, isFollowing: boolean): number | null {
  const [from, set] = useState(() => (0 < unread ? (read ?? null) : null));
  const before = useRef(unread);
  useEffect(() => {
    // While somebody looks at the end, what comes is seen as it comes.
    if (before.current === 0 && 0 < unread && read !== undefined && !isFollowing) set(read);
    before.current = unread;
  }, [unread, read]);
  return from;
}
