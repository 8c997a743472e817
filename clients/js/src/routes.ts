// Generated from protocol/openapi.json by `npm run generate`.

import type {
  Attachment,
  AuctionChanges,
  AuctionKind,
  AuctionOutcome,
  AuctionPage,
  AuctionStatus,
  AuctionTerms,
  Bid,
  BidId,
  BidReply,
  Bidding,
  BoughtReply,
  ChangePreferences,
  ConversationListed,
  ConversationOpened,
  ConversationPage,
  CreateConversation,
  CreateLobby,
  Currency,
  FindMatch,
  Funding,
  Id,
  ListingId,
  ListingReply,
  ListingStatus,
  ListingTerms,
  LobbyDone,
  LobbyOpened,
  LobbyPage,
  LobbySummary,
  Message,
  MessageSent,
  Money,
  Notification,
  OfferId,
  OfferReply,
  OfferSide,
  OfferStatus,
  PartyOpened,
  PartyPage,
  Place,
  PostMessage,
  PresenceWatched,
  Problem,
  QueuePage,
  RemovedReply,
  Role,
  RoomId,
  SaleId,
  SaleReply,
  SealedReply,
  SearchBegun,
  SearchStanding,
  Seller,
  Seq,
  SessionPage,
  SessionPlan,
  SetPresence,
  SettledReply,
  StandingReply,
  Time,
  UserId,
  Wallet,
  WalletReply,
  WhichNotifications,
} from './protocol.js';

/** Routes under `/api/v1/`: `rest.ask<Routes['GET auctions']['answer']>('GET', 'auctions')`. */
export interface Routes {
  /** Deliveries that wait or were given up. */
  'GET admin/deliveries': { query: { state?: string; limit?: number; after?: number }; answer: DeliveryPage };
  /** Tries all that were given up anew, or those for one target. */
  'POST admin/deliveries/replay': { body: Which; answer: Replayed };
  /** Takes one away. */
  'DELETE admin/deliveries/{id}': { answer: undefined };
  /** Tries one that was given up anew. */
  'POST admin/deliveries/{id}/replay': { answer: Replayed };
  /** Who searches in each mode of each game, how long, and how good the latest matches were. */
  'GET admin/matchmaking': { answer: QueueList };
  /** Reported messages, the oldest first. */
  'GET admin/reports': { query: { all?: string; limit?: number; after?: string }; answer: ReportPage };
  /** A report with the messages around it. */
  'GET admin/reports/{id}': { answer: CaseBody };
  /** Settles a report. What is done about it, `hide`, `delete_message` or `silence`, is done in the conversation. */
  'POST admin/reports/{id}/resolve': { body: Resolution; answer: CaseBody };
  /** Accounts by what their name or address begins with. */
  'GET admin/users': { query: { q?: string; limit?: number; after?: string }; answer: AccountPage };
  /** An account. */
  'GET admin/users/{id}': { answer: Account };
  /** Gives somebody another role; their live sockets follow. */
  'PATCH admin/users/{id}': { body: ChangeRole; answer: Done };
  /** Shuts somebody out and ends every sign-in of theirs. */
  'POST admin/users/{id}/ban': { body: BanUser; answer: Done };
  /** Ends every sign-in of somebody. */
  'POST admin/users/{id}/sign-out': { body: Why; answer: Done };
  /** Lets somebody in again. */
  'POST admin/users/{id}/unban': { body: Why; answer: Done };
  /** How auctions went, the popular ones first: bids, bidders, watchers, price against start and reserve. At most 10,000. */
  'GET analytics/auctions': { query: { from?: string; to?: string; seller?: string; auction?: string; every?: string; format?: string }; answer: AuctionReport };
  /** Bids over time, by minute, hour or day; of all auctions, or of one. */
  'GET analytics/bids': { query: { from?: string; to?: string; seller?: string; auction?: string; every?: string; format?: string }; answer: SeriesReport };
  /** How an experiment goes: what came of each of its rules, by currency, side by side. */
  'GET analytics/experiments/{name}': { query: { from?: string; to?: string; seller?: string; auction?: string; every?: string; format?: string }; answer: FiguresReport };
  /** How auctions went together, by currency: sell-through, the way from watchers to bidders to winners, prices against start and reserve. */
  'GET analytics/summary': { query: { from?: string; to?: string; seller?: string; auction?: string; every?: string; format?: string }; answer: FiguresReport };
  /** Uploads a file: the body is the file as it is. Its type is found by its content. A message takes it, or it is removed after an hour. */
  'POST attachments': { query: { name?: string }; answer: Uploaded };
  /** A file, to its owner until a message takes it, and then to those who may read the message. */
  'GET attachments/{id}': { answer: undefined };
  /** Removes a file of mine that no message has taken. */
  'DELETE attachments/{id}': { answer: undefined };
  /** Auctions, filtered and sorted. */
  'GET auctions': { query: { status?: string; kind?: string; seller?: string; mine?: string; endsBefore?: string; q?: string; currency?: string; priceMin?: number; priceMax?: number; sort?: string; limit?: number; after?: string }; answer: AuctionListPage };
  /** Makes an auction: a draft, or at once more where `publish` says so. */
  'POST auctions': { body: AuctionTerms; answer: AuctionPage };
  /** One auction, as the viewer may see it. */
  'GET auctions/{id}': { answer: AuctionPage };
  /** Changes a draft: only what is named changes. */
  'PATCH auctions/{id}': { body: AuctionChanges; answer: AuctionPage };
  /** The bids of an auction, newest first. */
  'GET auctions/{id}/bids': { query: { limit?: number; after?: string }; answer: BidPage };
  /** Places a bid. */
  'POST auctions/{id}/bids': { body: Bid; answer: BidReply };
  /** What was stated at the end: outcome, and the head of the chain over the journal up to there. Keep it to show later what was said. */
  'GET auctions/{id}/statement': { answer: Statement };
  /** Does something else: `publish`, `retract {bid}`, `buy`, `accept {limit}`, `watch {on}`, `pause {reason}`, `resume`, `extend {seconds}`, `end`, `cancel {reason}`, `lower_reserve {reserve}`, `void {bid, reason}`, `announce {text}`; after the end `pay`, `paid {reference}`, `default`, `second_chance {to}`, `second_chance_accept`, `second_chance_decline`, `relist {…}`. */
  'POST auctions/{id}/{deed}': { body: POSTAuctionsIdDeedBody; answer: AuctionReply };
  /** Signs in. A wrong password and an unknown name are answered alike. */
  'POST auth/login': { body: SignIn; answer: Signed };
  /** Signs out here, or everywhere. */
  'POST auth/logout': { body: Logout; answer: undefined };
  /** Spends a refresh token for new ones. Where the reply was lost, asking again within 30 s gives the same one. */
  'POST auth/refresh': { body: Refresh; answer: Signed };
  /** Makes an account and signs in. Asked again after a lost reply it answers `name_taken`: sign in then. */
  'POST auth/register': { body: Register; answer: Signed };
  /** Where I am signed in. */
  'GET auth/sessions': { answer: Sessions };
  /** Signs out there. */
  'DELETE auth/sessions/{id}': { answer: undefined };
  /** My conversations, the one with the latest message first, as the inbox shows them. */
  'GET conversations': { answer: ConversationList };
  /** Opens a conversation; 200 with the one that two have already, or that is beside the auction. */
  'POST conversations': { body: CreateConversation; answer: ConversationPage };
  /** One conversation, as I find it. */
  'GET conversations/{id}': { answer: ConversationPage };
  /** A page of what was said, both ways. */
  'GET conversations/{id}/messages': { query: { before?: number; after?: number; limit?: number }; answer: MessagePage };
  /** Says something. */
  'POST conversations/{id}/messages': { body: PostMessage; answer: MessageSent };
  /** Says it otherwise. */
  'PATCH conversations/{id}/messages/{message}': { body: Content; answer: ConversationReply };
  /** Takes it back, for all and for good. */
  'DELETE conversations/{id}/messages/{message}': { answer: ConversationReply };
  /** Does something in it: `edit {message, content}`, `delete_message {message}`, `react {message, emoji, on}`, `typing {typing}`, `delivered {upTo}`, `read {upTo}`, `hide {message, on, reason}`, `report {message, reason}`, `rename {title}`, `add {user|users}`, `remove {user}`, `leave`, `mute {on, until?}`, `delete`, `slow {seconds}`, `words {words, action}`, `silence {user, seconds, reason}`. */
  'POST conversations/{id}/{deed}': { body: POSTConversationsIdDeedBody; answer: ConversationReply };
  /** Makes somebody new and a link that signs them in, for a second window. Only where `meta` names a demo. */
  'POST demo/second': { answer: WayIn };
  /** What has happened in a room, from its beginning. */
  'GET events': { query: { room?: string; after?: number; limit?: number }; answer: EventPage };
  /** The games that are played here: their modes, and what may be set in their lobbies. */
  'GET games': { answer: GameList };
  /** What is for sale, or was: all states where none is named. The room `market` tells changes live. */
  'GET listings': { query: { status?: string; seller?: string; q?: string; item?: string; currency?: string; priceMin?: number; priceMax?: number; sort?: string; limit?: number; after?: string }; answer: ListingPage };
  /** Puts something up for sale. */
  'POST listings': { body: ListingTerms; answer: ListingBody };
  /** One listing, open or not. */
  'GET listings/{id}': { answer: ListingBody };
  /** Changes what is named, the price above all; as long as nobody is about to buy it. */
  'PATCH listings/{id}': { body: ListingChanges; answer: ListingReply };
  /** Does something with it: `purchase {expectedPrice, quantity?, allowPartial?}` (201), `reserve {quantity?}`, `release`, `cancel`, `offers {amount}` (201), and for staff `remove {reason}`. */
  'POST listings/{id}/{deed}': { body: POSTListingsIdDeedBody; answer: MarketReply };
  /** Open lobbies that everybody may find, the latest first; as the room `lobbies` tells them live. */
  'GET lobbies': { query: { game?: string; status?: string; region?: string; limit?: number; after?: string }; answer: LobbyListPage };
  /** Opens a lobby; I am its host. */
  'POST lobbies': { body: CreateLobby; answer: LobbyPage };
  /** The open lobby with this code. To come in takes `join {code}`. */
  'GET lobbies/code/{code}': { answer: FoundLobby };
  /** One lobby, as I find it. */
  'GET lobbies/{id}': { answer: LobbyPage };
  /** Does something in it: `join {code?, password?}`, `leave`, `ready {ready}`, `seat {seat}`, `invite {user}`, `kick {user, reason?}`, `ban {user, reason?}`, `unban {user}`, `host {user}`, `settings {settings?, title?, capacity?, privacy?, password?, region?}`, `start`, `close`, and for the game's backend `result {teams: [{members, place}]}`. */
  'POST lobbies/{id}/{deed}': { body: POSTLobbiesIdDeedBody; answer: LobbyReply };
  /** Searches for a match. */
  'POST matchmaking': { body: FindMatch; answer: SearchBegun };
  /** How my search stands. */
  'GET matchmaking/{id}': { answer: SearchStanding };
  /** Searches no more; where it is over already, that is well, too. */
  'DELETE matchmaking/{id}': { answer: undefined };
  /** Takes the match (`accept`), or does not (`decline`). */
  'POST matchmaking/{id}/{deed}': { answer: undefined };
  /** Who I am. */
  'GET me': { answer: Me };
  /** Erases my account: name, address, password and sign-ins at once; what I have said, my notifications and files within moments. Bids stay, under the name that they were made by. */
  'DELETE me': { body: Farewell; answer: undefined };
  /** From whom I want to hear nothing. */
  'GET me/blocks': { answer: BlockList };
  /** I want to hear nothing more from somebody: no direct message, no message or reaction in a group. */
  'PUT me/blocks/{user}': { answer: undefined };
  /** I want to hear from somebody again. */
  'DELETE me/blocks/{user}': { answer: undefined };
  /** Everything that is kept of me, as one JSON object: account, sign-ins, conversations, notifications, inbox, bids and what I have said. */
  'GET me/export': { answer: GETMeExportAnswer };
  /** Changes my password, signs me out everywhere, and here in again. */
  'PUT me/password': { body: ChangePassword; answer: Signed };
  /** Lobbies and the party that I am in, and what I search for; for one who comes back. */
  'GET me/play': { answer: MyPlay };
  /** My subscriptions, the oldest first. */
  'GET me/push-subscriptions': { answer: Subscriptions };
  /** Subscribes a browser: the body is its `PushSubscription`. The same endpoint again keeps its id. */
  'POST me/push-subscriptions': { body: Subscription; answer: Made };
  /** Ends a subscription of mine. */
  'DELETE me/push-subscriptions/{id}': { answer: undefined };
  /** Messages in my conversations by their words. */
  'GET messages': { query: { q?: string; conversation?: string; limit?: number; after?: string }; answer: FoundPage };
  /** Currencies and their decimals, limits, versions; for everybody, before they sign in. */
  'GET meta': { answer: Meta };
  /** My notifications, the latest first. */
  'GET notifications': { query: { unread?: string; limit?: number; after?: string }; answer: NotificationPage };
  /** Takes notifications `{ids}` out of my list. */
  'POST notifications/delete': { body: POSTNotificationsDeleteBody; answer: undefined };
  /** Changes how I want to be told; what is missing stays. My inbox shows how it is. */
  'PUT notifications/preferences': { body: ChangePreferences; answer: undefined };
  /** Notes that I have read `{ids}`, `{all: true}` or those `{upTo}` one. */
  'POST notifications/read': { body: WhichNotifications; answer: undefined };
  /** Offers that I have made or got, the latest first. */
  'GET offers': { query: { side?: string; listing?: string; limit?: number; after?: string }; answer: OfferPage };
  /** One offer, for its two sides and staff. */
  'GET offers/{id}': { answer: OfferBody };
  /** Answers it: `accept`, `decline`, `counter {amount}` (201); or takes it back: `withdraw`. */
  'POST offers/{id}/{deed}': { body: POSTOffersIdDeedBody; answer: MarketReply };
  /** Opens a party; I lead it. */
  'POST parties': { body: POSTPartiesBody; answer: PartyPage };
  /** One party, as a member finds it. */
  'GET parties/{id}': { answer: PartyPage };
  /** Does something in it: `invite {user}`, `accept`, `decline`, `leader {user}`, `kick {user}`, `leave`. */
  'POST parties/{id}/{deed}': { body: POSTPartiesIdDeedBody; answer: PartyReply };
  /** People whose names begin so, at most 20; not myself, nobody who is shut out, and nobody whom I have blocked. */
  'GET people': { query: { q?: string; limit?: number }; answer: PeopleBody };
  /** Uploads a picture of what is sold: the body is the file as it is, a JPEG, PNG, WebP, GIF or AVIF. What it says of where and by whom it was taken is left out of the first three. A lot shows it, or it is removed after a day. */
  'POST pictures': { query: { name?: string }; answer: UploadedPicture };
  /** How these are seen by me, now. Whoever does not want to be seen, and whoever is not there, looks the same. */
  'GET presence': { query: { users?: string }; answer: PresenceWatched };
  /** How I want to be seen: `online`, `away`, `busy` or `invisible`. It stays until I say otherwise. */
  'PUT presence': { body: SetPresence; answer: undefined };
  /** The key that browsers subscribe with. */
  'GET push/key': { answer: PushKey };
  /** How well I play, or somebody else (Glicko-2). Who has played no rated match has no rating; 1500 is assumed. */
  'GET ratings': { query: { user?: string }; answer: RatingList };
  /** What I have bought or sold, the latest first. */
  'GET sales': { query: { side?: string; listing?: string; limit?: number; after?: string }; answer: SalePage };
  /** The receipt of a sale, for its two sides and staff. */
  'GET sales/{id}': { answer: SaleBody };
  /** Makes a session and its lots, which are auctions like any other: their hammers fall one after the other. */
  'POST sessions': { body: SessionPlan; answer: SessionPage };
  /** A session and its lots. */
  'GET sessions/{id}': { answer: SessionPage };
  /** Makes the first admin and signs them in. The code of the setup link works once, for half an hour, and only as long as nobody is admin; else it is `not_found`. */
  'POST setup': { body: SetUp; answer: Signed };
  /** Somebody as everybody may see them. */
  'GET users/{id}': { answer: UserBody };
  /** What is in my wallet: `available` may be spent, `held` is set aside for bids and offers. */
  'GET wallet': { query: { user?: string }; answer: WalletBody };
  /** Books money that has come in from outside; for the shop's backend and admins. The same reference is booked once. */
  'POST wallet/deposits': { body: Funding; answer: WalletReply };
  /** How it came there: every line of the books that concerns my wallet, the latest first. */
  'GET wallet/entries': { query: { user?: string; currency?: string; limit?: number; after?: string }; answer: EntryPage };
  /** Books money that goes outside; for the shop's backend and admins. The same reference is booked once. */
  'POST wallet/withdrawals': { body: Funding; answer: WalletReply };
}

/** An account as those see it who manage it. */
export interface Account {
  ban: BanBody | null;
  createdAt: Time;
  email: string | null;
  hasPassword: boolean;
  id: UserId;
  /** The issuer who knows them. */
  issuer: string | null;
  name: string;
  role: Role;
}

/** A page of accounts. */
export interface AccountPage {
  items: Account[];
  next: UserId | null;
}

/** How one auction went. */
export interface AuctionBody {
  arm: string | null;
  auction: string;
  bidders: number;
  bids: number;
  currency: string;
  experiment: string | null;
  extensions: number;
  hammer: number | null;
  hammerToReserveBps: number | null;
  /** The hammer price in hundredths of a percent of the start price, and of the reserve. */
  hammerToStartBps: number | null;
  kind: string;
  outcome: string | null;
  reserve: number | null;
  retracted: number;
  seller: UserId;
  startPrice: number;
  status: string;
  title: string;
  watchers: number;
}

/** An auction as lists show it. */
export interface AuctionLine {
  bidCount: number;
  bidding: Bidding;
  buyNow: Money | null;
  createdAt: Time;
  currency: Currency;
  endsAt: Time | null;
  hammer: Money | null;
  id: string;
  /** The first picture. */
  image: string | null;
  kind: AuctionKind;
  /** The leader's name here. */
  leader: string | null;
  /** The least that the next bid must offer. */
  minimum: Money;
  outcome: AuctionOutcome | null;
  price: Money | null;
  /** While the clock stands: what is left. */
  remainingMs?: number;
  /** `null` without a reserve. */
  reserveMet: boolean | null;
  /** To subscribe to. */
  room: RoomId;
  seller: Seller;
  startPrice: Money;
  startsAt: Time | null;
  status: AuctionStatus;
  title: string;
  updatedAt: Time;
  /** How many follow it. */
  watchers: number;
  /** The winner's name here. */
  winner: string | null;
  /** What concerns the viewer, where somebody is signed in. */
  you?: YoursInList;
}

/** A page of auctions. */
export interface AuctionListPage {
  items: AuctionLine[];
  /** Goes into `after` for the page behind this one; `null` where there is none. */
  next: string | null;
}

/** What a caller is told when the request was carried out. */
export type AuctionReply = BidReply | SealedReply | BoughtReply | RemovedReply | StandingReply | SettledReply | {};

/** How auctions went. */
export interface AuctionReport {
  /** Those with the most bids first. */
  items: AuctionBody[];
}

/** Shut out. */
export interface BanBody {
  reason: string;
  until: Time | null;
}

/** Shut out. */
export interface BanUser {
  /** Told to them, and kept with the deed. */
  reason: string;
  until?: Time | null;
}

/** A bid as everybody may see it. */
export interface BidHistoryLine {
  /** Never above the visible price. */
  amount: Money;
  at: Time;
  /** A hidden maximum answered it at once. */
  automatic: boolean;
  bid: BidId;
  /** The bidder's name here. */
  bidder: string;
  /** Why, where staff struck it out. */
  reason?: string;
  /** It was taken back, or struck out. */
  retracted: boolean;
}

/** A page of bids, newest first. */
export interface BidPage {
  items: BidHistoryLine[];
  /** Goes into `after` for the page behind this one; `null` where there is none. */
  next: string | null;
}

/** From whom I want to hear nothing. */
export interface BlockList {
  items: Blocked[];
}

/** Somebody whom I have blocked. */
export interface Blocked {
  name: string;
  user: UserId;
}

/** A report with what moderators need to judge it. */
export interface CaseBody {
  /** The message and the five before and after it, hidden ones too. */
  around: Message[];
  report: ReportLine;
  /** What it said before it was edited. */
  versions: Version[];
}

/** Another password. */
export interface ChangePassword {
  current: string;
  /** 8 to 200 characters. */
  password: string;
}

/** Another role. */
export interface ChangeRole {
  /** Kept with the deed. */
  reason: string;
  role: Role;
}

/** A way to somebody who is not here. */
export type Channel = 'webpush' | 'webhook';

/** Another content. */
export interface Content {
  /** What it says from now on. */
  content: string;
}

/** My conversations. */
export interface ConversationList {
  items: ConversationListed[];
}

/** What one is told who has asked for something. */
export type ConversationReply = ConversationOpened | MessageSent | {};

/** A delivery, without what it says. */
export interface DeliveryLine {
  attempts: number;
  channel: Channel;
  createdAt: Time;
  id: number;
  lastError: string | null;
  lastStatus: number | null;
  nextAt: Time;
  state: DeliveryState;
  /** The name of a webhook, or the id of a subscription. */
  target: string;
  user: UserId;
}

/** A page of deliveries, the oldest first. */
export interface DeliveryPage {
  items: DeliveryLine[];
  /** Goes into `after` for the page behind this one; `null` where there is none. */
  next: number | null;
}

/** What becomes of a delivery. */
export type DeliveryState = 'waiting' | 'dead';

/** A deed was done. */
export interface Done {
  /** Its number in the record. */
  deed: string;
  user: Account;
}

/** A line of the books. */
export interface EntryBody {
  amount: Money;
  at: Time;
  /** What for: `deposit`, `withdrawal`, `sale`, `offer`, `bid` or `default`. */
  cause: string;
  currency: Currency;
  /** `in` or `out`. */
  direction: string;
  id: string;
  /**
   * `pay`: it was paid. `pend`: it was set aside. `post`: what was set aside was paid, this much of it. `void` and
   * `expire`: it is free again.
   */
  kind: string;
  /** The transfer that set it aside. */
  pending?: string;
  /** The id of the transfer. */
  transfer?: string;
}

/** A page of entries. */
export interface EntryPage {
  items: EntryBody[];
  /** Goes into `after` for the page behind this one; `null` where there is none. */
  next: string | null;
}

/** What a client reads instead of what it asked for. */
export interface ErrorBody {
  /** Why. */
  error: Problem;
}

/** A page of events, in order. What this viewer may not see has only its position. */
export interface EventPage {
  /** What the positions belong to. */
  epoch: string;
  /** Frames as subscribers receive them: `{event, room, seq, at, data}`. */
  items: unknown[];
  /** Goes into `after` for the page behind this one; `null` where there is none yet. */
  next: number | null;
}

/** That it is meant. */
export interface Farewell {
  /** My name as it is written, so that nobody is erased by mistake. */
  name: string;
  /** My password, where I have one here. */
  password?: string | null;
}

/** Figures of many auctions, by currency. */
export interface Figures {
  /** How many there are, how many have ended, and how many of those were sold. */
  auctions: number;
  bidders: number;
  biddersToWinnersBps: number | null;
  bids: number;
  /** Bids in hundredths for each auction that has ended. */
  bidsPerAuctionHundredths: number | null;
  ended: number;
  /** What they have in common: a currency, or a rule of an experiment with its currency. */
  group: string;
  hammerToReserveBps: number | null;
  /** The mean of hammer to start price, and to reserve. */
  hammerToStartBps: number | null;
  /** All hammer prices. */
  hammerTotal: number;
  /** Reserve met of those that ended with bids and a reserve. */
  reserveMetBps: number | null;
  /** Sold of ended, in hundredths of a percent. */
  sellThroughBps: number | null;
  sold: number;
  /** The way from following to winning: how many followed, bid and won, each auction by itself. */
  watchers: number;
  watchersToBiddersBps: number | null;
  winners: number;
}

/** Several groups. */
export interface FiguresReport {
  items: Figures[];
}

/** A message that was found. */
export interface FoundLine {
  /** The room in which it was said. */
  conversation: RoomId;
  message: Message;
}

/** The room of a lobby. */
export interface FoundLobby {
  /** It. */
  lobby: RoomId;
}

/** Messages that were found, the latest first. */
export interface FoundPage {
  items: FoundLine[];
  /** Goes into `after` for the page behind this one; `null` where there is none. */
  next: string | null;
}

export interface GETMeExportAnswer {}

/** A game that is played here. */
export interface Game {
  /** In how many of its lobbies somebody may be at once. */
  lobbiesPerUser: number;
  /** Its lobbies. */
  lobby: LobbyRules;
  /** How it is played, by name. */
  modes: {
    [k: string]: GameMode;
  };
  /** What it is called in requests. */
  name: string;
  /** Where it is played. */
  regions: string[];
  /** What may be set in its lobbies, by name. */
  settings: {
    [k: string]: SettingRule;
  };
  /** What people call it. */
  title: string;
}

/** The games that are played here. */
export interface GameList {
  items: Game[];
}

/** How a game is played. */
export interface GameMode {
  /** Whether a lobby that loses somebody before it starts is filled up. */
  backfill: boolean;
  /** What searches may ask for, with the values that there are. */
  criteria: {
    [k: string]: string[];
  };
  /** How a search becomes less demanding, the first from its beginning. */
  levels: SearchLevel[];
  /** What it is called in requests. */
  name: string;
  /** How many players each team has. */
  players: number;
  /** Whether results change ratings. */
  rated: boolean;
  /** How long one may take to accept a match, in milliseconds. */
  readyCheckMs: number;
  /** How many teams play against each other. */
  teams: number;
  /** How long a search lasts, in milliseconds. */
  timeoutMs: number;
  /** What people call it. */
  title: string;
}

/** Money that was set aside. */
export interface HoldReply {
  /** How much. */
  amount: Money;
  /** By which number it is known. */
  ticket: TicketId;
  /** From when on no request that carries it is taken. */
  until: Time;
}

/** Sizes beyond which nothing is taken. */
export interface Limits {
  amountMax: number;
  /** One file of a message. */
  attachmentBytesMax: number;
  bodyBytesMax: number;
  descriptionCharsMax: number;
  /** Pictures of what is sold. */
  imagesMax: number;
  keyBytesMax: number;
  messageCharsMax: number;
  nameCharsMax: number;
  nameCharsMin: number;
  pageMax: number;
  passwordCharsMax: number;
  passwordCharsMin: number;
  /** One picture of what is sold. */
  pictureBytesMax: number;
  /** Of what is sold. */
  titleCharsMax: number;
}

/** One of them. */
export interface Line {
  createdAt: Time;
  expiresAt: Time | null;
  /** The host of its push service. */
  host: string;
  id: Id;
  userAgent: string;
}

/** A listing. */
export interface ListingBody {
  acceptOffers: boolean;
  attributes: {
    [k: string]: string;
  };
  /** Only the seller and staff see how offers are answered at once, and what the house takes of the price. */
  autoAccept?: Money;
  autoDecline?: Money;
  commissionBps?: number;
  createdAt: Time;
  currency: Currency;
  description: string;
  expiresAt: Time | null;
  id: ListingId;
  images: string[];
  /** What it is called where it comes from. */
  item: string | null;
  /** What a buyer pays on top, in hundredths of a percent. */
  premiumBps: number;
  /** For one, without the buyer's premium. */
  price: Money;
  /** Why staff took it out. */
  reason?: string;
  /** How many are left. */
  remaining: number;
  /** How many of those are in baskets. */
  reserved: number;
  /** Until when all that is left is in baskets. */
  reservedUntil?: Time;
  /** To subscribe to. */
  room: RoomId;
  seller: UserId;
  status: ListingStatus;
  /** How many there were. */
  stock: number;
  title: string;
  updatedAt: Time;
}

/** What a seller changes: only what is named. */
export interface ListingChanges {
  /** Whether buyers may offer less. */
  acceptOffers?: boolean | null;
  /** Whatever else there is to say, by name. */
  attributes?: {
    [k: string]: string;
  } | null;
  autoAccept?: Money | null;
  autoDecline?: Money | null;
  /** More about it, in plain text. */
  description?: string | null;
  expiresAt?: Time | null;
  /** Addresses of pictures. */
  images?: string[] | null;
  price?: Money | null;
  /** What it is, in a line. */
  title?: string | null;
}

/** A page of listings. */
export interface ListingPage {
  items: ListingBody[];
  /** Goes into `after` for the page behind this one; `null` where there is none. */
  next: string | null;
}

/** A lobby of the list. */
export type LobbyLine = LobbySummary & {
  /** What the host is called. */
  hostName: string;
};

/** A page of lobbies, the latest first. */
export interface LobbyListPage {
  items: LobbyLine[];
  /** Goes into `after` for the page behind this one; `null` where there is none. */
  next: string | null;
}

/** What one is told who has asked for something. */
export type LobbyReply = LobbyOpened | LobbyDone;

/** What is true of every lobby of a game. */
export interface LobbyRules {
  /** How long the countdown is, in milliseconds. */
  countdownMs: number;
  /** How long a lobby lasts in which nothing happens, in milliseconds. */
  idleMs: number;
  /** How many there may be. */
  membersMax: number;
  /** How many must be there before it can start. */
  membersMin: number;
  /** How long one whose last connection dropped keeps their seat, in milliseconds. */
  reconnectGraceMs: number;
}

/** Which sign-ins are to end. */
export interface Logout {
  /** Not only this one. */
  everywhere?: boolean;
}

/** A subscription that was made. */
export interface Made {
  id: Id;
}

/** What a caller is told when the request was carried out. */
export type MarketReply = SaleReply | OfferReply | WalletReply | HoldReply | ListingReply | {};

/** My account. */
export interface Me {
  createdAt: Time;
  email: string | null;
  /** Whether I can sign in here with one. */
  hasPassword: boolean;
  id: UserId;
  name: string;
  /** As it is now. */
  role: Role;
}

/** A page of a conversation, in order. What is gone has no content. */
export interface MessagePage {
  items: Message[];
  next: Seq | null;
  previous: Seq | null;
}

/** What a client should know beforehand. */
export interface Meta {
  /** Every currency with the number of its decimals. */
  currencies: {
    [k: string]: number;
  };
  /** The demo that runs, `auction` or `game`; `null` where none does. */
  demo: string | null;
  limits: Limits;
  /** Of the protocol. */
  protocol: number;
  /** Whether nobody is admin yet: `POST setup` makes the first one. */
  setup: boolean;
  /** What this house is called. */
  title: string;
  /** Of the program. */
  version: string;
}

/** How much was bid in some time. */
export interface MomentBody {
  /** When it begins. */
  at: Time;
  bidders: number;
  bids: number;
}

/** Where I am. */
export interface MyPlay {
  /** Lobbies that I am in. */
  lobbies: RoomId[];
  party: RoomId | null;
  /** My searches (`matchRequestId`). */
  searches: string[];
}

/** A page of notifications, the latest first. */
export interface NotificationPage {
  items: Notification[];
  /** Goes into `after` for the page behind this one; `null` where there is none. */
  next: string | null;
  /** How many are unread, on this page or not. */
  unreadCount: number;
}

/** An offer: for one, without the buyer's premium. */
export interface OfferBody {
  amount: Money;
  answers: OfferId | null;
  buyer: UserId;
  /** Whose word it is: the other side may answer it. */
  by: OfferSide;
  createdAt: Time;
  currency: Currency;
  expiresAt: Time;
  id: OfferId;
  listing: ListingId;
  seller: UserId;
  status: OfferStatus;
  /** What that is, in a line. */
  title: string;
}

/** A page of offers. */
export interface OfferPage {
  items: OfferBody[];
  /** Goes into `after` for the page behind this one; `null` where there is none. */
  next: string | null;
}

export interface POSTAuctionsIdDeedBody {}

export interface POSTConversationsIdDeedBody {}

export interface POSTListingsIdDeedBody {}

export interface POSTLobbiesIdDeedBody {}

export interface POSTNotificationsDeleteBody {}

export interface POSTOffersIdDeedBody {}

export interface POSTPartiesBody {}

export interface POSTPartiesIdDeedBody {}

/** What one is told who has asked for something. */
export type PartyReply = PartyOpened | {};

/** People, by name. */
export interface PeopleBody {
  items: UserBody[];
}

/** A picture that was uploaded. */
export interface Picture {
  /** Its length, as it is kept. */
  bytes: number;
  /** As it is shown, in pixels. */
  height: number;
  /** By its content, whatever its name says. */
  mediaType: string;
  /** What lots name it by among their `images`, and where it is shown. */
  url: string;
  /** As it is shown, in pixels. */
  width: number;
}

/** What browsers subscribe with. */
export interface PushKey {
  /** The `applicationServerKey`, in base64url. */
  publicKey: string;
}

/** The queues, as staff see them. */
export interface QueueList {
  items: QueuePage[];
}

/** How well somebody plays, as it is shown. */
export interface Rated {
  /** How far off it may be (RD), in whole points. */
  deviation: number;
  /** Which game. */
  game: string;
  /** How many results it is made of. */
  matches: number;
  /** Which mode. */
  mode: string;
  /** In whole points. */
  rating: number;
  /** Who. */
  user: UserId;
}

/** How well somebody plays. */
export interface RatingList {
  items: Rated[];
}

/** A token to be spent. */
export interface Refresh {
  refreshToken: string;
}

/** Who wants an account. */
export interface Register {
  /** Also unique. */
  email?: string | null;
  /** 2 to 40 characters, unique without regard to case. */
  name: string;
  /** 8 to 200 characters. */
  password: string;
}

/** How many are tried anew. */
export interface Replayed {
  replayed: number;
}

/** A report. */
export interface ReportLine {
  at: Time;
  /** Who reported it; the house, where a word of the list did. */
  by: UserId;
  conversation: RoomId;
  id: string;
  message: Place;
  reason: string;
  resolution: string | null;
  resolvedAt: Time | null;
  resolvedBy: UserId | null;
}

/** A page of reports, the oldest first. */
export interface ReportPage {
  items: ReportLine[];
  /** Goes into `after` for the page behind this one; `null` where there is none. */
  next: string | null;
}

/** How a report is settled. */
export interface Resolution {
  /** What was found and done. */
  resolution: string;
}

/** A sale, as a receipt says it. */
export interface SaleBody {
  /** For all of them. */
  amount: Money;
  at: Time;
  auction: RoomId | null;
  buyer: UserId;
  /** What the seller paid out of it, and what the seller got; only the seller and staff see it. */
  commission?: number;
  currency: Currency;
  id: SaleId;
  listing: ListingId | null;
  offer: OfferId | null;
  /** What the buyer paid on top, and all that the buyer paid; only the buyer and staff see it. */
  premium?: number;
  proceeds?: number;
  quantity: number;
  seller: UserId;
  title: string;
  total?: number;
}

/** A page of sales. */
export interface SalePage {
  items: SaleBody[];
  /** Goes into `after` for the page behind this one; `null` where there is none. */
  next: string | null;
}

/** How demanding a search is from some time on. */
export interface SearchLevel {
  /** How long after the beginning of the search it begins, in milliseconds. */
  afterMs: number;
  /** The most milliseconds to the region that is played in; any where it is missing. */
  latencyMs: number | null;
  /** How far the ratings of two searches may be apart; any distance where it is missing. */
  skill: number | null;
  /** Whether what is preferred must hold. */
  soft: boolean;
}

/** Bids over time. */
export interface SeriesReport {
  /** The earliest first; times without bids are not in it. */
  items: MomentBody[];
}

/** A place where one is signed in. */
export interface Session {
  address: string;
  createdAt: Time;
  /** Whether this request comes from there. */
  current: boolean;
  expiresAt: Time;
  id: string;
  usedAt: Time;
  userAgent: string;
}

/** All the places where one is signed in. */
export interface Sessions {
  items: Session[];
}

/** Who is to be the first admin. */
export interface SetUp {
  /** The last part of the link. */
  code: string;
  /** 2 to 40 characters. */
  name: string;
  /** 8 to 200 characters. */
  password: string;
}

/** What a setting may be. */
export type SettingRule =
  | {
      /** What it is where nobody says. */
      default: string;
      type: 'choice';
      /** Which. */
      values: string[];
    }
  | {
      /** What it is where nobody says. */
      default: number;
      /** The greatest. */
      max: number;
      /** The least. */
      min: number;
      type: 'integer';
    }
  | {
      /** What it is where nobody says. */
      default: boolean;
      type: 'boolean';
    }
  | {
      /** What it is where nobody says. */
      default?: string;
      /** The most characters. */
      max: number;
      type: 'text';
    };

/** Exactly one of `name` and `email`. */
export interface SignIn {
  /** A second factor; no account has one yet. */
  code?: string | null;
  email?: string | null;
  name?: string | null;
  password: string;
}

/** Signed in: who, and the tokens. */
export interface Signed {
  accessToken: string;
  /** Until when the access token is good. */
  expiresAt: Time;
  /** Not there where it is in the cookie of a seat. */
  refreshToken?: string;
  user: UserBody;
}

/** What is stated when an auction has ended. */
export interface Statement {
  /** Which auction. */
  auction: RoomId;
  /** The head of the chain at that position, as hexadecimal digits. */
  chain: string;
  /** When it was over. */
  endedAt: Time;
  hammer: Money | null;
  /** Sold or not. */
  outcome: AuctionOutcome;
  /** The position of the end in its journal. */
  seq: Seq;
  /** To whom, by the name there. */
  winner: string | null;
}

/** A browser's `PushSubscription`. */
export interface Subscription {
  /** Where its push service takes messages. */
  endpoint: string;
  /** When it ends, in milliseconds since the epoch. */
  expirationTime?: number | null;
  /** What messages to it are encrypted with. */
  keys: SubscriptionKeys;
}

/** What messages are encrypted with, in base64url. */
export interface SubscriptionKeys {
  /** The secret that it shares with us. */
  auth: string;
  /** The browser's public key. */
  p256dh: string;
}

/** My subscriptions. */
export interface Subscriptions {
  items: Line[];
}

/** Money that is set aside for one request to another room. */
export type TicketId = string;

/** A file that was uploaded. */
export interface Uploaded {
  attachment: Attachment;
}

/** A picture that was uploaded. */
export interface UploadedPicture {
  picture: Picture;
}

/** Somebody as everybody may see them. */
export interface UserBody {
  id: UserId;
  name: string;
  role: Role;
}

/** What a message said. */
export interface Version {
  content: string;
  until: Time;
}

/** What is in a wallet. */
export interface WalletBody {
  /** By currency; what was never there is not in it. */
  items: Wallet[];
}

/** A way in. */
export interface WayIn {
  /** Of the page that signs in, once, within half an hour. */
  path: string;
}

/** Which of those that were given up. */
export interface Which {
  /** Those for this target; all where it is missing. */
  target?: string | null;
}

/** Why. */
export interface Why {
  /** Kept with the deed. */
  reason: string;
}

/** What an auction in a list is to the viewer. */
export interface YoursInList {
  /** They lead, or led at the end. */
  leading: boolean;
  /** They follow it. */
  watching: boolean;
}
