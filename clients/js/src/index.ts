// @rialto/client: rooms that resume, requests that happen once.

export { createClient, Client, type ChosenPresence, type ClientOptions, type Person, type Seen } from './client.js';
export { RialtoError, SignedOut, type OwnErrorCode, type ProblemBody } from './errors.js';
export { formatMoney, minor, money, parseMoney, scaleOf, type Money } from './money.js';
export type { Queued, QueueOptions, QueueStore } from './queue.js';
export { newKey, type CallOptions, type Outcome } from './requests.js';
export { RoomCore as Room, type RoomEvent } from './room.js';
export { AuctionRoom, type Amount, type BidOptions } from './rooms/auction.js';
export { ConversationRoom } from './rooms/conversation.js';
export { LobbyRoom } from './rooms/lobby.js';
export type { Search, Ticket, TicketStatus } from './matchmaking.js';
export { webSocket, type Transport, type Wire, type WireListener } from './transport.js';
export type { Phase, Status, TokenAsk, TokenReason } from './link.js';
export type { Command, DataOf, EventOf, In, Kind, Out, RoomKinds, StateOf } from './kinds.js';
export type { Unsubscribe } from './emitter.js';
export type * from './protocol.js';
export type { Routes } from './routes.js';
