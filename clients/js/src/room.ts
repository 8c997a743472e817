// A room as it stands, kept up with events: immutable snapshots, positions without holes.

import { Emitter, type Unsubscribe } from './emitter.js';
import { RialtoError } from './errors.js';
import type { Command, DataOf, EventOf, In, Kind, Out, StateOf } from './kinds.js';
import { reducerOf, type Reducer } from './reduce/index.js';
import type { Queued } from './queue.js';
import { sleep, type CallOptions } from './requests.js';

/** Something that happened in a room. `seq` is missing for signals, which are not kept. */
export interface RoomEvent {
  readonly event: string;
  readonly room: string;
  readonly seq?: number;
  readonly at?: string;
  readonly data: any;
}

/** What a room needs of its client. */
export interface Host {
  isLive(): boolean;
  /** Server time. */
  now(): number;
  /** The user's id, where somebody is signed in. */
  me(): string | undefined;
  /** `take` hears the reply before the frame after it is looked at. */
  ask(event: string, data: unknown, take?: (frame: any) => void): Promise<any>;
  call(event: string, data: unknown, room: string, options?: CallOptions): Promise<any>;
  queued(room: string): readonly Queued[];
  onQueued(hear: (room: string) => void): Unsubscribe;
  /** Somebody listens, or nobody any more. */
  enter(room: RoomCore): void;
  leave(room: RoomCore): void;
  stray(error: unknown): void;
}

/** Busy servers say when to come again; otherwise after this. */
const AGAIN_AFTER_MS = 1_000;
/** A room is looked at anew at most so often, and not by all at the same moment. */
const LOOK_EVERY_MS = 1_000;

/** Requests of which events tell everything. */
const WHOLE = /^(chat|notification):/;

/** One room of a kind. It is joined while anybody listens, and left a moment after the last one has gone. */
export class RoomCore<K extends Kind = Kind> {
  /** As it stands; a new object with every change, undefined until it is known. */
  state: StateOf<K> | undefined;
  /** Why it cannot be followed; it is tried again when the connection comes back. */
  error: RialtoError | undefined;
  /** It is followed now: `state` is what holds. */
  fresh = false;
  /** The last position that was seen. */
  seq: number | undefined;
  #epoch: string | undefined;
  readonly #states: Emitter<StateOf<K> | undefined>;
  readonly #heard: Emitter<RoomEvent>;
  #joining = false;
  #again = false;
  /** It is to be looked at anew, not only taken up. */
  #whole = false;
  #looking: ReturnType<typeof setTimeout> | undefined;
  #joined = false;
  #reducer: Reducer | undefined;

  readonly #host: Host;

  constructor(
    /** As it is called on the wire, e.g. `auction:1m7z8prnec5hz`. */
    readonly name: string,
    host: Host,
  ) {
    this.#host = host;
    this.#states = new Emitter(host.stray);
    this.#heard = new Emitter(host.stray);
  }

  /** Calls back at once with what is known, and with every change. */
  subscribe(hear: (state: StateOf<K> | undefined) => void): Unsubscribe {
    const stop = this.#keep(this.#states.listen(hear));
    this.#states.call(hear, this.state);
    return stop;
  }

  /** Calls back for every event of this name, also for those that were missed; `*` for all. `bid` is `auction:bid` in an auction. */
  on<E extends EventOf<K> | '*'>(event: E, hear: (data: DataOf<K, E>, whole: RoomEvent) => void): Unsubscribe {
    const whole = `${this.#kind}:${event}`;
    return this.#keep(this.#heard.listen(one => (event === '*' || one.event === event || one.event === whole) && hear(one.data, one)));
  }

  /** Events one after the other, until the signal says so. */
  async *events({ signal }: { signal?: AbortSignal } = {}): AsyncGenerator<RoomEvent> {
    const waiting: RoomEvent[] = [];
    let wake = () => {};
    const stop = this.on('*', (_, whole) => {
      waiting.push(whole);
      wake();
    });
    signal?.addEventListener('abort', () => wake());
    try {
      while (!signal?.aborted) {
        if (waiting.length > 0) yield waiting.shift()!;
        else await new Promise<void>(resolve => (wake = resolve));
      }
    } finally {
      stop();
    }
  }

  /** The state, as soon as it is known; refused where it cannot be followed. */
  ready({ signal }: { signal?: AbortSignal } = {}): Promise<StateOf<K>> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (this.fresh && this.state !== undefined) resolve(this.state);
        else if (this.error) reject(this.error);
        else if (signal?.aborted) reject(signal.reason);
        else return;
        signal?.removeEventListener('abort', look);
        stop();
      };
      const stop = this.#keep(this.#states.listen(look));
      signal?.addEventListener('abort', look);
      look();
    });
  }

  /** Asks something of the room; the reply's `data`. The name may leave out what stands before the colon. */
  async call<C extends Command<K>>(command: C, data: In<K, C> = {} as any, options?: CallOptions): Promise<Out<K, C>> {
    const full = this.#full(command);
    const reply = await this.#host.call(full, data, this.name, options);
    // What a deed changes for oneself alone is not in events that everybody sees.
    if (this.error || (this.state && !WHOLE.test(full))) this.refresh(0);
    return reply?.data;
  }

  /** Server time, for countdowns. */
  now(): number {
    return this.#host.now();
  }

  /** What was said and waits to be sent, in order. */
  get queued(): readonly Queued[] {
    return this.#host.queued(this.name);
  }

  /** Calls back whenever that changes. */
  onQueued(hear: (queued: readonly Queued[]) => void): Unsubscribe {
    return this.#host.onQueued(room => room === this.name && hear(this.queued));
  }

  /** Looks at it anew, at once or within a second; also where it could not be followed. */
  refresh(afterMs = Math.random() * LOOK_EVERY_MS): void {
    if (this.#looking && 0 < afterMs) return;
    clearTimeout(this.#looking);
    this.#looking = setTimeout(() => {
      this.#looking = undefined;
      this.#whole = true;
      if (this.#joined || this.error) void this.#follow();
    }, afterMs);
  }

  /** The connection is live: takes up where it was. */
  resume(): void {
    void this.#follow();
  }

  /** The connection is lost: what is shown is old from now on. */
  suspend(): void {
    this.#joined = false;
    if (!this.fresh) return;
    this.fresh = false;
    this.#states.tell(this.state);
  }

  /** Somebody else is signed in: what was seen is not for them. */
  forget(): void {
    this.seq = this.#epoch = undefined;
    this.fresh = false;
    this.#become(undefined, undefined);
  }

  /** A frame of this room. */
  take(frame: any): void {
    if (frame.seq === undefined) return this.#apply(frame);
    if (this.seq === undefined || frame.seq <= this.seq) return;
    // A hole: ask for what is missing.
    if (this.seq + 1 < frame.seq) {
      this.#joined = false;
      return void this.#follow();
    }
    this.seq = frame.seq;
    if (frame.event) this.#apply(frame);
  }

  /** `auction:bid` for `bid`. */
  #full(name: string): string {
    return name.includes(':') ? name : `${this.#kind}:${name}`;
  }

  get #kind(): string {
    return this.name.split(':')[0]!;
  }

  #apply(frame: RoomEvent): void {
    if (this.state !== undefined) {
      const next = this.#reduced(frame);
      if (next !== this.state) this.#become(next, undefined);
    }
    this.#heard.tell(frame);
  }

  #reduced(frame: RoomEvent): StateOf<K> {
    try {
      return this.#reducer!(this.state, frame, this.#host.me(), () => this.refresh());
    } catch (error) {
      this.#host.stray(error);
      this.refresh();
      return this.state!;
    }
  }

  #become(state: StateOf<K> | undefined, error: RialtoError | undefined): void {
    this.state = state;
    this.error = error;
    this.#states.tell(state);
  }

  #keep(stop: Unsubscribe): Unsubscribe {
    const first = this.#listeners === 1;
    if (first) {
      this.#host.enter(this as unknown as RoomCore);
      if (!this.#joined && !this.#joining) void this.#follow();
    }
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      stop();
      this.#partSoon();
    };
  }

  /** Whoever comes back at once, as React does, has not gone. */
  #partSoon(): void {
    setTimeout(() => this.#listeners === 0 && this.#part(), 0);
  }

  get #listeners(): number {
    return this.#states.size + this.#heard.size;
  }

  #part(): void {
    this.#host.leave(this as unknown as RoomCore);
    if (this.#joined && this.#host.isLive()) this.#host.ask('unsubscribe', { room: this.name }).catch(() => {});
    this.#joined = this.fresh = false;
  }

  async #follow(): Promise<void> {
    if (this.#joining) {
      this.#again = true;
      return;
    }
    if (!this.#host.isLive() || this.#listeners === 0) return;
    this.#joining = true;
    // First what was missed, so that it is heard; what is seen then is looked at anew.
    const whole = this.#whole && this.#joined;
    if (whole) this.#whole = false;
    try {
      this.#reducer ??= await reducerOf(this.#kind);
      const since = whole || this.seq === undefined || this.state === undefined ? {} : { since: this.seq, epoch: this.#epoch };
      await this.#host.ask('subscribe', { room: this.name, ...since }, ({ data }) => this.#join(data));
      this.#again ||= this.#whole;
    } catch (error: any) {
      this.#whole ||= whole;
      await this.#stumbled(error);
    } finally {
      this.#joining = false;
      if (this.#again) {
        this.#again = false;
        void this.#follow();
      }
    }
  }

  #join(data: any): void {
    const old = this.#joined ? this.state : undefined;
    this.#joined = this.fresh = true;
    this.#epoch = data.epoch;
    if (data.recovered) for (const frame of data.events) this.take({ room: this.name, ...frame });
    this.seq = data.seq;
    const state = data.recovered ? this.state : data.state;
    const { join } = this.#reducer!;
    this.#become(join ? join(state, old, data) : state, undefined);
    // They have gone while it was asked.
    if (this.#listeners === 0) this.#partSoon();
  }

  async #stumbled(error: any): Promise<void> {
    if (error.code === 'offline') return;
    if (error.retry) {
      await sleep(error.retryAfterMs ?? AGAIN_AFTER_MS);
      this.#again = true;
      return;
    }
    this.fresh = false;
    this.#become(undefined, error);
  }
}
