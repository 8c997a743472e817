// A server in memory that speaks the protocol, for the tests of whoever uses the client. It keeps nothing, and it judges
// as the real one does where it judges at all: what it does not know is scripted by `handle`.

import { createClient, type Client, type ClientOptions } from '../client.js';
import type { Transport } from '../transport.js';
import { FakeAuction, type LotTerms } from './auction.js';
import { Connection, problem, type Answer, type Desk } from './connection.js';
import { Keys } from './keys.js';
import { FakeConversation, FakeInbox, FakeLobby, type LobbyTerms, type TalkTerms } from './people.js';
import { FakeRoom, idOf, invalid, PlainRoom, refuse, type House, type Someone, type Viewer } from './room.js';

/** Who connects first, and so on; those after them are called by their number. */
const NAMES = ['ada', 'bo', 'cy', 'di', 'eli', 'flo'];
const LIMITS = { frameBytes: 65_536, rooms: 200, requestsPerSecond: 50, pingMs: 20_000 };
/** Codes that tell of the request and not of the room: they are never kept with a key. */
const FAULTS = /^(malformed|unknown_event|unauthenticated|key_reused|too_late|rate_limited|too_large|busy|unavailable|internal)$/;
/** Requests of the connection itself. */
const OWN = /^(auth|ping|subscribe|unsubscribe|outcome)$/;

/** A request that is scripted. */
export interface Ask {
  readonly event: string;
  readonly room: string | undefined;
  readonly data: any;
  readonly key: string | undefined;
  /** Who asks; undefined for a guest. */
  readonly user: Viewer;
  /** What the server would have answered by itself: it is carried out then. */
  next(): any;
}

/** Answers a request by the reply's data; throw a `RialtoError` to refuse it. */
export type Script = (ask: Ask) => unknown;

/** So many clients; of a few the compiler knows that each is there. */
export type Clients<N extends number, Known extends Client[] = []> = number extends N
  ? Client[]
  : Known['length'] extends N
    ? Known
    : Known['length'] extends 12
      ? Client[]
      : Clients<N, [...Known, Client]>;

/** A server that is not there but in this process. */
export function fakeServer(): FakeServer {
  return new FakeServer();
}

let epochs = 0;

export class FakeServer {
  readonly #epoch = `fake-${++epochs}`;
  readonly #connections = new Set<Connection>();
  readonly #rooms = new Map<string, FakeRoom>();
  readonly #scripts = new Map<string, Script[]>();
  readonly #clients: Client[] = [];
  readonly #keys = new Keys();
  #delayMs = 0;
  #closedUntil = 0;
  #sessions = 0;

  /** The way to it, for clients of one's own: `createClient({ transport: server.transport, … })`. */
  readonly transport: Transport = {
    name: 'ws',
    open: (_url, listener) => {
      if (Date.now() < this.#closedUntil) {
        queueMicrotask(() => listener.closed(1006));
        return { send: () => {}, close: () => {} };
      }
      const connection = new Connection(this.#desk, listener);
      this.#connections.add(connection);
      return connection;
    },
  };

  /** So many clients, connected, each somebody else: ada, bo, cy, … They hear their inboxes already. */
  clients<N extends number>(count: N, options?: ClientOptions): Promise<Clients<N>> {
    const names = Array.from({ length: count }, (_, place) => NAMES[place] ?? `user${place + 1}`);
    return Promise.all(names.map(name => this.client(name, options))) as Promise<Clients<N>>;
  }

  /** A client of this name, connected; null for a guest. */
  async client(name: string | null, options: ClientOptions = {}): Promise<Client> {
    const client = createClient({
      url: 'http://fake.invalid',
      transport: this.transport,
      token: () => name,
      backoff: { minMs: 1, maxMs: 20 },
      fetch: noRest,
      ...options,
    });
    this.#clients.push(client);
    await client.connect();
    if (client.user) {
      const inbox = client.inbox();
      inbox.subscribe(() => {});
      await inbox.ready();
    }
    return client;
  }

  /** Scripts a request of this name; the latest script counts. Call what comes back to end it. */
  handle(event: string, script: Script): () => void {
    const scripts = this.#scripts.get(event) ?? [];
    this.#scripts.set(event, [...scripts, script]);
    return () => void this.#scripts.set(event, this.#scripts.get(event)!.filter(one => one !== script));
  }

  /** Cuts all connections as a network would, for so long; until `mend` with `Infinity`. */
  cut(forMs = 0): void {
    this.#closedUntil = forMs === 0 ? 0 : Date.now() + forMs;
    for (const connection of [...this.#connections]) connection.cut();
  }

  /** Lets everybody come back at once. */
  mend(): void {
    this.#closedUntil = 0;
    for (const client of this.#clients) client.retryNow();
  }

  /** From now on every frame is so long under way, there and back. */
  delay(ms: number): void {
    this.#delayMs = ms;
  }

  /** The auction of this id; the terms are those of its first mention. */
  auction(id: string, terms: LotTerms = {}): FakeAuction {
    return this.#known(`auction:${id}`, name => new FakeAuction(name, this.#house, terms));
  }

  conversation(id: string, terms: TalkTerms = {}): FakeConversation {
    return this.#known(`conversation:${id}`, name => new FakeConversation(name, this.#house, terms));
  }

  lobby(id: string, terms: LobbyTerms = {}): FakeLobby {
    return this.#known(`lobby:${id}`, name => new FakeLobby(name, this.#house, terms));
  }

  /** A room of any other kind, `market` or `chess:1`, with the state that it shows. Script its requests by `handle`. */
  room(name: string, state: object = {}): PlainRoom {
    return this.#known(name, () => new PlainRoom(name, this.#house, state));
  }

  /** Closes all clients that it made, and takes its clocks away. */
  close(): void {
    for (const client of this.#clients.splice(0)) client.close();
    for (const connection of [...this.#connections]) connection.cut();
    for (const room of this.#rooms.values()) if (room instanceof FakeAuction) room.stop();
  }

  readonly #house: House = {
    publish: (room, frameFor) => {
      for (const connection of this.#connections) {
        const frame = connection.rooms.has(room) ? frameFor(connection.user) : undefined;
        if (frame) connection.tell(frame);
      }
    },
    following: room => [...this.#connections].filter(one => one.rooms.has(room)).length,
    note: (user, event, data) => this.#inbox(user).note(event, data),
    signal: (user, event, data) => this.#inbox(user).signal(event, data as object),
  };

  readonly #desk: Desk = {
    delayMs: () => this.#delayMs,
    welcome: () => ({ session: `fake-${++this.#sessions}`, protocol: 1, epoch: this.#epoch, now: new Date().toISOString(), limits: LIMITS }),
    answer: (connection, frame) => this.#answer(connection, frame),
    gone: connection => {
      this.#connections.delete(connection);
      for (const room of connection.rooms) this.#rooms.get(room)?.watched();
    },
  };

  async #answer(connection: Connection, frame: any): Promise<Answer> {
    const { event, room, data, key, before } = frame;
    const { user } = connection;
    const act = async (): Promise<Answer> => {
      try {
        const told = await this.#carryOut(connection, frame);
        return { seq: this.#seqOf(room ?? (event === 'subscribe' ? data?.room : undefined)), data: told };
      } catch (error) {
        return { seq: this.#seqOf(room), error: problem(error) };
      }
    };
    if (OWN.test(event) || !user) return act();
    if (before !== undefined && Date.parse(before) <= Date.now()) throw refuse('too_late', 'It arrived too late to be carried out.');
    if (key === undefined) return act();
    const isKept = ({ error }: any) => !error || !(error.retry || FAULTS.test(error.code));
    return this.#keys.once(user.id, key, { event, room, data }, act, isKept);
  }

  #carryOut(connection: Connection, { event, room, data, key }: any): unknown {
    const itself = () => (OWN.test(event) ? this.#own(connection, event, data) : this.#ask(connection.user, event, room, data));
    const script = this.#scripts.get(event)?.at(-1);
    return script ? script({ event, room, data, key, user: connection.user, next: itself }) : itself();
  }

  #ask(user: Viewer, event: string, room: unknown, data: unknown): unknown {
    if (!user) throw refuse('unauthenticated', 'Sign in first; the token is missing, expired or revoked.');
    if (typeof room !== 'string') throw refuse('unknown_event', `The fake server does not know ${event}; script it by server.handle('${event}', …).`);
    return this.#find(room).ask(event, data, user);
  }

  #own(connection: Connection, event: string, data: any): unknown {
    switch (event) {
      case 'auth':
        return this.#signIn(connection, data?.token);
      case 'ping':
        return { now: new Date().toISOString() };
      case 'subscribe':
        return this.#subscribe(connection, data);
      case 'unsubscribe':
        connection.rooms.delete(data?.room);
        this.#rooms.get(data?.room)?.watched();
        return {};
      default:
        if (!connection.user) throw refuse('unauthenticated', 'Sign in first; the token is missing, expired or revoked.');
        return this.#keys.outcome(connection.user.id, data?.key);
    }
  }

  #signIn(connection: Connection, name: unknown): object {
    if (typeof name !== 'string' || name === '') throw refuse('unauthenticated', 'The token is not good.');
    const user: Someone = { id: idOf(name), name, role: 'user' };
    if (connection.user && connection.user.id !== user.id) throw refuse('forbidden', 'Another user is signed in on this connection.');
    connection.user = user;
    connection.rooms.add(this.#inbox(user.id).name);
    return { user, expiresAt: new Date(Date.now() + 900_000).toISOString() };
  }

  #subscribe(connection: Connection, data: any): object {
    if (typeof data?.room !== 'string') throw invalid('room', 'missing_field', 'missing field `room`');
    const room = this.#find(data.room);
    room.enter(connection.user);
    const isNew = !connection.rooms.has(room.name);
    connection.rooms.add(room.name);
    const told = room.joined(connection.user, this.#epoch, data.since ?? undefined, data.epoch ?? undefined);
    if (isNew) room.watched();
    return told;
  }

  #seqOf(room: string | undefined): number | undefined {
    return room === undefined ? undefined : this.#rooms.get(room)?.seq;
  }

  #inbox(user: string): FakeInbox {
    const listed = () => [...this.#rooms.values()].flatMap(room => (room instanceof FakeConversation ? (room.listed(user) ?? []) : []));
    return this.#known(`inbox:${user}`, name => new FakeInbox(name, this.#house, listed));
  }

  #known<R extends FakeRoom>(name: string, make: (name: string) => R): R {
    const room = (this.#rooms.get(name) as R | undefined) ?? make(name);
    this.#rooms.set(name, room);
    return room;
  }

  /** Rooms of the known kinds are there as soon as somebody asks for them; others are made by the test. */
  #find(name: string): FakeRoom {
    const [kind, id] = [name.split(':', 1)[0], name.slice(name.indexOf(':') + 1)];
    if (kind === 'auction') return this.auction(id);
    if (kind === 'conversation') return this.conversation(id);
    if (kind === 'lobby') return this.lobby(id);
    const room = this.#rooms.get(name);
    if (!room) throw refuse('not_found', `There is no room ${name}; make it by server.room('${name}', state).`);
    return room;
  }
}

async function noRest(): Promise<Response> {
  const error = { code: 'not_found', message: 'The fake server has no REST; give the client a fetch of your own.', retry: false };
  return new Response(JSON.stringify({ error }), { status: 404 });
}
