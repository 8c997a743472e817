// The types of rooms. Those of the house are generated from the server; one's own are added by declaration merging:
//
//   declare module '@rialto/client' {
//     interface RoomKinds { chess: { state: { fen: string }; events: { 'chess:moved': { san: string } };
//       commands: { 'chess:move': { in: { san: string }; out: { fen: string } } } } }
//   }

import type { Kinds, SearchStanding, WalletTold } from './protocol.js';

/** Kinds of rooms of one's own. */
export interface RoomKinds {}

/** What the client adds to the state of a room. */
interface Heard {
  conversation: {
    /** By user, since when they write, by the clock of this machine; 0 for no longer. It is over after five seconds. */
    typing?: Record<string, number>;
  };
  inbox: {
    /** By id, searches of which one has heard since. */
    searches?: Record<string, SearchStanding>;
    /** By currency, wallets of which one has heard since. */
    wallets?: Record<string, WalletTold>;
  };
}

type All = Kinds & RoomKinds;
type Part<K, P extends string> = K extends keyof All ? (All[K] extends Record<P, infer X> ? X : {}) : {};
/** Also without what stands before the colon. */
type Short<K extends string, N> = N | (N extends `${K}:${infer S}` ? S : never);
type Full<K extends string, N, Names> = N extends keyof Names
  ? N
  : `${K}:${N & string}` extends infer F
    ? F extends keyof Names
      ? F
      : never
    : never;

/** Of a room of whatever kind everything may be said. */
type Loose<K, Anything, Exact> = string extends K ? Anything : Exact;

export type Kind = keyof All & string;
export type StateOf<K extends Kind> = Loose<
  K,
  any,
  (All[K] extends { state: infer S } ? S : any) & (K extends keyof Heard ? Heard[K] : unknown)
>;
/** Names of events, short or whole. */
export type EventOf<K extends Kind> = Loose<K, string, Short<K, keyof Part<K, 'events'> & string>>;
type Told<K extends Kind, E> = Part<K, 'events'>[Full<K, E, Part<K, 'events'>> & keyof Part<K, 'events'>];
export type DataOf<K extends Kind, E> = Loose<K, any, [Told<K, E>] extends [never] ? any : Told<K, E>>;
/** Names of requests, short or whole. */
export type Command<K extends Kind> = Loose<K, string, Short<K, keyof Part<K, 'commands'> & string>>;
type Called<K extends Kind, C> = Part<K, 'commands'>[Full<K, C, Part<K, 'commands'>> & keyof Part<K, 'commands'>];
export type In<K extends Kind, C> = Loose<K, any, Called<K, C> extends { in: infer I } ? I : any>;
export type Out<K extends Kind, C> = Loose<K, any, Called<K, C> extends { out: infer O } ? O : any>;
