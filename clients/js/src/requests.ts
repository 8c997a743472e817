// What is asked. What is to happen once has a key, and is sent again with it until there is an answer.

import { fail, RialtoError, type ProblemBody } from './errors.js';

export interface CallOptions {
  /** What makes it safe to send again; one is made where none is given. */
  key?: string;
  /** How long to wait for the answer, in milliseconds. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

/** What became of a key. `unknown`: it did not happen, and will not. */
export interface Outcome {
  state: 'applied' | 'refused' | 'unknown';
  reply?: { seq?: number; data?: any; error?: ProblemBody };
}

interface Frame {
  id: number;
  event: string;
  data: unknown;
  room?: string | undefined;
  key?: string;
  before?: string;
}

export type AskOptions = Partial<Pick<Pending, 'take'>> & Pick<CallOptions, 'timeoutMs'>;

interface Pending {
  frame: Frame;
  resolve: (frame: any) => void;
  reject: (error: Error) => void;
  /** Sent again when the connection is back. */
  lasting: boolean;
  /** What ends with it. */
  end(): void;
  /** Hears the reply at once, before the next frame is looked at. */
  take?: ((frame: any) => void) | undefined;
}

export interface Outlet {
  isLive(): boolean;
  send(frame: object): void;
  /** Server time. */
  now(): number;
  /** The most bytes of a frame; a longer one costs the connection. */
  frameBytes(): number;
}

/** A server that is busy says when to come again; where it does not, after this. */
const AGAIN_AFTER_MS = 1_000;
/** So long after the deadline of a request that nobody answered, the server's clock has passed it, too. */
const CERTAIN_AFTER_MS = 1_500;

/** A key that nobody else has. */
export function newKey(): string {
  // Pages that did not come over https have no `randomUUID`.
  return crypto.getRandomValues(new Uint32Array(4)).join('-');
}

export class Requests {
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  /** Until when a request of this key may still be carried out, by the server's clock. */
  readonly #deadlines = new Map<string, number>();

  readonly #outlet: Outlet;
  readonly #timeoutMs: number;

  constructor(outlet: Outlet, timeoutMs: number) {
    this.#outlet = outlet;
    this.#timeoutMs = timeoutMs;
  }

  /** A request without a key: refused as soon as the connection is lost. Only `auth` goes out before it is live. */
  ask(event: string, data: unknown, { timeoutMs = this.#timeoutMs, take }: AskOptions = {}): Promise<any> {
    if (event !== 'auth' && !this.#outlet.isLive()) return Promise.reject(offline());
    return new Promise((resolve, reject) => {
      const frame = { id: this.#nextId++, event, data };
      const timer = setTimeout(() => this.#settle(frame.id, fail('timeout', `No answer to ${event}.`, undefined, true)), timeoutMs);
      this.#begin({ frame, resolve, reject, lasting: false, end: () => clearTimeout(timer), take });
    });
  }

  /** Happens once or not at all, and it is known which; kept with the reply. */
  once(event: string, data: unknown, room: string | undefined, options: CallOptions = {}): Promise<any> {
    const { timeoutMs = this.#timeoutMs, signal, key = newKey() } = options;
    if (!this.#outlet.isLive()) return Promise.reject(offline());
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const before = this.#outlet.now() + timeoutMs;
      this.#remember(key, before);
      const frame = { id: this.#nextId++, event, room, data, key, before: new Date(before).toISOString() };
      const open = () => this.#settle(frame.id, unknown(frame));
      const timer = setTimeout(open, timeoutMs);
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', open);
      };
      signal?.addEventListener('abort', open);
      this.#begin({ frame, resolve, reject, lasting: true, end });
    });
  }

  /** A hint: sent where that is possible now, and never again. */
  drop(event: string, data: unknown, room: string | undefined): void {
    if (this.#outlet.isLive()) this.#outlet.send({ event, room, data });
  }

  /** What became of a key. Waits until it is certain, which is a moment after its deadline at the latest. */
  async outcome(key: string): Promise<Outcome> {
    for (;;) {
      const { data } = await this.ask('outcome', { key });
      const left = (this.#deadlines.get(key) ?? 0) + CERTAIN_AFTER_MS - this.#outlet.now();
      if (data.state !== 'unknown' || left <= 0) return data;
      await sleep(Math.min(left, AGAIN_AFTER_MS));
    }
  }

  /** The connection is live: what is open is sent again. */
  resume(): void {
    for (const { frame, lasting } of this.#pending.values()) if (lasting) this.#outlet.send(frame);
  }

  /** The connection is lost; where `forGood`, nothing is sent again. */
  lost(forGood: boolean): void {
    for (const { frame, lasting } of this.#pending.values()) {
      if (!lasting) this.#settle(frame.id, offline());
      else if (forGood) this.#settle(frame.id, unknown(frame));
    }
  }

  answered(frame: any): void {
    const request = this.#pending.get(frame.reply);
    if (!request) return;
    if (!frame.error) return this.#settle(frame.reply, undefined, frame);
    const error = new RialtoError(frame.error);
    const open = request.lasting && (error.code === 'unavailable' || error.code === 'busy');
    // With the same key nothing can happen twice, so what is open is asked again until its deadline.
    if (!open) return this.#settle(frame.reply, error);
    setTimeout(() => {
      if (this.#pending.has(frame.reply) && this.#outlet.isLive()) this.#outlet.send(request.frame);
    }, error.retryAfterMs ?? AGAIN_AFTER_MS);
  }

  #begin(request: Pending): void {
    const { frame } = request;
    this.#pending.set(frame.id, request);
    if (new TextEncoder().encode(JSON.stringify(frame)).length <= this.#outlet.frameBytes()) this.#outlet.send(frame);
    else this.#settle(frame.id, fail('too_large', `${frame.event} does not fit into a frame.`));
  }

  #settle(id: number, error?: Error, frame?: any): void {
    const request = this.#pending.get(id);
    if (!request) return;
    this.#pending.delete(id);
    request.end();
    if (error) request.reject(error);
    else {
      request.take?.(frame);
      request.resolve(frame);
    }
  }

  #remember(key: string, before: number): void {
    for (const [old, until] of this.#deadlines) if (until + 600_000 < before) this.#deadlines.delete(old);
    this.#deadlines.set(key, Math.max(before, this.#deadlines.get(key) ?? 0));
  }
}

function offline(): RialtoError {
  return fail('offline', 'No connection; nothing was sent.', undefined, true);
}

function unknown({ event, key }: Frame): RialtoError {
  return fail('outcome_unknown', `No answer to ${event}; ask for its outcome.`, { key });
}

/** Kept after so long. */
export function sleep(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms));
}
