// One connection to the fake server: frames in order, each as long under way as the server says, until it is cut.

import { RialtoError } from '../errors.js';
import { sleep } from '../requests.js';
import type { Wire, WireListener } from '../transport.js';
import { refuse, type Viewer } from './room.js';

/** What a connection needs of its server. */
export interface Desk {
  /** How long a frame is under way. */
  delayMs(): number;
  /** What the server says first. */
  welcome(): object;
  /** Answers a request; what it throws is refused. */
  answer(connection: Connection, frame: any): Promise<Answer>;
  gone(connection: Connection): void;
}

export interface Answer {
  readonly seq?: number | undefined;
  readonly data?: unknown;
  readonly error?: object;
  readonly replayed?: true;
}

/** Of requests to one room each waits for the one before; others have this line. */
const CONNECTION = '';

export class Connection implements Wire {
  user: Viewer;
  readonly rooms = new Set<string>();
  readonly #desk: Desk;
  readonly #listener: WireListener;
  #isOpen = true;
  #up = Promise.resolve();
  #down = Promise.resolve();
  readonly #lines = new Map<string, Promise<void>>();

  constructor(desk: Desk, listener: WireListener) {
    this.#desk = desk;
    this.#listener = listener;
    this.tell({ event: 'welcome', data: desk.welcome() });
  }

  /** The client sends. */
  send(text: string): void {
    this.#up = this.#carry(this.#up, () => this.#take(text));
  }

  /** The client closes. */
  close(): void {
    this.#end();
  }

  /** Sends to the client. */
  tell(frame: object): void {
    const text = JSON.stringify(frame);
    this.#down = this.#carry(this.#down, () => this.#listener.frame(text));
  }

  /** Ends it as a network would: what is under way is lost. */
  cut(): void {
    if (this.#end()) this.#listener.closed(1006);
  }

  #end(): boolean {
    if (!this.#isOpen) return false;
    this.#isOpen = false;
    this.#desk.gone(this);
    return true;
  }

  /** In order, and none later because of the one before it. */
  #carry(line: Promise<void>, arrive: () => void): Promise<void> {
    const delayMs = this.#desk.delayMs();
    const way = delayMs === 0 ? undefined : sleep(delayMs);
    return Promise.all([line, way]).then(() => {
      if (this.#isOpen) arrive();
    });
  }

  #take(text: string): void {
    let frame: any;
    try {
      frame = JSON.parse(text);
    } catch {
      // Refused below, as everything that is no request.
    }
    if (typeof frame?.event !== 'string') return this.tell({ error: problem(refuse('malformed', 'This is not a request.')) });
    const name = typeof frame.room === 'string' ? frame.room : CONNECTION;
    if (name === CONNECTION) return void this.#reply(frame);
    const before = this.#lines.get(name);
    const line = before ? before.then(() => this.#reply(frame)) : this.#reply(frame);
    this.#lines.set(name, line);
    void line.then(() => this.#lines.get(name) === line && this.#lines.delete(name));
  }

  async #reply(frame: any): Promise<void> {
    let answer: Answer;
    try {
      answer = await this.#desk.answer(this, frame);
    } catch (error) {
      answer = { error: problem(error) };
    }
    if (!this.#isOpen) return;
    if (frame.id !== undefined) this.tell({ reply: frame.id, ...answer });
    else if (answer.error) this.tell({ error: answer.error });
  }
}

/** An error as it is on the wire; one that no refusal is shows what broke, for it is a test's. */
export function problem(error: unknown): object {
  if (!(error instanceof RialtoError)) return { code: 'internal', message: String(error), retry: false, data: { requestId: 'fake' } };
  const { code, message, retry, data } = error;
  return { code, message, retry, ...(data !== undefined && { data }) };
}
