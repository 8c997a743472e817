// What an event makes of a state, by kind of room. What follows from an event is worked out here; where something follows
// that only the server knows, the room is looked at again.

import { auction } from './auction.js';

export interface Heard {
  readonly event: string;
  readonly data?: any;
  readonly seq?: number;
  readonly at?: string;
}

export interface Reducer {
  /** The state after an event; never the old one changed in place. `me` is the id of who looks, `look` asks for the whole. */
  (state: any, heard: Heard, me: string | undefined, look: () => void): any;
  /** The state once the room was joined: `data` is the reply. `old` is what was followed up to now, where nothing was missed. */
  join?(state: any, old: any, data: any): any;
}

const whole: Reducer = (state, _heard, _me, look) => {
  look();
  return state;
};

/** Kinds whose reducer comes with the first room of theirs. */
const LATER = /^(conversation|inbox|lobby|lobbies|market|party)$/;

/** The reducer of a kind. Auctions have theirs at hand; a page that shows nothing else loads no other. */
export function reducerOf(kind: string): Reducer | Promise<Reducer> {
  if (kind === 'auction') return auction;
  return LATER.test(kind) ? import('./more.js').then(more => more[kind as keyof typeof more]) : whole;
}

/** A list with one line changed. */
export function replaced<T>(list: readonly T[], is: (line: T) => boolean, change: (line: T) => T): T[] {
  return list.map(line => (is(line) ? change(line) : line));
}
