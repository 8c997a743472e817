// A connection of the console with everything that was said on it.

import { signal } from '@preact/signals';
import { createClient, type Client, type Status } from '@rialto/client';
import { token as myToken } from '../../app/session';
import { Chaos } from './chaos';

export type Identity = { readonly kind: 'me' } | { readonly kind: 'guest' } | { readonly kind: 'token'; readonly token: string };

export interface Line {
  readonly number: number;
  readonly at: number;
  readonly direction: 'in' | 'out';
  readonly frame: any;
  readonly bytes: number;
  /** For a reply: how long it took. */
  readonly answeredMs?: number;
}

/** So many frames are kept; older ones go. */
const LINES_MAX = 5_000;
/** The list on the screen is drawn at most so often. */
const DRAWN_EVERY_MS = 100;
/** So many measurements are drawn as a line. */
const LATENCIES_MAX = 60;

export class Probe {
  readonly chaos = new Chaos();
  readonly client: Client;
  readonly status = signal<Status | null>(null);
  /** Changes whenever there are new lines. */
  readonly drawn = signal(0);
  readonly latencies = signal<readonly number[]>([]);
  lines: Line[] = [];
  #identity: Identity;
  #sentAt = new Map<number, number>();
  #count = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #badTokens = 0;
  #stops: (() => void)[] = [];

  constructor(
    readonly name: string,
    identity: Identity,
  ) {
    this.#identity = identity;
    this.client = createClient({
      transport: this.chaos,
      heartbeatMs: 5_000,
      token: ({ reason }) => this.#token(reason),
      onFrame: (direction, frame) => this.#note(direction, frame),
      onUnhandled: () => {},
    });
    this.#stops.push(
      this.client.on('status', now => {
        this.status.value = now;
        if (now.latencyMs !== null && now.phase === 'live') this.latencies.value = [...this.latencies.peek(), now.latencyMs].slice(-LATENCIES_MAX);
      }),
    );
    this.status.value = this.client.status;
  }

  /** Is somebody else from now on. */
  become(identity: Identity): void {
    this.#identity = identity;
    if (this.client.status.phase === 'closed' || this.client.status.phase === 'idle') void this.client.connect().catch(() => {});
    else this.client.restart();
  }

  /** Comes back with a token that nobody has issued, and sees what the server makes of it. */
  spoilToken(): void {
    this.#badTokens = 1;
    this.client.restart();
  }

  /** Follows a room, so that its events are told here. */
  follow(room: string): () => void {
    const [kind = '', id] = room.split(':');
    const stop = this.client.room(kind as 'auction', (id ?? undefined)!).subscribe(() => {});
    this.#stops.push(stop);
    return stop;
  }

  clear(): void {
    this.lines = [];
    this.drawn.value++;
  }

  end(): void {
    clearTimeout(this.#timer);
    for (const stop of this.#stops.splice(0)) stop();
    this.client.close();
  }

  async #token(reason: 'connect' | 'expiring' | 'rejected'): Promise<string | null> {
    if (0 < this.#badTokens) {
      this.#badTokens--;
      return 'not-a-token';
    }
    if (this.#identity.kind === 'guest') return null;
    return this.#identity.kind === 'token' ? this.#identity.token : myToken(reason);
  }

  #note(direction: 'in' | 'out', frame: any): void {
    const at = performance.timeOrigin + performance.now();
    const bytes = new TextEncoder().encode(JSON.stringify(frame)).length;
    const sent = direction === 'in' && frame.reply !== undefined ? this.#sentAt.get(frame.reply) : undefined;
    if (direction === 'out' && frame.id !== undefined) this.#sentAt.set(frame.id, at);
    if (sent !== undefined) this.#sentAt.delete(frame.reply);
    const line = { number: ++this.#count, at, direction, frame: masked(frame), bytes, ...(sent !== undefined && { answeredMs: at - sent }) };
    this.lines.push(line);
    if (LINES_MAX < this.lines.length) this.lines.splice(0, this.lines.length - LINES_MAX);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.drawn.value++;
    }, DRAWN_EVERY_MS);
  }
}

/** Tokens are in no list and in no file. */
function masked(frame: any): any {
  return frame.event === 'auth' && frame.data?.token ? { ...frame, data: { ...frame.data, token: '•••' } } : frame;
}
