// What components read: rooms, lists over REST, the time.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Kind, RialtoError, Room, StateOf } from '@rialto/client';
import { person, rialto, status } from './shared';

export interface Followed<S> {
  readonly state: S | undefined;
  readonly error: RialtoError | undefined;
  /** What is shown is what holds. */
  readonly fresh: boolean;
}

/** Follows a room as long as the component is there. */
export function useRoom<K extends Kind>(room: Room<K> | null): Followed<StateOf<K>> {
  const [, turn] = useState(0);
  useEffect(() => room?.subscribe(() => turn(times => times + 1)), [room]);
  return { state: room?.state, error: room?.error, fresh: room?.fresh ?? false };
}

/** Hears the events of a room as long as the component is there. */
export function useEvents<K extends Kind>(room: Room<K> | null, hear: (event: string, data: any, seq?: number) => void): void {
  const latest = useRef(hear);
  latest.current = hear;
  useEffect(() => room?.on('*', (data, whole) => latest.current(whole.event, data, whole.seq)), [room]);
}

/** The inbox of whoever is signed in; null for a guest, and until the connection knows them. */
export function useInbox(): Room<'inbox'> | null {
  const who = person.value;
  return who ? rialto.room('inbox', who.id) : null;
}

export interface Asked<T> {
  readonly data: T | undefined;
  readonly error: RialtoError | undefined;
  readonly loading: boolean;
  reload(): void;
  /** Puts something in its place, until it is asked again. */
  set(data: T): void;
}

/** Asks once, again when `key` changes (null: not now) or somebody else is signed in, and when the connection is back after an error. */
export function useAsk<T>(key: string | null, ask: (signal: AbortSignal) => Promise<T>): Asked<T> {
  const [answer, setAnswer] = useState<{ key: string | null; data?: T; error?: RialtoError; loading: boolean }>({ key, loading: key !== null });
  const [round, setRound] = useState(0);
  const latest = useRef(ask);
  latest.current = ask;
  const who = person.value?.id;
  useEffect(() => {
    if (key === null) return;
    const abort = new AbortController();
    setAnswer(old => (old.key === key ? { ...old, loading: true } : { key, loading: true }));
    latest.current(abort.signal).then(
      data => abort.signal.aborted || setAnswer({ key, data, loading: false }),
      error => abort.signal.aborted || setAnswer(old => ({ key, ...(old.key === key && old.data !== undefined && { data: old.data }), error, loading: false })),
    );
    return () => abort.abort();
  }, [key, round, who]);
  const failed = answer.error?.code === 'offline';
  const isLive = status.value.phase === 'live';
  useEffect(() => {
    if (failed && isLive) setRound(number => number + 1);
  }, [isLive]);
  const current = answer.key === key;
  return {
    data: current ? answer.data : undefined,
    error: current ? answer.error : undefined,
    loading: current ? answer.loading : key !== null,
    reload: () => setRound(number => number + 1),
    set: data => setAnswer({ key, data, loading: false }),
  };
}

export interface Paged<T> {
  readonly items: T[];
  readonly error: RialtoError | undefined;
  readonly loading: boolean;
  /** Whether there are more. */
  readonly more: boolean;
  loadMore(): void;
  reload(): void;
  /** Changes what is shown: one line, say. */
  change(to: (items: T[]) => T[]): void;
}

/** A list of REST (`{items, next}`), page by page. */
export function usePages<T>(path: string, query: Record<string, string | number | undefined>): Paged<T> {
  const key = `${path}?${JSON.stringify(query)}`;
  const first = useAsk<{ items: T[]; next: string | null }>(key, signal => rialto.rest.ask('GET', path, { query, signal }));
  const [rest, setRest] = useState<{ of: unknown; items: T[] | null; next: string | null; error?: RialtoError; loading: boolean }>();
  const mine = rest?.of === first.data ? rest : undefined;
  const next = mine ? mine.next : (first.data?.next ?? null);
  const items = mine?.items ?? first.data?.items ?? [];
  return {
    items,
    error: first.error ?? mine?.error,
    loading: first.loading || (mine?.loading ?? false),
    more: next !== null,
    loadMore: () => {
      if (next === null || mine?.loading) return;
      const of = first.data;
      setRest({ of, items, next, loading: true });
      rialto.rest.ask('GET', path, { query: { ...query, after: next } }).then(
        page => setRest({ of, items: [...items, ...page.items], next: page.next, loading: false }),
        error => setRest({ of, items, next, error, loading: false }),
      );
    },
    reload: first.reload,
    change: to => setRest({ of: first.data, items: to(items), next, loading: false }),
  };
}

/** Server time, told anew so often. */
export function useNow(everyMs = 1_000): number {
  const [now, set] = useState(() => rialto.now());
  useEffect(() => {
    const timer = setInterval(() => set(rialto.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

export interface Deed<A extends unknown[]> {
  readonly busy: boolean;
  readonly error: RialtoError | undefined;
  run(...args: A): Promise<void>;
  clear(): void;
}

/** Something that a button does: busy while it is under way, with its error afterwards. */
export function useDeed<A extends unknown[]>(act: (...args: A) => Promise<unknown>): Deed<A> {
  const [state, set] = useState<{ busy: boolean; error?: RialtoError }>({ busy: false });
  const gone = useRef(false);
  useEffect(() => () => void (gone.current = true), []);
  return {
    busy: state.busy,
    error: state.error,
    run: async (...args) => {
      if (state.busy) return;
      set({ busy: true });
      try {
        await act(...args);
        if (!gone.current) set({ busy: false });
      } catch (error: any) {
        if (!gone.current) set({ busy: false, error });
      }
    },
    clear: () => set({ busy: false }),
  };
}
