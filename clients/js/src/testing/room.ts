// What rooms of the fake server have in common: positions without holes, and what was missed.

import { fail, type RialtoError } from '../errors.js';
import type { RoomEvent } from '../room.js';

/** As many events as a room keeps at hand; who missed more gets the room as it stands. */
const HISTORY_MAX = 256;

/** Somebody who is signed in. */
export interface Someone {
  readonly id: string;
  readonly name: string;
  readonly role: 'user';
}

/** Whoever looks; undefined for a guest. */
export type Viewer = Someone | undefined;

/** What a room needs of its server. */
export interface House {
  /** Sends to whoever follows a room; what is undefined is not sent. */
  publish(room: string, frameFor: (viewer: Viewer) => object | undefined): void;
  /** How many follow a room. */
  following(room: string): number;
  /** Puts something into somebody's inbox; without a position where it passes. */
  note(user: string, event: string, data: unknown): void;
  signal(user: string, event: string, data: unknown): void;
}

interface Kept {
  readonly seq: number;
  frameFor(viewer: Viewer): object;
}

/** Which data of an event somebody sees; undefined: its position alone. */
export type Sight = (viewer: Viewer) => object | undefined;

export abstract class FakeRoom {
  /** The position of the latest event. */
  seq = 0;
  #history: Kept[] = [];
  readonly #house: House;

  constructor(
    readonly name: string,
    house: House,
  ) {
    this.#house = house;
  }

  /** The room as somebody finds it. */
  abstract page(viewer: Viewer): object;

  /** Carries out a request; what comes back is the reply's data. */
  ask(event: string, _data: any, _user: Someone): unknown {
    throw fail('unknown_event', `The fake server does not know ${event}; script it by server.handle('${event}', …).`);
  }

  /** Somebody begins to follow it; refuses those who may not. */
  enter(_viewer: Viewer): void {}

  /** Others follow it than before. */
  watched(): void {}

  /** What stands beside the state, also where only what was missed is told. */
  beside(_viewer: Viewer): object {
    return {};
  }

  /** Tells an event: numbered, and kept for those who missed it. */
  tell(event: string, data: object, sight: Sight = () => data): void {
    const [seq, at] = [++this.seq, new Date().toISOString()];
    const frameFor = (viewer: Viewer) => {
      const seen = sight(viewer);
      return seen ? { event, room: this.name, seq, at, data: seen } satisfies RoomEvent : { room: this.name, seq };
    };
    this.#history = [...this.#history, { seq, frameFor }].slice(-HISTORY_MAX);
    this.#house.publish(this.name, frameFor);
  }

  /** Tells what is not kept. */
  signal(event: string, data: object, sight: Sight = () => data): void {
    this.#house.publish(this.name, viewer => {
      const seen = sight(viewer);
      return seen && { event, room: this.name, data: seen };
    });
  }

  /** What `subscribe` answers: exactly what was missed, or the room as it stands. */
  joined(viewer: Viewer, epoch: string, since?: number, sinceEpoch = epoch): object {
    const head = { room: this.name, epoch, seq: this.seq, ...this.beside(viewer) };
    const oldest = this.seq - this.#history.length;
    const knows = since !== undefined && sinceEpoch === epoch && oldest <= since && since <= this.seq;
    if (!knows) return { ...head, recovered: false, state: this.page(viewer) };
    const events = this.#history.filter(({ seq }) => since < seq).map(kept => kept.frameFor(viewer));
    return { ...head, recovered: true, events };
  }

  protected get house(): House {
    return this.#house;
  }

  /** What stands after the colon of its name. */
  protected get id(): string {
    return this.name.slice(this.name.indexOf(':') + 1);
  }
}

/** A room of any kind, as the test makes it: tell events, set the state, script requests. */
export class PlainRoom extends FakeRoom {
  state: object;

  constructor(name: string, house: House, state: object) {
    super(name, house);
    this.state = state;
  }

  override page(): object {
    return this.state;
  }
}

/** The id of who has this name. */
export function idOf(name: string): string {
  return `id-${name}`;
}

/** A refusal as the server has them. */
export function refuse(code: string, message: string, data?: unknown, retry = false): RialtoError {
  return fail(code, message, data, retry);
}

/** The data do not fit. */
export function invalid(path: string, code: string, message: string): RialtoError {
  return fail('invalid', `The data does not fit the request: ${message}.`, { fields: [{ path, code, message }] });
}
