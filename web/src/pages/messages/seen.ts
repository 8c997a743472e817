// How people are seen, of those who are on this page.

import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { live, rialto } from '../../app/shared';

export type Status = 'online' | 'away' | 'busy' | 'invisible' | 'offline';

interface Seen {
  readonly status: Status;
  readonly lastSeen: string | null;
}

/** As many as the server tells of. */
const WATCHED_MAX = 200;

/** By user. */
export const seen = signal<Readonly<Record<string, Seen>>>({});

/** Watches these, the first ones where there are too many. */
export function useWatch(users: readonly string[]): void {
  const some = [...new Set(users)].slice(0, WATCHED_MAX);
  const isLive = live.value;
  useEffect(() => {
    if (!isLive || some.length === 0) return;
    const know = ({ user, status, lastSeen }: { user: string; status: string; lastSeen: string | null }) => {
      seen.value = { ...seen.peek(), [user]: { status: status as Status, lastSeen } };
    };
    rialto.presence.watch(some).then(
      all => all.forEach(know),
      () => {},
    );
    return rialto.presence.on(know);
  }, [some.sort().join(), isLive]);
}
