// What is said waits here, in order, until there is a connection. Loaded when something is said for the first time.

import { Emitter } from './emitter.js';
import { fail, type RialtoError } from './errors.js';
import { newKey, sleep, type CallOptions } from './requests.js';

/** Something that waits to be sent, or was refused and can be sent again. */
export interface Queued {
  readonly key: string;
  /** Whose word it is; missing until that is known. */
  readonly user: string | undefined;
  readonly room: string;
  readonly event: string;
  readonly data: any;
  /** When it was said, by the clock of this machine. */
  readonly at: number;
  /** `old`: it waited so long that somebody has to say whether it is still to be sent. */
  readonly state: 'waiting' | 'sending' | 'failed' | 'old';
  readonly error?: RialtoError;
}

/** Where the queue is kept over a reload. */
export interface QueueStore {
  load(): string | null;
  save(text: string): void;
}

export interface QueueOptions {
  /** At most so many wait; 200. */
  readonly limit?: number;
  /** What waited for longer is asked about; an hour. */
  readonly maxAgeMs?: number;
  /** Where they wait: `session` is kept over a reload and gone with the tab. Memory where it is missing. */
  readonly storage?: 'memory' | 'session' | QueueStore;
}

const STORED_AS = 'rialto.queue';

/** With who waits for it. */
type Entry = Queued & { resolve?: (reply: any) => void; reject?: (error: Error) => void };

/** Errors after which the same is sent again at once, if there is a connection: with its key it is said once. */
const OPEN = new Set(['offline', 'outcome_unknown', 'too_late']);

/** Sends once, with a key. */
type Send = (event: string, data: unknown, room: string, options: CallOptions) => Promise<any>;

export class Queue {
  #entries: Entry[] = [];
  #pumping = false;
  readonly #limit: number;
  readonly #maxAgeMs: number;
  readonly #store: QueueStore | undefined;
  readonly #isLive: () => boolean;
  readonly #me: () => string | undefined;
  readonly #send: Send;
  readonly #changes: Emitter<string>;

  /** `changes` hears the room whose queue has changed. */
  constructor(
    { limit = 200, maxAgeMs = 3_600_000, storage = 'memory' }: QueueOptions,
    isLive: () => boolean,
    me: () => string | undefined,
    send: Send,
    changes: Emitter<string>,
  ) {
    this.#limit = limit;
    this.#maxAgeMs = maxAgeMs;
    this.#store = storage === 'session' ? sessionStore() : storage === 'memory' ? undefined : storage;
    this.#isLive = isLive;
    this.#me = me;
    this.#send = send;
    this.#changes = changes;
    this.#restore();
  }

  /** Said in order, as soon as that is possible; kept with the reply. */
  say(event: string, data: unknown, room: string, { key = newKey() }: CallOptions = {}): Promise<any> {
    if (this.#limit <= this.#entries.length) return Promise.reject(fail('queue_full', 'Too much waits to be sent already.'));
    return new Promise((resolve, reject) => {
      this.#entries.push({ key, user: this.#me(), room, event, data, at: Date.now(), state: 'waiting', resolve, reject });
      this.#changed(room);
      void this.pump();
    });
  }

  /** What waits for a room, in order. */
  waitingFor(room: string): readonly Queued[] {
    return this.#entries.filter(entry => entry.room === room && this.#isMine(entry));
  }

  /** Sends again what failed or has become too old. */
  retry(key: string): void {
    this.#change(key, { state: 'waiting', at: Date.now() });
    void this.pump();
  }

  /** Gives up what waits. */
  discard(key: string): void {
    const entry = this.#entries.find(one => one.key === key);
    if (!entry || entry.state === 'sending') return;
    this.#remove(entry);
    entry.reject?.(fail('discarded', 'It was not sent.'));
  }

  /** Sends what waits, one after the other: what is refused for now holds up what was said after it. */
  async pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    for (let entry; this.#isLive() && (entry = this.#next());) await this.#deliver(entry.key);
    this.#pumping = false;
  }

  #next(): Entry | undefined {
    const old = Date.now() - this.#maxAgeMs;
    for (const { key, state, user, at } of this.#entries) {
      if (state === 'waiting' && at < old) this.#change(key, { state: 'old' });
      // What was said before anybody was known was said by whoever has come.
      if (user === undefined && this.#me()) this.#change(key, { user: this.#me() });
    }
    return this.#entries.find(entry => entry.state === 'waiting' && this.#isMine(entry));
  }

  /** Another one who signs in here says nothing of it. */
  #isMine({ user }: Entry): boolean {
    return user === undefined || user === this.#me();
  }

  async #deliver(key: string): Promise<void> {
    const entry = this.#change(key, { state: 'sending' })!;
    try {
      const reply = await this.#send(entry.event, entry.data, entry.room, { key });
      this.#remove(this.#entries.find(one => one.key === key)!);
      entry.resolve?.(reply);
    } catch (error: any) {
      const open = OPEN.has(error.code);
      if (open || error.retryAfterMs !== undefined) {
        this.#change(key, { state: 'waiting' });
        if (!open) await sleep(error.retryAfterMs);
        return;
      }
      this.#change(key, { state: 'failed', error });
      entry.reject?.(error);
    }
  }

  #remove(entry: Entry): void {
    this.#entries = this.#entries.filter(one => one !== entry);
    this.#changed(entry.room);
  }

  #change(key: string, change: Partial<Queued>): Entry | undefined {
    const place = this.#entries.findIndex(entry => entry.key === key);
    const old = this.#entries[place];
    if (!old) return undefined;
    const entry = { ...old, ...change };
    this.#entries[place] = entry;
    this.#changed(entry.room);
    return entry;
  }

  #changed(room: string): void {
    const kept = this.#entries.map(({ key, user, room: where, event, data, at }) => ({ key, user, room: where, event, data, at }));
    try {
      this.#store?.save(JSON.stringify(kept));
    } catch {
      // A store that is full keeps what it had.
    }
    this.#changes.tell(room);
  }

  #restore(): void {
    try {
      const kept: Queued[] = JSON.parse(this.#store?.load() ?? '[]');
      this.#entries = kept.map(entry => ({ ...entry, state: 'waiting' }));
    } catch {
      // What cannot be read is not there.
    }
  }
}

function sessionStore(): QueueStore | undefined {
  try {
    const kept = sessionStorage;
    return { load: () => kept.getItem(STORED_AS), save: text => kept.setItem(STORED_AS, text) };
  } catch {
    // A page that may keep nothing has it in memory.
    return undefined;
  }
}
