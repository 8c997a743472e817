// The types of rooms. Those of the house are generated from the server; one's own are added by declaration merging:
//
//   declare module '@rialto/client' {
//     interface RoomKinds { chess: { state: { fen: string }; events: { 'chess:move': { san: string } };
//       commands: { 'chess:move': { in: { san: string }; out: { fen: string } } } } }
//   }

import type { Kinds } from './protocol.js';

/** Kinds of rooms of one's own. */
export interface RoomKinds {}

type All = Kinds & RoomKinds;
type Part<K, P extends string> = K extends keyof All ? (All[K] extends Record<P, infer X> ? X : {}) : {};
/** Also without what stands before the colon. */
type Short<K extends string, N> = N | (N extends `${K}:${infer S}` ? S : never);
type Full<K extends string, N, Names> = N extends keyof Names ? N : `${K}:${N & string}` extends infer F ? (F extends keyof Names ? F : never) : never;

export type Kind = keyof All & string;
export type StateOf<K extends Kind> = All[K] extends { state: infer S } ? S : any;
/** Names of events, short or whole. */
export type EventOf<K extends Kind> = Short<K, keyof Part<K, 'events'> & string>;
export type DataOf<K extends Kind, E> = Part<K, 'events'>[Full<K, E, Part<K, 'events'>> & keyof Part<K, 'events'>] extends infer D ? ([D] extends [never] ? any : D) : any;
/** Names of requests, short or whole. */
export type Command<K extends Kind> = Short<K, keyof Part<K, 'commands'> & string>;
type Called<K extends Kind, C> = Part<K, 'commands'>[Full<K, C, Part<K, 'commands'>> & keyof Part<K, 'commands'>];
export type In<K extends Kind, C> = Called<K, C> extends { in: infer I } ? I : any;
export type Out<K extends Kind, C> = Called<K, C> extends { out: infer O } ? O : any;
