// The connection: it comes back by itself, and says how it is.

import { Clock } from './clock.js';
import { Emitter } from './emitter.js';
import { fail, SignedOut } from './errors.js';
import type { Transport, Wire } from './transport.js';

export type Phase = 'idle' | 'connecting' | 'live' | 'reconnecting' | 'offline' | 'closed';

/** How the connection is. A new object with every change. */
export interface Status {
  readonly phase: Phase;
  readonly transport: Transport['name'] | null;
  /** Attempts since it was last live. */
  readonly attempt: number;
  /** When the next attempt begins, by the clock of this machine; null while one is under way. */
  readonly retryAt: number | null;
  /** Of the latest answer to a ping. */
  readonly latencyMs: number | null;
  /** Why it was lost or closed: `lost`, `restarting`, `no_pong`, `signed_out`, `unauthorized`, `banned`, or the server's words. */
  readonly reason: string | null;
}

/** Why a token is asked for. */
export type TokenReason = 'connect' | 'expiring' | 'rejected';

export interface TokenAsk {
  readonly reason: TokenReason;
  /** Ends with the attempt to connect. */
  readonly signal: AbortSignal;
}

export interface LinkOptions {
  readonly url: URL;
  readonly transport: Transport;
  readonly minMs: number;
  readonly maxMs: number;
  readonly heartbeatMs: number;
  token(ask: TokenAsk): Promise<string | null>;
}

/** What the connection needs of its owner. */
export interface Owner {
  /** The server has said `welcome`: sign in. What it throws ends the attempt. */
  arrive(welcome: any, token: string | null): Promise<void>;
  /** From now on requests go out. */
  live(): void;
  /** Nothing goes out until it is live again; where `forGood`, that is not to be waited for. */
  lost(forGood: boolean): void;
  frame(frame: any): void;
  /** Asks the server's time; refused with `timeout` where there is no answer. */
  ping(timeoutMs: number): Promise<string>;
  stray(error: unknown): void;
}

/** Nothing was heard for so long after opening: it is given up. */
const WELCOME_WITHIN_MS = 10_000;
/** An answer to a ping takes no longer, or the connection is dead. */
const PONG_WITHIN_MS = 8_000;
/** After waking up nobody waits that long. */
const WAKE_PONG_WITHIN_MS = 3_000;

/** Closings in a word; of others the server says why. */
const WORDS: Record<number, string> = {
  1001: 'restarting',
  4000: 'restarting',
  4002: 'no_pong',
  4401: 'unauthorized',
  4403: 'banned',
  4408: 'signed_out',
};

export class Link {
  status: Status = { phase: 'idle', transport: null, attempt: 0, retryAt: null, latencyMs: null, reason: null };
  readonly changes: Emitter<Status>;
  #wire: Wire | undefined;
  /** Counts attempts for good: what belongs to an earlier one is passed over. */
  #generation = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #beat: ReturnType<typeof setTimeout> | undefined;
  #abort = new AbortController();
  #watching: AbortController | undefined;
  #reason: TokenReason = 'connect';
  /** The server's last words: why it closes, and when to come back. */
  #goodbye: { code?: number; reason?: string; retryAfterMs?: number } = {};
  #waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];

  readonly #options: LinkOptions;
  readonly #owner: Owner;

  constructor(
    options: LinkOptions,
    owner: Owner,
    readonly clock: Clock,
  ) {
    this.#options = options;
    this.#owner = owner;
    this.changes = new Emitter(owner.stray);
  }

  /** Connects, if it does not already; kept when it is live, refused when it has been closed for good. */
  connect(): Promise<void> {
    if (this.status.phase === 'live') return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      if (!this.#isWanted()) {
        this.#watching = new AbortController();
        watch(this, this.#watching.signal);
        this.#become({ phase: 'connecting', attempt: 0, reason: null, retryAt: null });
        void this.#attempt();
      }
    });
  }

  /** Ends it for good. */
  close(reason = 'closed'): void {
    this.#watching?.abort();
    this.#drop(true);
    this.#become({ phase: 'closed', reason, retryAt: null });
    for (const { reject } of this.#waiting.splice(0)) reject(fail('closed', `Closed: ${reason}.`));
  }

  /** Tries at once, whatever was planned. */
  retryNow(): void {
    // Otherwise an attempt is under way, or nobody wants one.
    if (this.status.retryAt === null) return;
    this.#become({ retryAt: null });
    void this.#attempt();
  }

  /** Cuts the connection as a network would, and comes back after so long. */
  cut(forMs?: number): void {
    if (!this.#isWanted()) return;
    this.#drop();
    this.#again('cut', forMs);
  }

  send(frame: object): void {
    this.#wire?.send(JSON.stringify(frame));
  }

  /** A token by the callback; an error where there is nobody any more. */
  async token(reason: TokenReason): Promise<string | null> {
    return this.#options.token({ reason, signal: this.#abort.signal });
  }

  /** The network says that it is there, or the machine woke up. */
  wake(): void {
    if (this.status.phase !== 'live') return this.retryNow();
    void this.#heartbeat(WAKE_PONG_WITHIN_MS);
  }

  /** The network says that it is gone. */
  unplugged(): void {
    if (!this.#isWanted()) return;
    this.#drop();
    this.#again('offline');
  }

  #isWanted(): boolean {
    return this.status.phase !== 'idle' && this.status.phase !== 'closed';
  }

  #become(change: Partial<Status>): void {
    this.status = { ...this.status, ...change };
    this.changes.tell(this.status);
  }

  async #attempt(): Promise<void> {
    clearTimeout(this.#timer);
    this.#abort.abort();
    const own = ++this.#generation;
    const isOld = () => own !== this.#generation;
    this.#abort = new AbortController();
    this.#goodbye = {};
    let token: string | null;
    try {
      token = await this.token(this.#reason);
    } catch (error) {
      if (isOld()) return;
      return error instanceof SignedOut ? this.close('signed_out') : this.#again('no_token');
    }
    if (isOld()) return;
    const late = setTimeout(() => isOld() || this.#lost(1006, 'no_welcome'), WELCOME_WITHIN_MS);
    const opened = performance.now();
    const arrive = async (welcome: any) => {
      this.clock.measure(welcome.now, performance.now() - opened);
      await this.#owner.arrive(welcome, token);
      if (isOld()) return;
      clearTimeout(late);
      this.#reason = 'connect';
      this.#become({ phase: 'live', transport: this.#options.transport.name, attempt: 0, retryAt: null, reason: null });
      this.#owner.live();
      for (const { resolve } of this.#waiting.splice(0)) resolve();
      void this.#heartbeat();
    };
    const listener = {
      frame: (text: string) => {
        if (isOld()) return;
        const frame = JSON.parse(text);
        this.#owner.frame(frame);
        if (frame.event === 'welcome') void arrive(frame.data).catch(error => isOld() || this.#refused(error));
        if (frame.event === 'goodbye') this.#goodbye = frame.data;
      },
      closed: (code: number) => {
        clearTimeout(late);
        if (!isOld()) this.#lost(code);
      },
    };
    try {
      this.#wire = this.#options.transport.open(this.#options.url, listener);
    } catch (error) {
      // An address that cannot be one, or that this page may not open.
      this.#owner.stray(error);
      listener.closed(1006);
    }
  }

  /** Signing in did not work. */
  #refused(error: any): void {
    if (error?.code === 'unauthenticated') this.#lost(4401);
    else this.#lost(1006, error?.code);
  }

  #lost(closing: number, word?: string): void {
    // The closing may get lost where the words before it arrive.
    const { code = closing, reason = 'lost', retryAfterMs } = this.#goodbye;
    const why = word ?? WORDS[code] ?? reason;
    const isRejected = code === 4401;
    // A token that was asked for because the last one was rejected is no better: there is nobody.
    if (isRejected ? this.#reason === 'rejected' : 4400 <= code) return this.close(why);
    this.#drop();
    if (isRejected) this.#reason = 'rejected';
    this.#again(why, isRejected ? 0 : retryAfterMs);
  }

  /** Forgets the wire, and what hangs on it. */
  #drop(forGood = false): void {
    this.#generation++;
    this.#abort.abort();
    clearTimeout(this.#timer);
    clearTimeout(this.#beat);
    const wire = this.#wire;
    this.#wire = undefined;
    wire?.close();
    this.#owner.lost(forGood);
  }

  /** Plans the next attempt: full jitter, so that a thousand clients that lost one server do not come back in step. */
  #again(reason: string, afterMs?: number): void {
    const attempt = this.status.attempt + 1;
    const most = Math.min(this.#options.maxMs, this.#options.minMs * 2 ** (attempt - 1));
    const wait = afterMs ?? Math.random() * most;
    const phase = globalThis.navigator?.onLine === false ? 'offline' : 'reconnecting';
    this.#become({ phase, attempt, reason, retryAt: Date.now() + wait });
    this.#timer = setTimeout(() => this.retryNow(), wait);
  }

  async #heartbeat(withinMs = PONG_WITHIN_MS): Promise<void> {
    clearTimeout(this.#beat);
    const own = this.#generation;
    const isOld = () => own !== this.#generation;
    const sent = performance.now();
    try {
      const now = await this.#owner.ping(withinMs);
      if (isOld()) return;
      const latencyMs = performance.now() - sent;
      this.clock.measure(now, latencyMs);
      this.#become({ latencyMs: Math.round(latencyMs) });
    } catch (error: any) {
      if (isOld()) return;
      // Any other answer is an answer.
      if (error.code === 'timeout') return this.#lost(4002);
    }
    clearTimeout(this.#beat);
    this.#beat = setTimeout(() => void this.#heartbeat(), this.#options.heartbeatMs);
  }
}

/** Hears what a browser knows of the network, until the signal says so. */
function watch(link: Link, signal: AbortSignal): void {
  const listen = (target: any, name: string, hear: () => void) => target?.addEventListener?.(name, hear, { signal });
  const wake = () => link.wake();
  listen(globalThis, 'online', wake);
  listen(globalThis, 'pageshow', wake);
  listen(globalThis, 'offline', () => link.unplugged());
  listen(globalThis.document, 'visibilitychange', () => document.visibilityState === 'visible' && wake());
}
