// The client: one connection, its rooms, and what else the server offers.

import { Clock } from './clock.js';
import { Emitter, type Unsubscribe } from './emitter.js';
import { fail, SignedOut } from './errors.js';
import type { Kind } from './kinds.js';
import { Link, type Status, type TokenAsk } from './link.js';
import type { Search, Ticket } from './matchmaking.js';
import type { Queue, QueueOptions } from './queue.js';
import { Requests, type CallOptions, type Outcome, type Outlet } from './requests.js';
import { Rest } from './rest.js';
import { RoomCore, type Host } from './room.js';
import { AuctionRoom } from './rooms/auction.js';
import { ConversationRoom } from './rooms/conversation.js';
import { LobbyRoom } from './rooms/lobby.js';
import { webSocket, type Transport } from './transport.js';

export interface ClientOptions {
  /** Where the server is; the page's own origin where it is missing. */
  url?: string | URL;
  /** Asked for on every connect; null for a guest. Throw `SignedOut` to stop for good. */
  token?: (ask: TokenAsk) => string | null | Promise<string | null>;
  /** How frames travel. */
  transport?: Transport;
  /** How long to wait for an answer; 8000. */
  timeoutMs?: number;
  /** Between attempts: full jitter up to a time that doubles; 300 to 20000. */
  backoff?: { minMs?: number; maxMs?: number };
  /** 20000. */
  heartbeatMs?: number;
  /** What becomes of what is said without a connection. */
  queue?: QueueOptions;
  /** Errors that nobody waits for: of listeners, say. The console where it is missing. */
  onUnhandled?: (error: unknown) => void;
  /** Sees every frame, for logs and consoles. */
  onFrame?: (direction: 'in' | 'out', frame: any) => void;
  WebSocket?: typeof WebSocket;
  fetch?: typeof fetch;
}

/** Who is signed in. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: string;
}

/** How one wants to be seen. */
export type ChosenPresence = 'online' | 'away' | 'busy' | 'invisible';

/** How somebody is seen. */
export interface Seen {
  readonly user: string;
  readonly status: string;
  readonly lastSeen: string | null;
}

/** Requests that wait in the queue where there is no connection. */
const QUEUED = /^(chat:(message|edit|delete|react|read|delivered)|notification:(read|delete))$/;
/** Requests that are dropped then. */
const DROPPED = 'chat:typing';
/** Requests of the connection itself, which have no key. */
const ASKED = /^(auth|ping|outcome|(un)?subscribe|presence:.*)$/;
const SHARED = /^(conversation:|user:)/;
const TALKS = /^(inbox|conversation):/;

const KINDS: Record<string, typeof RoomCore<any>> = { auction: AuctionRoom, conversation: ConversationRoom, lobby: LobbyRoom };

/** A client; it does nothing until `connect`. */
export function createClient(options: ClientOptions = {}): Client {
  return new Client(options);
}

export class Client {
  /** Who is signed in on the connection; undefined for a guest. */
  user: Person | undefined;
  /** What the server accepts, from its `welcome`. */
  limits: { frameBytes: number; rooms: number; requestsPerSecond: number; pingMs: number } | undefined;
  /** For support. */
  session: string | undefined;
  /** REST with the same token: `client.rest.ask('GET', 'auctions', {query})`. */
  readonly rest: Rest;
  #queue: Queue | undefined;
  readonly #queueChanges: Emitter<string>;
  readonly #link: Link;
  readonly #requests: Requests;
  readonly #clock = new Clock();
  readonly #rooms = new Map<string, RoomCore<any>>();
  readonly #entered = new Set<RoomCore>();
  readonly #frames: Emitter<any>;
  readonly #people: Emitter<Person | undefined>;
  readonly #stray: (error: unknown) => void;
  #watched: string[] | undefined;
  #seenAs: ChosenPresence | undefined;
  /** Whose word it is that is said now; nobody's while somebody else is about to come. */
  #speaker: string | undefined;

  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.#options = options;
    const url = new URL(options.url ?? '/', globalThis.location?.href);
    this.#stray = options.onUnhandled ?? (error => console.error(error));
    this.#frames = new Emitter(this.#stray);
    this.#people = new Emitter(this.#stray);
    const token = async (ask: TokenAsk) => (await options.token?.(ask)) ?? null;
    this.rest = new Rest(url, options.fetch ?? ((...ask) => fetch(...ask)), token);
    const { minMs = 300, maxMs = 20_000 } = options.backoff ?? {};
    this.#queueChanges = new Emitter(this.#stray);
    this.#requests = new Requests(this.#host, options.timeoutMs ?? 8_000);
    this.#link = new Link(
      {
        url,
        token,
        minMs,
        maxMs,
        heartbeatMs: options.heartbeatMs ?? 20_000,
        transport: options.transport ?? webSocket(options.WebSocket),
      },
      {
        arrive: (welcome, bearer) => this.#arrive(welcome, bearer),
        live: () => this.#live(),
        lost: forGood => {
          this.#requests.lost(forGood);
          for (const room of this.#entered) room.suspend();
        },
        frame: frame => this.#take(frame),
        ping: async timeoutMs => (await this.#requests.ask('ping', {}, { timeoutMs })).data.now,
        stray: this.#stray,
      },
      this.#clock,
    );
  }

  /** How the connection is. */
  get status(): Status {
    return this.#link.status;
  }

  /** Connects; kept when it is live. It stays connected until `close`. */
  connect(): Promise<void> {
    return this.#link.connect();
  }

  close(): void {
    this.#link.close();
  }

  /** Tries at once, whatever was planned. */
  retryNow(): void {
    this.#link.retryNow();
  }

  /** Comes back as whoever is signed in now. */
  restart(): void {
    this.rest.forget();
    this.#speaker = undefined;
    this.#link.cut(0);
  }

  /** Cuts the connection as a network would, for so long: to see what then happens. */
  cut(forMs?: number): void {
    this.#link.cut(forMs);
  }

  /** `status`: how the connection is; `event`: everything that the server tells; `user`: who is signed in. */
  on(event: 'status', hear: (status: Status) => void): Unsubscribe;
  on(event: 'event', hear: (frame: any) => void): Unsubscribe;
  on(event: 'user', hear: (user: Person | undefined) => void): Unsubscribe;
  on(event: string, hear: (value: any) => void): Unsubscribe {
    const emitters: Record<string, Emitter<any>> = { status: this.#link.changes, user: this.#people, event: this.#frames };
    return emitters[event]!.listen(hear);
  }

  /** Server time, in milliseconds since 1970. */
  now(): number {
    return this.#clock.now();
  }

  /** Asks anything; the reply, as it is on the wire. Requests to a room name it. */
  call(event: string, data: unknown = {}, { room, ...options }: CallOptions & { room?: string } = {}): Promise<any> {
    if (ASKED.test(event)) return this.#requests.ask(event, data, options);
    if (room && QUEUED.test(event)) return this.#sayings().then(queue => queue.say(event, data, room, options));
    if (event === DROPPED) return Promise.resolve(this.#requests.drop(event, data, room));
    return this.#requests.once(event, data, room, options);
  }

  /** What became of a request with this key. Waits until it is certain: `unknown` did not happen and will not. */
  async outcome(key: string): Promise<Outcome> {
    for (;;) {
      await this.connect();
      try {
        return await this.#requests.outcome(key);
      } catch (error: any) {
        if (error.code !== 'offline') throw error;
      }
    }
  }

  /** Sends again what waits and failed, or gives it up. */
  readonly queue = {
    retry: (key: string): void => this.#queue?.retry(key),
    discard: (key: string): void => this.#queue?.discard(key),
  };

  /** A room; the same object for the same name. It is joined while anybody listens. */
  room(kind: 'auction', id: string): AuctionRoom;
  room(kind: 'conversation', id: string): ConversationRoom;
  room(kind: 'lobby', id: string): LobbyRoom;
  room<K extends Kind>(kind: K, id?: string): RoomCore<K>;
  room(kind: string, id?: string): RoomCore<any> {
    const name = id === undefined || id.includes(':') ? (id ?? kind) : `${kind}:${id}`;
    let room = this.#rooms.get(name);
    if (!room) {
      room = new (KINDS[kind] ?? RoomCore)(name, this.#host);
      this.#rooms.set(name, room);
    }
    return room;
  }

  auction(id: string): AuctionRoom {
    return this.room('auction', id);
  }

  conversation(id: string): ConversationRoom {
    return this.room('conversation', id);
  }

  lobby(id: string): LobbyRoom {
    return this.room('lobby', id);
  }

  market(): RoomCore<'market'> {
    return this.room('market');
  }

  /** What concerns oneself: notifications, conversations, searches. */
  inbox(): RoomCore<'inbox'> {
    if (!this.user) throw fail('unauthenticated', 'Sign in first.');
    return this.room('inbox', this.user.id);
  }

  readonly matchmaking = {
    /** Searches for a match. */
    find: async (search: Search, options?: CallOptions): Promise<Ticket> => {
      const { data } = await this.#requests.once('matchmaking:find', search, `queue:${search.game}`, options);
      return this.matchmaking.ticket(data.matchRequestId, search.game);
    },
    /** A search that was begun elsewhere, or before a reload. */
    ticket: async (id: string, game: string): Promise<Ticket> => {
      const { Ticket } = await import('./matchmaking.js');
      return new Ticket(id, game, { ...this.#host, inbox: () => this.inbox() });
    },
  };

  readonly presence = {
    /** How one wants to be seen; kept over reconnects. */
    set: async (status: ChosenPresence): Promise<void> => {
      this.#seenAs = status;
      await this.#requests.ask('presence:set', { status });
    },
    /** Whose presence to hear of from now on, instead of those before; how they are now. */
    watch: async (users: string[]): Promise<Seen[]> => {
      this.#watched = users;
      return (await this.#requests.ask('presence:watch', { users })).data.users;
    },
    on: (hear: (change: Seen) => void): Unsubscribe => this.#frames.listen(frame => frame.event === 'presence:changed' && hear(frame.data)),
  };

  readonly #host: Host & Outlet = {
    isLive: () => this.status.phase === 'live',
    now: () => this.#clock.now(),
    me: () => this.user?.id,
    send: frame => {
      this.#options.onFrame?.('out', frame);
      this.#link.send(frame);
    },
    frameBytes: () => this.limits?.frameBytes ?? Infinity,
    ask: (event, data, take) => this.#requests.ask(event, data, { take }),
    call: (event, data, room, options) => this.call(event, data, { ...options, room }),
    queued: room => this.#queue?.waitingFor(room) ?? [],
    onQueued: hear => this.#queueChanges.listen(hear),
    enter: room => void this.#entered.add(room),
    leave: room => void this.#entered.delete(room),
    stray: error => this.#stray(error),
  };

  async #arrive(welcome: any, token: string | null): Promise<void> {
    this.limits = welcome.limits;
    this.session = welcome.session;
    const user = token === null ? undefined : await this.#signIn(token);
    this.#speaker = user?.id;
    if (user?.id === this.user?.id) return;
    this.user = user;
    // What the one before has asked is not to be asked in another's name.
    this.#requests.lost(true);
    for (const room of this.#rooms.values()) room.forget();
    this.#people.tell(user);
  }

  /** The queue; one, however many ask for it at once. */
  async #sayings(): Promise<Queue> {
    const { Queue } = await import('./queue.js');
    const send = (event: string, data: unknown, room: string, options: CallOptions) => this.#requests.once(event, data, room, options);
    return (this.#queue ??= new Queue(this.#options.queue ?? {}, this.#host.isLive, () => this.#speaker, send, this.#queueChanges));
  }

  async #signIn(token: string): Promise<Person> {
    return (await this.#requests.ask('auth', { token })).data.user;
  }

  #live(): void {
    for (const room of this.#entered) room.resume();
    this.#requests.resume();
    // Something may have waited since before a reload.
    if (this.#queue || this.#options.queue?.storage) void this.#sayings().then(queue => queue.pump());
    if (!this.user) return;
    const ignore = () => {};
    if (this.#seenAs) this.presence.set(this.#seenAs).catch(ignore);
    const told = (users: Seen[]) => users.forEach(data => this.#frames.tell({ event: 'presence:changed', data }));
    if (this.#watched) this.presence.watch(this.#watched).then(told, ignore);
  }

  #take(frame: any): void {
    this.#options.onFrame?.('in', frame);
    if (frame.reply !== undefined) return this.#requests.answered(frame);
    if (frame.event === 'auth:expiring') void this.#renew();
    this.#rooms.get(frame.room)?.take(frame);
    // What conversations are called, who is muted and who is blocked stands in several rooms, a moment later.
    if (SHARED.test(frame.event)) for (const room of this.#entered) if (TALKS.test(room.name)) room.refresh(1_000 * (1 + Math.random()));
    this.#frames.tell(frame);
  }

  /** The token ends soon. Where there is no other, the server closes the connection, and what follows is as with any. */
  async #renew(): Promise<void> {
    this.rest.forget();
    try {
      const token = await this.#link.token('expiring');
      if (token !== null) await this.#signIn(token);
    } catch (error) {
      if (error instanceof SignedOut) this.#link.close('signed_out');
    }
  }
}
