// Rialto in React: rooms are external stores already, so hooks only follow them.

import {
  createContext,
  createElement,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  type ReactElement,
  type ReactNode,
} from 'react';
import type { Client, Person, Seen } from './client.js';
import type { RialtoError } from './errors.js';
import type { Kind, StateOf } from './kinds.js';
import type { Status } from './link.js';
import type { Ticket, TicketStatus } from './matchmaking.js';
import type { Queued } from './queue.js';
import type { RoomCore } from './room.js';
import type { AuctionRoom } from './rooms/auction.js';
import type { ConversationRoom } from './rooms/conversation.js';
import type { LobbyRoom } from './rooms/lobby.js';

const Context = createContext<Client | undefined>(undefined);

/** Gives the client to everything inside, and connects it. Whoever made the client closes it. */
export function RialtoProvider({ client, children }: { client: Client; children?: ReactNode }): ReactElement {
  useEffect(() => {
    // Why it may not connect is in its status.
    client.connect().catch(() => {});
  }, [client]);
  return createElement(Context.Provider, { value: client }, children);
}

/** The client of the nearest provider. */
export function useRialto(): Client {
  const client = useContext(Context);
  if (!client) throw new Error('useRialto needs a RialtoProvider around it');
  return client;
}

/** How the connection is. */
export function useStatus(): Status {
  const client = useRialto();
  const now = () => client.status;
  return useSyncExternalStore(
    useCallback(hear => client.on('status', hear), [client]),
    now,
    now,
  );
}

/** Who is signed in; undefined for a guest, and until that is known. */
export function useUser(): Person | undefined {
  const client = useRialto();
  const now = () => client.user;
  return useSyncExternalStore(
    useCallback(hear => client.on('user', hear), [client]),
    now,
    now,
  );
}

/** A room as it is followed. */
export interface Followed<K extends Kind, R = RoomCore<K>> {
  readonly room: R;
  /** As it stands; undefined until it is known. */
  readonly state: StateOf<K> | undefined;
  /** Why it cannot be followed. */
  readonly error: RialtoError | undefined;
  /** What is shown is what holds now. */
  readonly fresh: boolean;
}

/** Follows a room as long as the component is there; none for `null`. */
function useFollowed<K extends Kind, R extends RoomCore<K>>(room: R | null): Followed<K, R> {
  const last = useRef<Followed<K, R>>(undefined);
  const now = () => {
    const { state, error, fresh = false } = room ?? {};
    const old = last.current;
    const same = old && old.room === room && old.state === state && old.error === error && old.fresh === fresh;
    return same ? old : (last.current = { room: room!, state, error, fresh });
  };
  return useSyncExternalStore(
    useCallback(hear => room?.subscribe(hear) ?? (() => {}), [room]),
    now,
    now,
  );
}

/** Follows any room: `useRoom('session', id)`, `useRoom('lobbies')`; none as long as `id` is null. */
export function useRoom<K extends Kind>(kind: K, id?: string | null): Followed<K> {
  const client = useRialto();
  return useFollowed<K, RoomCore<K>>(id === null ? null : client.room(kind, id));
}

/** Follows an auction; none as long as `id` is null. */
export function useAuction(id: string | null): Followed<'auction', AuctionRoom> {
  const client = useRialto();
  return useFollowed<'auction', AuctionRoom>(id === null ? null : client.auction(id));
}

/** Follows what is for sale. */
export function useMarket(): Followed<'market'> {
  return useRoom('market');
}

/** Follows a lobby; none as long as `id` is null. */
export function useLobby(id: string | null): Followed<'lobby', LobbyRoom> {
  const client = useRialto();
  return useFollowed<'lobby', LobbyRoom>(id === null ? null : client.lobby(id));
}

/** Follows a conversation, and what waits to be said in it; none as long as `id` is null. */
export function useConversation(id: string | null): Followed<'conversation', ConversationRoom> & { readonly queued: readonly Queued[] } {
  const client = useRialto();
  const room = id === null ? null : client.conversation(id);
  const followed = useFollowed<'conversation', ConversationRoom>(room);
  const [queued, setQueued] = useState<readonly Queued[]>([]);
  useEffect(() => {
    setQueued(room?.queued ?? []);
    return room?.onQueued(setQueued);
  }, [room]);
  return { ...followed, queued };
}

function useInbox(): Followed<'inbox'> {
  return useRoom('inbox', useUser()?.id ?? null);
}

/** One's conversations, the one with the latest message first. */
export function useConversations(): { readonly conversations: StateOf<'inbox'>['conversations']; readonly fresh: boolean } {
  const { state, fresh } = useInbox();
  return { conversations: state?.conversations ?? [], fresh };
}

/** What one is told, the latest first, and how much of it is unread. */
export function useNotifications(): {
  readonly notifications: StateOf<'inbox'>['notifications'];
  readonly unreadCount: number;
  readonly fresh: boolean;
  /** These have been read; all where none are named. */
  read(ids?: string[]): Promise<unknown>;
  remove(ids: string[]): Promise<unknown>;
} {
  const { room, state, fresh } = useInbox();
  return useMemo(
    () => ({
      notifications: state?.notifications ?? [],
      unreadCount: state?.unreadCount ?? 0,
      fresh,
      read: ids => room.call('notification:read', ids ? { ids } : { all: true }),
      remove: ids => room.call('notification:delete', { ids }),
    }),
    [room, state, fresh],
  );
}

/** How a search for a match stands; `lobby` once there is one, `error` where there will be none. */
export function useTicket(ticket: Ticket | null): {
  readonly status: TicketStatus | undefined;
  readonly lobby: string | undefined;
  readonly error: RialtoError | undefined;
} {
  const [status, setStatus] = useState(ticket?.status);
  const [end, setEnd] = useState<{ lobby?: string; error?: RialtoError }>({});
  useEffect(() => {
    setStatus(ticket?.status);
    setEnd({});
    if (!ticket) return;
    let here = true;
    ticket.matched.then(
      ({ lobby }) => here && setEnd({ lobby }),
      error => here && setEnd({ error }),
    );
    const stop = ticket.on('status', setStatus);
    return () => {
      here = false;
      stop();
    };
  }, [ticket]);
  return { status, lobby: end.lobby, error: end.error };
}

/** Whom all components together want to see, for `presence:watch` knows one list alone. */
class Sight {
  readonly #wanted = new Map<string, number>();
  readonly #hearers = new Set<() => void>();
  #seen: Record<string, Seen> = {};
  #planned = false;
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
    client.presence.on(one => this.#see([one]));
    client.on('status', ({ phase }) => phase === 'live' && this.#ask());
  }

  get seen(): Record<string, Seen> {
    return this.#seen;
  }

  listen(hear: () => void): () => void {
    this.#hearers.add(hear);
    return () => void this.#hearers.delete(hear);
  }

  /** From now on, until what comes back is called. */
  want(users: readonly string[]): () => void {
    for (const user of users) this.#wanted.set(user, (this.#wanted.get(user) ?? 0) + 1);
    this.#ask();
    return () => {
      for (const user of users) {
        const others = this.#wanted.get(user)! - 1;
        if (others === 0) this.#wanted.delete(user);
        else this.#wanted.set(user, others);
      }
      this.#ask();
    };
  }

  /** Once for all that come and go at the same moment. */
  #ask(): void {
    if (this.#planned || this.#client.status.phase !== 'live') return;
    this.#planned = true;
    setTimeout(() => {
      this.#planned = false;
      // A guest sees nobody, and a connection that is lost asks again.
      this.#client.presence.watch([...this.#wanted.keys()]).then(
        users => this.#see(users),
        () => {},
      );
    }, 0);
  }

  #see(users: readonly Seen[]): void {
    this.#seen = { ...this.#seen, ...Object.fromEntries(users.map(one => [one.user, one])) };
    for (const hear of this.#hearers) hear();
  }
}

const sights = new WeakMap<Client, Sight>();

function sightOf(client: Client): Sight {
  const sight = sights.get(client) ?? new Sight(client);
  sights.set(client, sight);
  return sight;
}

/** How these users are seen, by their ids; those who are not known yet are missing. */
export function usePresence(users: readonly string[]): Readonly<Record<string, Seen>> {
  const sight = sightOf(useRialto());
  const names = [...users].sort().join();
  useEffect(() => sight.want(names === '' ? [] : names.split(',')), [sight, names]);
  const seen = useSyncExternalStore(
    useCallback(hear => sight.listen(hear), [sight]),
    () => sight.seen,
    () => sight.seen,
  );
  return useMemo(() => Object.fromEntries(users.flatMap(user => (seen[user] ? [[user, seen[user]]] : []))), [seen, names]);
}

/** The server's time in milliseconds, anew so often. */
export function useServerNow(everyMs = 1_000): number {
  const client = useRialto();
  const [now, setNow] = useState(() => client.now());
  useEffect(() => {
    const look = () => setNow(client.now());
    look();
    const timer = setInterval(look, everyMs);
    return () => clearInterval(timer);
  }, [client, everyMs]);
  return now;
}

/** Milliseconds until then, by the server's clock, never less than 0; null where nobody knows. */
export function useCountdown(until: string | null | undefined, everyMs?: number): number | null {
  const now = useServerNow(everyMs);
  return until ? Math.max(0, Date.parse(until) - now) : null;
}
