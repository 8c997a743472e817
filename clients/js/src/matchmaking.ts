// A search for a match, as one thing that can be waited for.

import { Emitter, type Unsubscribe } from './emitter.js';
import { fail, type RialtoError } from './errors.js';
import type { In, Out } from './kinds.js';
import type { CallOptions } from './requests.js';
import type { RoomCore } from './room.js';

export type Search = In<'queue', 'matchmaking:find'>;
export type TicketStatus = Out<'queue', 'matchmaking:subscribe'>;

interface TicketEvents {
  status: TicketStatus;
  readyCheck: TicketStatus;
  matched: { lobby: string };
  expired: { reason: string };
  cancelled: { reason: string };
  error: { code: string };
}

/** What a ticket needs of its client. */
export interface Finder {
  call(event: string, data: unknown, room: string, options?: CallOptions): Promise<any>;
  inbox(): RoomCore<'inbox'>;
  stray(error: unknown): void;
}

/** One search. It ends with `matched`, `expired`, `cancelled` or `error`. */
export class Ticket {
  status: TicketStatus | undefined;
  /** Kept with the lobby, refused where there is no match. */
  readonly matched: Promise<{ lobby: string }>;
  readonly #told: Emitter<[string, any]>;
  readonly #stop: Unsubscribe;
  #resolve!: (match: { lobby: string }) => void;
  #reject!: (error: RialtoError) => void;

  readonly #finder: Finder;

  constructor(
    readonly id: string,
    readonly game: string,
    finder: Finder,
  ) {
    this.#finder = finder;
    this.#told = new Emitter(finder.stray);
    this.matched = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Nobody has to wait for it.
    this.matched.catch(() => {});
    this.#stop = finder.inbox().on('*', (data, { event }) => data?.matchRequestId === id && this.#hear(event.split(':')[1]!, data));
    void this.look();
  }

  on<E extends keyof TicketEvents>(event: E, hear: (data: TicketEvents[E]) => void): Unsubscribe {
    return this.#told.listen(([name, data]) => name === event && hear(data));
  }

  accept(options?: CallOptions): Promise<unknown> {
    return this.#ask('accept', options);
  }

  decline(options?: CallOptions): Promise<unknown> {
    return this.#ask('decline', options);
  }

  cancel(options?: CallOptions): Promise<unknown> {
    return this.#ask('cancel', options);
  }

  /** Asks how it stands. */
  async look(): Promise<void> {
    try {
      const { data } = await this.#ask('subscribe');
      this.#hear('status', data);
    } catch (error: any) {
      if (error.code === 'not_found') this.#end(error);
    }
  }

  #ask(deed: string, options?: CallOptions): Promise<any> {
    return this.#finder.call(`matchmaking:${deed}`, { matchRequestId: this.id }, `queue:${this.game}`, options);
  }

  #hear(event: string, data: any): void {
    if (event === 'status') {
      const asked = data.readyCheck && !this.status?.readyCheck;
      this.status = data;
      this.#told.tell(['status', data]);
      if (asked) this.#told.tell(['readyCheck', data]);
      return;
    }
    this.#told.tell([event, data]);
    if (event === 'matched') {
      this.#stop();
      this.#resolve(data);
    } else this.#end(fail(event, `The search is over: ${data.reason ?? data.code}.`, data));
  }

  #end(error: RialtoError): void {
    this.#stop();
    this.#reject(error);
  }
}
