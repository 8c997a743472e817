// Generated from protocol/asyncapi.json by `npm run generate`.

/** Kinds of rooms: how they stand, what happens in them, what may be asked of them. */
export interface Kinds {
  auction: {
    state: AuctionPage;
    events: {
      /** Staff or the seller said something. */
      'auction:announcement': AuctionAnnouncementEvent;
      /** A bid was accepted. */
      'auction:bid': BidShown;
      /** A draft was made. */
      'auction:created': AuctionDraft;
      /** The hammer fell, or somebody bought; or the outcome was corrected. */
      'auction:ended': HammerFell;
      /** The end moved. */
      'auction:extended': EndMoved;
      /** The own maximum changed. Only its owner sees it. */
      'auction:max': AuctionMaxEvent;
      /** It was put up once more. */
      'auction:relisted': AuctionRelistedEvent;
      /** The seller asks for less. Only the seller sees it. */
      'auction:reserve_lowered': AuctionReserveLoweredEvent;
      /** The price reached the reserve. */
      'auction:reserve_met': AuctionReserveMetEvent;
      /** A bid no longer counts. */
      'auction:retracted': BidGone;
      /** A sealed bid came in, or went. */
      'auction:sealed': SealedShown;
      /** What is left to do after the end is something else. Only whom it concerns sees it. */
      'auction:settlement': AuctionSettling;
      /** It stands elsewhere now. */
      'auction:status': AuctionStatusChanged;
      /** The draft was changed. */
      'auction:updated': AuctionDraft;
      /** Follows it, or no longer. Only oneself sees it. */
      'auction:watching': AuctionWatchingEvent;
      /** How many look at it now. */
      'auction:watchers': Watchers;
    };
    commands: {
      /** Have it at the price that falls. */
      'auction:accept': { in: AcceptPrice; out: BoughtReply };
      /** Say something to everyone in the room. */
      'auction:announce': { in: Announce; out: Nothing };
      /** Offer to pay. */
      'auction:bid': { in: Bid; out: BidReplyOrSealedReply };
      /** Buy at the buy-now price. */
      'auction:buy': { in: NoData; out: BoughtReply };
      /** Call it off. */
      'auction:cancel': { in: AuctionReason; out: StandingReply };
      /** Make a draft of it, or publish it at once. */
      'auction:create': { in: AuctionTerms; out: StandingReply };
      /** The winner does not pay. */
      'auction:default': { in: NoData; out: SettledReply };
      /** Change the draft: only what is named. */
      'auction:edit': { in: AuctionChanges; out: StandingReply };
      /** Bring down the hammer now. */
      'auction:end': { in: NoData; out: StandingReply };
      /** Move the end. */
      'auction:extend': { in: ExtendAuction; out: StandingReply };
      /** Lower the reserve. */
      'auction:lower_reserve': { in: LowerReserve; out: StandingReply };
      /** It was paid elsewhere. */
      'auction:paid': { in: PaidOutside; out: SettledReply };
      /** Stop the clock. */
      'auction:pause': { in: AuctionReason; out: StandingReply };
      /** Pay what you have won. */
      'auction:pay': { in: NoData; out: SettledReply };
      /** Let it begin at its start, or now where it has none. */
      'auction:publish': { in: NoData; out: StandingReply };
      /** Put it up once more, with some other terms. */
      'auction:relist': { in: AuctionChanges; out: SettledReply };
      /** Let the clock run on. */
      'auction:resume': { in: NoData; out: StandingReply };
      /** Take back your latest bid. */
      'auction:retract': { in: RetractBid; out: RemovedReplyOrNothing };
      /** Offer it to somebody who was beaten. */
      'auction:second_chance': { in: OfferSecondChance; out: SettledReply };
      /** Take that offer. */
      'auction:second_chance_accept': { in: NoData; out: SettledReply };
      /** Do not take that offer. */
      'auction:second_chance_decline': { in: NoData; out: SettledReply };
      /** Strike a bid out. */
      'auction:void': { in: VoidBid; out: RemovedReplyOrNothing };
      /** Follow it, or no longer. */
      'auction:watch': { in: WatchAuction; out: Nothing };
    };
  };
  conversation: {
    state: ConversationPage;
    events: {
      /** A message is gone. */
      'chat:deleted': MessageGone;
      /** Messages have arrived. */
      'chat:delivered': ReadMark;
      /** Somebody said it otherwise. */
      'chat:edited': MessageEdited;
      /** A message is hidden, or shown again. */
      'chat:hidden': MessageHidden;
      /** Somebody belongs to it. */
      'chat:member:joined': ConversationJoined;
      /** Somebody no longer belongs to it. */
      'chat:member:left': ConversationLeft;
      /** Somebody said something. */
      'chat:message': Message;
      /** A sign was put to a message, or taken away. */
      'chat:reaction': MessageReaction;
      /** Messages have been read. */
      'chat:read': ReadMark;
      /** One's report has arrived. */
      'chat:reported': ChatReportedEvent;
      /** It was opened. */
      'conversation:created': ConversationCreated;
      /** It is over for all. */
      'conversation:deleted': ConversationDeletedEvent;
      /** One's own notifications. */
      'conversation:muted': ConversationMuted;
      /** Somebody may only read, or write again. */
      'conversation:silenced': ConversationSilenced;
      /** Another title, owner or pace. */
      'conversation:updated': ConversationUpdated;
      /** Somebody is writing, or no longer. */
      'chat:typing': Typing;
    };
    commands: {
      /** Take it back for all. */
      'chat:delete': { in: DeleteMessage; out: Nothing };
      /** All messages up to here have arrived. */
      'chat:delivered': { in: UpTo; out: Nothing };
      /** Say it otherwise. */
      'chat:edit': { in: EditMessage; out: Nothing };
      /** Show a message to nobody but moderators, or to all again. */
      'chat:hide': { in: HideMessage; out: Nothing };
      /** Say something. */
      'chat:message': { in: PostMessage; out: MessageSent };
      /** Put a sign to a message, or take it away. */
      'chat:react': { in: ReactToMessage; out: Nothing };
      /** All messages up to here have been read. */
      'chat:read': { in: UpTo; out: Nothing };
      /** Tell moderators of a message. */
      'chat:report': { in: ReportMessage; out: Nothing };
      /** You are writing, or no longer. */
      'chat:typing': { in: SetTyping; out: Nothing };
      /** Bring somebody in. */
      'conversation:add': { in: AddMembers; out: Nothing };
      /** Open it, or come back to it. */
      'conversation:create': { in: CreateConversation; out: ConversationOpenedOrNothing };
      /** End it for all. */
      'conversation:delete': { in: NoData; out: Nothing };
      /** Go. */
      'conversation:leave': { in: NoData; out: Nothing };
      /** No notifications, or again. */
      'conversation:mute': { in: MuteConversation; out: Nothing };
      /** Put somebody out. */
      'conversation:remove': { in: RemoveMember; out: Nothing };
      /** Call it otherwise. */
      'conversation:rename': { in: RenameConversation; out: Nothing };
      /** Let somebody only read. */
      'conversation:silence': { in: SilenceMember; out: Nothing };
      /** How many seconds must lie between two messages of a member. */
      'conversation:slow': { in: SlowMode; out: Nothing };
      /** Which words are not to be said. */
      'conversation:words': { in: WordList; out: Nothing };
    };
  };
  inbox: {
    state: InboxState & InboxBeside;
    events: {
      /** It was called off. */
      'auction:cancelled': NotedLot;
      /** It was not taken: for the seller. */
      'auction:chance_passed': NotedLot;
      /** The winner has not paid in time: for both. */
      'auction:defaulted': NotedLot;
      /** It is over: for its seller, and for who follows it without a bid. */
      'auction:ended': NotedLot;
      /** A bid above yours no longer counts: you lead again. */
      'auction:leading_again': NotedLot;
      /** It went to somebody else, or to nobody. */
      'auction:lost': NotedLot;
      /** Somebody bought it at the buy-now price. */
      'auction:lost_to_buy_now': NotedLot;
      /** Somebody else leads now (I-80: once per displacement). */
      'auction:outbid': NotedLot;
      /** The winner has paid: for the seller. */
      'auction:paid': NotedLot;
      /** The reserve came down to your maximum, which was cut to stay below it: bid again to reach it. */
      'auction:reserve_lowered_rebid': NotedLot;
      /** You may have it at your own highest bid. */
      'auction:second_chance': NotedLot;
      /** There is no money for your bid, which would lead again: it was struck out. */
      'auction:unfunded': NotedLot;
      /** The hammer fell for you, or you bought it. */
      'auction:won': NotedLot;
      /** You belong to a conversation. */
      'conversation:created': InboxJoined;
      /** You no longer belong to a conversation. */
      'conversation:deleted': InboxLeft;
      /** Somebody asked one into a lobby. */
      'lobby:invited': LobbyInvitation;
      /** One was put out of a lobby. */
      'lobby:kicked': KickedFromLobby;
      /** The search is over without a match. */
      'matchmaking:cancelled': SearchOver;
      /** The search could not go on. */
      'matchmaking:error': SearchFailed;
      /** The search has run out of time. */
      'matchmaking:expired': SearchOver;
      /** All have accepted, and meet in a lobby. */
      'matchmaking:matched': MatchFound;
      /** How many are unread. */
      'notification:count': NotificationCount;
      /** These are gone. */
      'notification:deleted': NotificationIds;
      /** There is a notification. */
      'notification:new': Notification;
      /** How you want to be told. */
      'notification:preferences': Preferences;
      /** These have been read. */
      'notification:read': NotificationIds;
      /** There was a sale. */
      'offer:accepted': OfferTold;
      /** The other side would have it otherwise: this is the new offer. */
      'offer:countered': OfferTold;
      /** The other side does not want it, or it was sold. */
      'offer:declined': OfferTold;
      /** Nobody answered it in time. */
      'offer:expired': OfferTold;
      /** Somebody would take it for less. */
      'offer:made': OfferTold;
      /** Its maker took it back. */
      'offer:withdrawn': OfferTold;
      /** Somebody asked one into a party. */
      'party:invited': PartyInvitation;
      /** One was put out of a party. */
      'party:kicked': KickedFromParty;
      /** One has bought something. */
      'sale:bought': SaleTold;
      /** One has sold something. */
      'sale:sold': SaleTold;
      /** You want to hear nothing more from somebody, or again. */
      'user:blocked': UserBlocked;
      /** Something else is in the wallet. */
      'wallet:changed': WalletTold;
      /** How many messages of a conversation you have not read. */
      'chat:unread': ConversationUnread;
      /** How a search stands. */
      'matchmaking:status': SearchStanding;
    };
    commands: {
      /** These notifications are not needed any more. */
      'notification:delete': { in: DeleteNotifications; out: Nothing };
      /** Be told otherwise. */
      'notification:preferences': { in: ChangePreferences; out: Nothing };
      /** These notifications have been read. */
      'notification:read': { in: WhichNotifications; out: Nothing };
      /** Hear nothing more from somebody, or again. */
      'user:block': { in: BlockUser; out: Nothing };
    };
  };
  lobbies: {
    state: LobbiesState;
    events: {
      /** A lobby is in the list, and stands so. */
      'lobby:listed': LobbySummary;
      /** A lobby is no longer in the list. */
      'lobby:unlisted': LobbyUnlistedEvent;
    };
    commands: {
    };
  };
  lobby: {
    state: LobbyPage;
    events: {
      /** It is over. */
      'lobby:closed': LobbyClosed;
      /** Somebody else is the host. */
      'lobby:host:changed': LobbyUser;
      /** Somebody was asked in. */
      'lobby:invited': LobbyInvited;
      /** Somebody came in. */
      'lobby:member:joined': LobbyJoined;
      /** Somebody was put out. */
      'lobby:member:kicked': LobbyKicked;
      /** Somebody went. */
      'lobby:member:left': LobbyLeft;
      /** Somebody is ready, or no longer. */
      'lobby:member:ready': LobbyReady;
      /** They are here again. */
      'lobby:member:reconnected': LobbyUser;
      /** The last connection of a member dropped. */
      'lobby:member:reconnecting': LobbyReconnecting;
      /** Somebody took another seat. */
      'lobby:member:seated': LobbySeated;
      /** How it ended. */
      'lobby:result': MatchOutcome;
      /** It is played. */
      'lobby:started': LobbyStarted;
      /** The countdown has begun. */
      'lobby:starting': LobbyStarting;
      /** Something else is set, or it stands otherwise. */
      'lobby:update': LobbyUpdate;
    };
    commands: {
      /** Put somebody out for good. */
      'lobby:ban': { in: KickMember; out: LobbyDone };
      /** End it for all. */
      'lobby:close': { in: NoData; out: LobbyDone };
      /** Open it. */
      'lobby:create': { in: CreateLobby; out: LobbyOpened };
      /** Make somebody else the host. */
      'lobby:host': { in: Whom; out: LobbyDone };
      /** Ask somebody in. */
      'lobby:invite': { in: Whom; out: LobbyDone };
      /** Come in. */
      'lobby:join': { in: JoinLobby; out: LobbyDone };
      /** Put somebody out. */
      'lobby:kick': { in: KickMember; out: LobbyDone };
      /** Go. */
      'lobby:leave': { in: NoData; out: LobbyDone };
      /** Ready, or no longer. */
      'lobby:ready': { in: SetReady; out: LobbyDone };
      /** The game's backend says how it ended. */
      'lobby:result': { in: MatchOutcome; out: LobbyDone };
      /** Take another seat. */
      'lobby:seat': { in: TakeSeat; out: LobbyDone };
      /** Change what is set; everybody has to be ready anew. */
      'lobby:settings': { in: ChangeLobby; out: LobbyDone };
      /** Begin the countdown. */
      'lobby:start': { in: NoData; out: LobbyDone };
      /** Let somebody come back. */
      'lobby:unban': { in: Whom; out: LobbyDone };
    };
  };
  market: {
    state: MarketState;
    events: {
      /** The seller took it back. */
      'listing:cancelled': ListingGone;
      /** Something is for sale. */
      'listing:created': ListingSummary;
      /** Its time is over. */
      'listing:expired': ListingGone;
      /** It is in nobody's basket any more. */
      'listing:released': ListingStand;
      /** Staff took it out. */
      'listing:removed': ListingGone;
      /** Some of it is in somebody's basket. */
      'listing:reserved': ListingReserved;
      /** It was sold, or some of it. */
      'listing:sold': ListingSold;
      /** It stands otherwise. */
      'listing:updated': ListingSummary;
    };
    commands: {
      /** I take it. */
      'listing:buy': { in: BuyListing; out: SaleReply };
      /** Take it back. */
      'listing:cancel': { in: WhichListing; out: ListingReply };
      /** Put something up for sale. */
      'listing:create': { in: ListingTerms; out: ListingReply };
      /** I do not want it after all. */
      'listing:release': { in: WhichListing; out: ListingReplyOrNothing };
      /** Staff takes it out. */
      'listing:remove': { in: RemoveListing; out: ListingReply };
      /** Keep it for me while I check out. */
      'listing:reserve': { in: ReserveListing; out: ListingReply };
      /** Change it, or its price. */
      'listing:update': { in: UpdateListing; out: ListingReply };
      /** Agreed. */
      'offer:accept': { in: WhichOffer; out: SaleReply };
      /** Not for that, but for this. */
      'offer:counter': { in: CounterOffer; out: OfferReply };
      /** No. */
      'offer:decline': { in: WhichOffer; out: OfferReply };
      /** I would take it for less. */
      'offer:make': { in: MakeOffer; out: OfferReplyOrSaleReply };
      /** I would not any more. */
      'offer:withdraw': { in: WhichOffer; out: OfferReply };
      /** Money has come in from outside. */
      'wallet:deposit': { in: Funding; out: WalletReplyOrNothing };
      /** Money goes outside. */
      'wallet:withdraw': { in: Funding; out: WalletReplyOrNothing };
    };
  };
  party: {
    state: PartyPage;
    events: {
      /** It is over. */
      'party:closed': PartyClosedEvent;
      /** Somebody who was asked in does not come. */
      'party:declined': PartyUser;
      /** Somebody was asked in. */
      'party:invited': PartyInvited;
      /** Somebody leads it. */
      'party:leader:changed': PartyUser;
      /** Somebody came in. */
      'party:member:joined': PartyJoined;
      /** Somebody is no longer in it. */
      'party:member:left': PartyLeft;
      /** They are here again. */
      'party:member:reconnected': PartyUser;
      /** The last connection of a member dropped. */
      'party:member:reconnecting': PartyReconnecting;
      /** It searches. */
      'party:searching': PartySearching;
      /** It searches no more. */
      'party:stopped': PartySearching;
    };
    commands: {
      /** Come in. */
      'party:accept': { in: NoData; out: Nothing };
      /** Open it. */
      'party:create': { in: NoData; out: PartyOpened };
      /** Do not come in. */
      'party:decline': { in: NoData; out: Nothing };
      /** Ask somebody in. */
      'party:invite': { in: Whom; out: Nothing };
      /** Put somebody out, or ask them no longer. */
      'party:kick': { in: Whom; out: Nothing };
      /** Make somebody else the leader. */
      'party:leader': { in: Whom; out: Nothing };
      /** Go. */
      'party:leave': { in: NoData; out: Nothing };
    };
  };
  queue: {
    state: QueuePage;
    events: {
    };
    commands: {
      /** Take the match. */
      'matchmaking:accept': { in: WhichSearch; out: Nothing };
      /** Search no more. */
      'matchmaking:cancel': { in: WhichSearch; out: Nothing };
      /** Do not take the match. */
      'matchmaking:decline': { in: WhichSearch; out: Nothing };
      /** Search a match. */
      'matchmaking:find': { in: FindMatch; out: SearchBegun };
      /** Say how the search stands. */
      'matchmaking:subscribe': { in: WhichSearch; out: SearchStanding };
    };
  };
  session: {
    state: SessionPage;
    events: {
      /** It was made. */
      'session:created': SessionCreatedEvent;
      /** All lots are extended. */
      'session:extended': SessionExtended;
    };
    commands: {
      /** Make it, and its lots. */
      'session:create': { in: SessionPlan; out: SessionReply };
    };
  };
}

/** What is asked of the connection itself, and what it tells. */
export interface Connection {
  commands: {
    /** Sign in, or stay signed in with a fresh token. */
    auth: { in: Auth; out: SignedIn };
    /** Ask what became of a key. */
    outcome: { in: OutcomeOf; out: KeyOutcome };
    /** Ask the server's time. */
    ping: { in: Ping; out: Pong };
    /** Say how you want to be seen. */
    'presence:set': { in: SetPresence; out: Nothing };
    /** Watch these users, and no others. */
    'presence:watch': { in: WatchPresence; out: PresenceWatched };
    /** Follow a room. */
    subscribe: { in: Subscribe; out: Subscribed };
    /** Follow it no longer. */
    unsubscribe: { in: Unsubscribe; out: Nothing };
  };
  events: {
    /** Your token ends soon: bring a fresh one. */
    'auth:expiring': TokenExpiring;
    /** The server closes the connection. */
    goodbye: Goodbye;
    /** Somebody whom you watch is seen otherwise. */
    'presence:changed': PresenceSeen;
    /** The first frame. */
    welcome: Welcome;
  };
}

/** Why something was not done. */
export type ErrorCode =
  | 'above_list_price' | 'already_in_party' | 'already_retracted' | 'already_searching' | 'already_started' | 'bad_state' | 'bad_tick'
  | 'balance_too_large' | 'banned_from_lobby' | 'below_current_price' | 'bid_too_low' | 'block_list_full' | 'blocked' | 'busy'
  | 'buy_now_unavailable' | 'cancelled' | 'content_rejected' | 'conversation_full' | 'currency_mismatch' | 'edit_window_closed' | 'ended'
  | 'forbidden' | 'hold_expired' | 'in_lobby' | 'insufficient_funds' | 'internal' | 'invalid' | 'invalid_amount' | 'item_listed'
  | 'key_reused' | 'lobby_closed' | 'lobby_full' | 'malformed' | 'members_full' | 'message_deleted' | 'no_match' | 'not_above_own_max'
  | 'not_below_price' | 'not_eligible' | 'not_found' | 'not_here' | 'not_invited' | 'not_latest_bid' | 'not_lower' | 'not_ready'
  | 'not_retractable' | 'not_started' | 'offer_accepted' | 'offer_already_open' | 'offer_declined' | 'offer_expired' | 'offer_superseded'
  | 'offer_withdrawn' | 'offers_not_accepted' | 'own_listing' | 'party_full' | 'party_too_large' | 'paused' | 'price_above_limit'
  | 'price_changed' | 'queue_full' | 'rate_limited' | 'reference_used' | 'reserved' | 'retract_limit' | 'retract_window_closed'
  | 'searching' | 'seat_taken' | 'seller_cannot_bid' | 'silenced' | 'slow_mode' | 'sold_out' | 'too_large' | 'too_late'
  | 'too_many_invitations' | 'too_many_listings' | 'too_many_lobbies' | 'too_many_offers' | 'too_many_reactions' | 'too_many_reservations'
  | 'unauthenticated' | 'unavailable' | 'unknown_attachment' | 'unknown_bid' | 'unknown_event' | 'unknown_game' | 'unknown_user'
  | 'wrong_kind' | 'wrong_password';

/** `auction:accept`. */
export interface AcceptPrice {
  /** At most at this price. */
  limit: Money;
}

/** `conversation:add`: one or several. */
export interface AddMembers {
  user?: UserId | null;
  /** Several. */
  users?: UserId[];
}

/** `auction:announce`. */
export interface Announce {
  /** What. */
  text: string;
}

/** What became of one request: over the socket a reply, over REST a response, with a key kept for a day. */
export interface Answer {
  /** Done: what the kind replies. */
  data?: {
    [k: string]: unknown;
  };
  /** Or refused: why. */
  error?: Problem;
  /** The key had been seen: this is the first answer again. */
  replayed?: boolean;
  /** The position at which it became true, or as of which it was refused. */
  seq?: Seq;
}

/** A file as everybody who may read its message sees it. */
export interface Attachment {
  /** Its length. */
  bytes: number;
  /** Of a sound, in milliseconds. */
  durationMs?: number;
  /** Of an image, in pixels. */
  height?: number;
  /** By which it is fetched and named in a message. */
  id: Id;
  /** How it is shown. */
  kind: AttachmentKind;
  /** By its content, whatever its name says. */
  mediaType: string;
  /** What its owner calls it. */
  name: string;
  /** Of an image, in pixels. */
  width?: number;
}

/** How a file is shown. */
export type AttachmentKind = 'image' | 'audio' | 'video' | 'file';

export interface AuctionAnnouncementEvent {
  /** What. */
  text: string;
}

/** Some of the terms, by their names; `null` clears what may be missing. */
export type AuctionChanges = PartlyAuctionTerms;

/** A draft, as its seller sees it. */
export interface AuctionDraft {
  /** Of every amount. */
  currency: Currency;
  /** The least first bid. */
  startPrice: Money;
  /** In a line. */
  title: string;
}

/** What is sold. */
export interface AuctionItem {
  /** Whatever else there is to say, by name. */
  attributes: {
    [k: string]: string;
  };
  /** In plain text. */
  description: string;
  /** Addresses of pictures. */
  images: string[];
  /** What it is called where it comes from. */
  item?: string;
  /** In a line. */
  title: string;
}

/** Which kind of auction (2.10). */
export type AuctionKind = 'english' | 'dutch' | 'sealed_first' | 'vickrey' | 'multi_unit';

export interface AuctionMaxEvent {
  /** It. */
  max: Money;
}

/** Sold or not. */
export type AuctionOutcome = 'sold' | 'unsold_no_bids' | 'unsold_reserve_not_met';

/** An auction's page, as a viewer finds it. */
export type AuctionPage = PartlyHammerFell & {
  /** Accepted bids that stand. */
  bidCount: number;
  /** What a bid says. */
  bidding: Bidding;
  /** The last bids, newest first. */
  bids: BidLine[];
  /** Buying at once is possible, as far as bids go. */
  buyNow: boolean;
  /** Of every amount. */
  currency: Currency;
  endsAt: Time | null;
  /** How often late bids moved the end. */
  extensions: number;
  /** The auction's id: what stands after the colon of its room. */
  id: string;
  /** What is sold. */
  item: AuctionItem;
  /** Which kind of auction. */
  kind: AuctionKind;
  /** The leader's name here. */
  leader: string | null;
  /** The least that the next bid must offer. */
  minimum: Money;
  /** Of which session it is. */
  partOf?: PartOfSession;
  /** Until when the winner has to pay; for the same viewers. */
  payBy?: Time;
  price: Money | null;
  /** Why it is paused, or was called off. */
  reason?: string;
  /** As which auction it was put up once more. */
  relistedAs?: RoomId;
  /** Which auction was put up once more as this one. */
  relists?: RoomId;
  /** While the clock stands: what is left. */
  remainingMs?: number;
  /** Whether the price reaches the reserve; `null` without one. */
  reserveMet: boolean | null;
  /** Its room. */
  room: RoomId;
  /** How. */
  rules: AuctionRules;
  /** By whom. */
  seller: Seller;
  /** The server's time, for countdowns. */
  serverNow: Time;
  /** What is left to do after the end; only seller, winner and staff see it. */
  settlement?: Settlement;
  startsAt: Time | null;
  /** Where it stands. */
  status: AuctionStatus;
  /** In a line. */
  title: string;
  /** How many look at it now. */
  watchers: number;
  /** What concerns the viewer, where somebody is signed in. */
  you?: AuctionYou;
};

/** `auction:pause` and `auction:cancel`. */
export interface AuctionReason {
  /** Told to everyone. */
  reason: string;
}

export interface AuctionRelistedEvent {
  /** As this one. */
  auction: RoomId;
}

export interface AuctionReserveLoweredEvent {
  /** The new reserve. */
  reserve: Money;
}

export interface AuctionReserveMetEvent {}

/** How it is sold. */
export interface AuctionRules {
  /** Whether the leader may lower the own maximum. */
  allowLowerMax: boolean;
  /** What is shown below it. */
  belowReserve: BelowReserve;
  /** How bidders are shown. */
  bidders: Bidders;
  buyNow: Money | null;
  /** Until when. */
  buyNowPolicy: BuyNowPolicy;
  /** How much, where that is a deposit. */
  deposit?: Money;
  /** How long it runs after the first bid. */
  durationAfterFirstBidMs?: number;
  /** How long it runs once it has begun, where that was said instead of an end. */
  durationMs?: number;
  /** Where the price falls: it goes no lower. */
  floorPrice?: Money;
  /** Whether nothing is sold below some price. */
  hasReserve: boolean;
  /** What bidders set aside in their wallets. */
  hold: Hold;
  /** By how much a bid must exceed the price. */
  increment: Increment;
  /** When what was won is paid. */
  paid: PaidWhen;
  /** How long the winner has to pay. */
  paymentMs: number;
  /** What the winner pays on top, in hundredths of a percent. */
  premiumBps: number;
  /** What those pay who get some. */
  pricing?: Pricing;
  /** Where there are several units: how many. */
  quantity?: number;
  /** That price; only seller and staff see it. */
  reserve?: Money;
  retraction: Retraction | null;
  softClose: SoftClose | null;
  /** The least first bid. */
  startPrice: Money;
  /** Where it falls in steps. */
  step?: PriceStep;
  /** Every amount is a multiple of it. */
  tick: Money;
}

/** What is left to do after the end. */
export interface AuctionSettling {
  /** The price, without premium. */
  amount?: Money;
  /** That. */
  settlement: Settlement;
  /** Until when the offer stands. */
  until?: Time;
}

/** Where an auction stands (2.1). Which of the refusals applies is read off this first. */
export type AuctionStatus = 'draft' | 'scheduled' | 'active' | 'paused' | 'ended' | 'cancelled';

/** Where the auction stands now. */
export interface AuctionStatusChanged {
  /** When the hammer falls, where that is known. */
  endsAt?: Time;
  /** Why, where somebody said so. */
  reason?: string;
  /** While the clock stands: what is left. */
  remainingMs?: number;
  /** When bids will be welcome. */
  startsAt?: Time;
  /** It. */
  status: AuctionStatus;
}

/** What is sold and how. Durations are milliseconds. Checked as a whole by `domain/auction/terms.rs`. */
export interface AuctionTerms {
  /** Whether the leader may lower the own maximum. */
  allowLowerMax?: boolean;
  /** Which rule of the experiment it got; the house says that. */
  arm?: string | null;
  /** Whatever else there is to say, by name. */
  attributes?: {
    [k: string]: string;
  };
  /** What is shown below the reserve. */
  belowReserve?: BelowReserve;
  /** How bidders are shown. */
  bidders?: Bidders;
  /** What a bid says. */
  bidding?: Bidding;
  buyNow?: Money | null;
  /** Until when. */
  buyNowPolicy?: BuyNowPolicy;
  /** Of every amount in this auction. */
  currency: Currency;
  deposit?: Money | null;
  /** More about it, in plain text. */
  description?: string;
  /** Or how long after the first bid. */
  durationAfterFirstBidMs?: number | null;
  /** Or how long after the start. */
  durationMs?: number | null;
  endsAt?: Time | null;
  /** The experiment that it takes part in: that says by how much bids must exceed the price. */
  experiment?: string | null;
  floorPrice?: Money | null;
  /** Where bids are sealed: whether it is hidden how many there are. */
  hideCount?: boolean;
  /** What bidders set aside in their wallets. */
  hold?: Hold;
  /** Addresses of pictures. */
  images?: string[];
  /** By how much a bid must exceed the price. */
  increment?: Increment;
  /** What it is called where it comes from. From the draft to the end nothing else of this name is for sale. */
  item?: string | null;
  /** Which kind of auction. */
  kind?: AuctionKind;
  /** When what was won is paid. */
  paid?: PaidWhen;
  /** How long the winner has to pay. */
  paymentMs?: number;
  /** Where there are several units: what those pay who get some. */
  pricing?: Pricing;
  /** Asks to publish at once; not a term, so the journal does not keep it. */
  publish?: boolean;
  /** Where there are several units: how many. */
  quantity?: number | null;
  reserve?: Money | null;
  retraction?: Retraction | null;
  softClose?: SoftClose | null;
  /** The least first bid. */
  startPrice: Money;
  startsAt?: Time | null;
  step?: PriceStep | null;
  /** Every amount is a multiple of it. */
  tick?: Money;
  /** What it is, in a line. */
  title: string;
}

export interface AuctionWatchingEvent {
  /** Whether. */
  on: boolean;
}

/** What concerns the viewer. */
export interface AuctionYou {
  /** Under which name you are shown here, once you have bid. */
  alias: string | null;
  /** Your last bids, newest first. */
  bids: OwnBid[];
  /** Whether a bid of yours would be welcome. */
  canBid: boolean;
  /** What you have set aside for it, premium included. */
  held?: Money;
  /** Whether you lead. */
  leading: boolean;
  max: Money | null;
  /** What it was offered to you for, after the end, and until when. */
  offered?: ChanceShown;
  /** Until when your latest bid may be taken back. */
  retractableUntil?: Time;
  /** Whether you follow it. */
  watching: boolean;
  /** The code of the refusal, if not. */
  whyNot: string | null;
}

/** The data of `auth`. */
export interface Auth {
  /** An access token. */
  token: string;
}

/** What somebody gets of several units. */
export interface AwardShown {
  /** Who, by the name here. */
  bidder: string;
  /** For one. */
  price: Money;
  /** How many. */
  quantity: number;
}

/** What is shown below the reserve. */
export type BelowReserve = 'competitive' | 'jump_to_max';

/** An offer. */
export interface Bid {
  /** Where there are several units: for all of those, or none. */
  allOrNone?: boolean | null;
  /** In `open` bidding the new price; in `proxy` bidding the maximum where `max` is missing. */
  amount: Money;
  /** Whom the client takes itself for, by name or id. Checked against the token, never trusted. */
  bidder?: string | null;
  currency?: Currency | null;
  expectedPrice?: Money | null;
  max?: Money | null;
  /** Where there are several units: for how many; 1 where it is missing. */
  quantity?: number | null;
}

/** A bid that no longer counts, and where that leaves the auction. */
export interface BidGone {
  /** Its number. */
  bid: BidId;
  /** Accepted bids that stand. */
  bidCount: number;
  /** The leader's name here, if any bid is left. */
  leader: string | null;
  /** Whether the lead went to somebody else. */
  leaderChanged: boolean;
  /** The least that the next bid must offer. */
  minimum: Money;
  price: Money | null;
  /** Why, where staff struck it out. */
  reason?: string;
  /** Whether the price (still) reaches the reserve; `null` without one. */
  reserveMet: boolean | null;
}

/** A bid's number in its auction, from 1; opaque text on the wire. */
export type BidId = string;

/** A bid in the history. */
export interface BidLine {
  /** What is shown of it. */
  amount: Money;
  /** When. */
  at: Time;
  /** A hidden maximum answered it at once. */
  automatic: boolean;
  /** Its number. */
  bid: BidId;
  /** The bidder's name here. */
  bidder: string;
  /** It no longer counts. */
  retracted: boolean;
}

/** How one's bid stands. */
export interface BidReply {
  /** Its number. */
  bid: BidId;
  /** The leader's name here. */
  leader: string;
  /** The least that the next bid must offer. */
  minimum: Money;
  /** The visible price now. */
  price: Money;
  /** What it did. */
  status: BidStanding;
}

export type BidReplyOrSealedReply = BidReply | SealedReply;

/** An accepted bid and where it leaves the auction. */
export interface BidShown {
  /** What is shown of it: never above the price. */
  amount: Money;
  /** A hidden maximum answered it at once. */
  automatic: boolean;
  /** Its number. */
  bid: BidId;
  /** Accepted bids that stand. */
  bidCount: number;
  /** The bidder's name here. */
  bidder: string;
  /** Buying at once is still possible. */
  buyNow: boolean;
  endsAt: Time | null;
  /** The leader's name here. */
  leader: string;
  /** The bidder's hidden maximum; only the bidder sees it. */
  max?: Money;
  /** The least that the next bid must offer. */
  minimum: Money;
  /** The price after it. */
  price: Money;
}

/** What an accepted bid did. */
export type BidStanding = 'leading' | 'outbid' | 'raised' | 'lowered';

/** How bidders are shown. */
export type Bidders = 'public' | 'masked';

/** What a bid says. */
export type Bidding = 'proxy' | 'open';

/** The data of `user:block`. */
export interface BlockUser {
  /** Whether to hear nothing more, or again. */
  on: boolean;
  /** From whom. */
  user: UserId;
}

/** It is yours. */
export interface BoughtReply {
  hammer: Money | null;
  /** Sold. */
  outcome: AuctionOutcome;
  /** Your name here. */
  winner: string | null;
}

/** The data of `listing:buy`. */
export interface BuyListing {
  /** Whether fewer will do, where there are fewer. */
  allowPartial?: boolean;
  /** The price for one that the buyer looks at; another one refuses the purchase (`price_changed`). */
  expectedPrice: Money;
  /** Which. */
  listing: ListingId;
  /** How many. */
  quantity?: number;
}

/** Until when one may buy at once. */
export type BuyNowPolicy = 'until_first_bid' | 'until_reserve_met' | 'until_price_exceeds';

/** What it is offered to somebody for who was beaten. */
export interface ChanceShown {
  /** Their own highest bid. */
  amount: Money;
  /** Until when. */
  until: Time;
}

/** `lobby:settings`: what is missing stays as it is. Everybody has to be ready anew. */
export interface ChangeLobby {
  /** How many may be there. */
  capacity?: number | null;
  /** The password. */
  password?: string | null;
  privacy?: LobbyPrivacy | null;
  /** Where it is played. */
  region?: string | null;
  /** What is set, by name. */
  settings?: {
    [k: string]: Setting;
  };
  /** What it is called. */
  title?: string | null;
}

/** The data of `notification:preferences`: what is missing stays as it is. */
export interface ChangePreferences {
  quietHours?: QuietHours | null;
  /** Whether others are told what one has read. */
  receipts?: boolean | null;
  /** By topic, each whole. */
  topics?: {
    [k: string]: Channels;
  };
}

/** On which ways one is told of a topic. */
export interface Channels {
  /** By e-mail, which the house's webhooks see to. */
  email?: boolean;
  /** In the list of notifications. */
  inApp?: boolean;
  /** By the browser, also where no page is open. */
  webPush?: boolean;
}

export interface ChatReportedEvent {
  /** Of which message. */
  message: Place;
}

/** How somebody wants to be seen. */
export type ChosenPresence = 'online' | 'away' | 'busy' | 'invisible';

/** What the server accepts from one connection. */
export interface ConnectionLimits {
  /** The most bytes of a frame. */
  frameBytes: number;
  /** How often the server sends a ping, in milliseconds. */
  pingMs: number;
  /** The most requests a second, averaged. */
  requestsPerSecond: number;
  /** The most rooms followed at a time. */
  rooms: number;
}

/** How the content of a message is shown. */
export type ContentType = 'text' | 'emoji' | 'gif' | 'image' | 'file' | 'audio';

/** It was opened. */
export interface ConversationCreated {
  /** The room beside which it is. */
  about?: RoomId;
  /** What for. */
  kind: ConversationKind;
  /** What it is called. */
  title: string | null;
}

export interface ConversationDeletedEvent {
  /** By whom. */
  by: UserId;
}

/** Somebody belongs to it. */
export interface ConversationJoined {
  /** Who brought them in. */
  by: UserId;
  /** What they are called. */
  name: string;
  /** What they are there. */
  rank: Rank;
  /** Who. */
  user: UserId;
}

/** What a conversation is for. */
export type ConversationKind = 'direct' | 'group' | 'lobby' | 'auction' | 'support';

/** Somebody no longer belongs to it. */
export interface ConversationLeft {
  /** Who put them out; missing where they went. */
  by?: UserId;
  /** Who owns it now, where that changes. */
  owner?: UserId;
  /** Who. */
  user: UserId;
}

/** A conversation in the list of one who belongs to it. */
export interface ConversationListed {
  /** Its room. */
  conversation: RoomId;
  /** What for. */
  kind: ConversationKind;
  lastMessage: Message | null;
  /** No notifications. */
  muted: boolean;
  /** Until when, where that is known. */
  mutedUntil?: Time;
  /** The position as of which this was true: of two figures the one of the later position counts. */
  seq: Seq;
  /** What it is called; a direct one has the other's name. */
  title: string | null;
  /** Messages that one has not read. */
  unreadCount: number;
  /** The other one, where there are two. */
  with?: UserId;
}

/** Somebody who belongs to it. */
export interface ConversationMember {
  /** Up to where messages have arrived with them; missing where they do not say. */
  delivered?: Seq;
  /** What they are called. */
  name: string;
  /** What they are there. */
  rank: Rank;
  /** Up to where they have read; missing where they do not say. */
  read?: Seq;
  /** Who. */
  user: UserId;
}

/** One's own notifications. */
export interface ConversationMuted {
  /** Whether there are none. */
  on: boolean;
  until: Time | null;
}

/** It is open. */
export interface ConversationOpened {
  /** Its room. */
  conversation: RoomId;
  /** It had been opened before. */
  existing: boolean;
}

export type ConversationOpenedOrNothing = ConversationOpened | Nothing;

/** A conversation as a member finds it. */
export interface ConversationPage {
  /** The room beside which it is. */
  about?: RoomId;
  /** Its id. */
  id: string;
  /** What for. */
  kind: ConversationKind;
  /** How many belong to it. */
  memberCount: number;
  /** Who belongs to it; of a large one the owners and oneself. */
  members: ConversationMember[];
  /** The latest messages, oldest first. */
  messages: Message[];
  /** Its room. */
  room: RoomId;
  /** Server time. */
  serverNow: Time;
  /** How many seconds must lie between two messages of a member. */
  slowSeconds: number;
  /** What it is called. */
  title: string | null;
  /** What concerns the viewer, where they belong to it. */
  you?: ConversationYou;
}

/** Somebody may only read, or write again. */
export interface ConversationSilenced {
  /** Why. */
  reason: string;
  until: Time | null;
  /** Who. */
  user: UserId;
}

/** The data of `chat:unread`. */
export interface ConversationUnread {
  /** Which. */
  conversation: RoomId;
  lastMessage: Message | null;
  /** The position as of which this is true: of two figures the one of the later position counts. */
  seq: Seq;
  /** What it is called. */
  title: string | null;
  /** Messages that one has not read; each one's own. */
  unreadCount: number;
}

/** What has changed of it. */
export interface ConversationUpdated {
  by: UserId | null;
  /** How many seconds must lie between two messages of a member. */
  slowSeconds?: number;
  /** What it is called now. */
  title?: string;
}

/** What concerns the viewer. */
export interface ConversationYou {
  /** No notifications. */
  muted: boolean;
  /** Up to where one has read. */
  read: Seq;
  /** Until when one may only read. */
  silencedUntil?: Time;
  /** Messages that one has not read. */
  unreadCount: number;
  /** Words that are not to be said, for owners and staff. */
  wordList?: WordList;
}

/** The data of `offer:counter`. */
export interface CounterOffer {
  /** For one, without the buyer's premium. */
  amount: Money;
  /** Which offer is answered. */
  offer: OfferId;
}

/** `conversation:create`, and `POST conversations`. */
export interface CreateConversation {
  auction?: RoomId | null;
  /** What for. */
  kind: ConversationKind;
  /** Who belongs to it, besides oneself. */
  members?: UserId[];
  /** What a group is called. */
  title?: string | null;
}

/** `lobby:create`, and `POST lobbies`. */
export interface CreateLobby {
  /** How many may be there; as many as the game allows where it is missing. */
  capacity?: number | null;
  /** Which game. */
  game: string;
  /** How it is played; with a mode there are as many members as it has players. */
  mode?: string | null;
  /** The password, where one is needed. */
  password?: string | null;
  /** Who may come in. */
  privacy?: LobbyPrivacy;
  /** Where it is played. */
  region?: string | null;
  /** What is set; the game's defaults where it is missing. */
  settings?: {
    [k: string]: Setting;
  };
  /** What it is called. */
  title?: string | null;
}

/** A currency of ISO 4217, written as its three letters. */
export type Currency = string;

/** `chat:delete`. */
export interface DeleteMessage {
  /** Which message. */
  message: Place;
}

/** The data of `notification:delete`. */
export interface DeleteNotifications {
  /** Which. */
  ids: Place[];
}

/** `chat:edit`. */
export interface EditMessage {
  /** What it says from now on. */
  content: string;
  /** Which message. */
  message: Place;
}

/** The end moved. */
export interface EndMoved {
  /** By what. */
  by: Extender;
  endsAt: Time | null;
  /** While the clock stands: what is left. */
  remainingMs?: number;
}

/** `auction:extend`. */
export interface ExtendAuction {
  /** By how much, in seconds. */
  seconds: number;
}

/** Which lots a late bid on one of them extends. */
export type ExtendScope = 'lot' | 'session';

/** What moved the end. */
export type Extender = 'soft_close' | 'staff' | 'session';

/** `matchmaking:find`, and `POST matchmaking`. */
export interface FindMatch {
  /** Whom one does not want to meet. */
  avoid?: UserId[];
  /** What one is and wants, by name. */
  criteria?: {
    [k: string]: Wish;
  };
  /** Which game. */
  game: string;
  /** Which mode. */
  mode: string;
  party?: RoomId | null;
  /** How many play in a match; must be what the mode says, where it is there. */
  players?: number | null;
  /** How many milliseconds away each region is; all are near enough where none is named. */
  regions?: {
    [k: string]: number;
  };
}

/** The data of `wallet:deposit` and `wallet:withdraw`. */
export interface Funding {
  /** How much. */
  amount: Money;
  /** Of the amount. */
  currency: Currency;
  /** What the payment is called outside; the same one is booked once. */
  reference: string;
  /** Whose wallet. */
  user: UserId;
}

/** `goodbye`: the server closes the connection. */
export interface Goodbye {
  /** The close code that follows. */
  code: number;
  /** Why, in a word. */
  reason: string;
  /** When to come back; missing where one should not come back as one is. */
  retryAfterMs?: number;
}

/** How it ended. */
export interface HammerFell {
  /** Where there were several units: who gets how many. */
  awards?: AwardShown[];
  /** When it was over. */
  endedAt: Time;
  /** The price to pay. */
  hammer?: Money;
  /** Sold or not. */
  outcome: AuctionOutcome;
  /** The winner's name here. */
  winner?: string;
}

/** `chat:hide`. */
export interface HideMessage {
  /** Which message. */
  message: Place;
  /** Whether it is to be hidden. */
  on: boolean;
  /** Why. */
  reason: string;
}

/** What bidders set aside. */
export type Hold = 'none' | 'deposit' | 'max';

/** The identity of a thing that has no name of its own: 63 bits, written as 13 opaque characters. */
export type Id = string;

/** What stands beside the state of an inbox. */
export interface InboxBeside {
  /** The owner's conversations, the one with the latest message first. */
  conversations: ConversationListed[];
}

/** The data of [`JOINED`]. */
export interface InboxJoined {
  /** Which. */
  conversation: RoomId;
  /** What for. */
  kind: ConversationKind;
  /** What it is called. */
  title: string | null;
}

/** A conversation that one no longer belongs to. */
export interface InboxLeft {
  /** Which. */
  conversation: RoomId;
}

/** The inbox as its owner finds it. The list of conversations stands beside it. */
export interface InboxState {
  /** From whom one wants to hear nothing. */
  blocked: UserId[];
  /** The latest notes, newest first. */
  notes: KeptNote[];
  /** The latest notifications, newest first. */
  notifications: Notification[];
  /** How one wants to be told. */
  preferences: Preferences;
  /** Server time. */
  serverNow: Time;
  /** How many are unread. */
  unreadCount: number;
}

/** By how much a bid must exceed the visible price (2.2). */
export type Increment =
  | {
      /** It. */
      amount: Money;
      type: 'fixed';
    }
  | {
      /** One of the tables that ship: `ebay_us`, `ebay_uk`, `yahoo_jp`, `gunbroker`, `whatnot_usd`, `catawiki_usd`. */
      name?: string | null;
      /** Or rows of `[from, step]`, ascending. */
      rows?: Money[][] | null;
      type: 'table';
    }
  | {
      /** In hundredths of a percent. */
      bps: number;
      min?: Money | null;
      type: 'percent';
    }
  | {
      type: 'ladder';
    };

/** `lobby:join`. */
export interface JoinLobby {
  /** The lobby's code. */
  code?: string | null;
  /** Its password. */
  password?: string | null;
}

/** A note with its place. */
export interface KeptNote {
  /** When it came. */
  at: Time;
  /** What it says. */
  note: Note;
  /** Its position. */
  seq: Seq;
}

/** An idempotency key: made by the client, unique among the keys of its user for 24 hours. */
export type Key = string;

/** The reply to `outcome`. */
export interface KeyOutcome {
  /** The first reply, where there is one. */
  reply?: Answer;
  /** What became of it. */
  state: OutcomeState;
}

/** `lobby:kick` and `lobby:ban`. */
export interface KickMember {
  /** Why; they are told. */
  reason?: string | null;
  /** Whom. */
  user: UserId;
}

/** One was put out of a lobby. */
export type KickedFromLobby = LobbyNamed & {
  /** For good. */
  banned: boolean;
  /** Why. */
  reason: string | null;
};

/** One was put out of a party. */
export interface KickedFromParty {
  /** Which. */
  party: RoomId;
}

/** It is for sale no longer. */
export interface ListingGone {
  /** Which. */
  listing: ListingId;
  /** Why, where staff said so. */
  reason?: string;
}

/** Something that is for sale at a price. */
export type ListingId = string;

/** Where a listing stands. */
export interface ListingReply {
  /** Which. */
  listing: ListingId;
  /** For one. */
  price: Money;
  /** How many are left. */
  remaining: number;
  /** Until when what is in your basket is kept. */
  reservedUntil?: Time;
  /** Where it stands. */
  status: ListingStatus;
}

export type ListingReplyOrNothing = ListingReply | Nothing;

/** Some of it is in somebody's basket. */
export interface ListingReserved {
  /** Which. */
  listing: ListingId;
  /** How many. */
  quantity: number;
  /** Where it stands. */
  status: ListingStatus;
  /** Until when they are kept. */
  until: Time;
}

/** It was sold, or some of it. */
export interface ListingSold {
  /** Who bought. */
  buyer: UserId;
  /** Of the price. */
  currency: Currency;
  /** What. */
  listing: ListingId;
  /** For one. */
  price: Money;
  /** How many. */
  quantity: number;
  /** How many are left. */
  remaining: number;
  /** The sale's number. */
  sale: SaleId;
  /** Where it stands. */
  status: ListingStatus;
}

/** Where a listing stands. */
export interface ListingStand {
  /** Which. */
  listing: ListingId;
  /** Where it stands. */
  status: ListingStatus;
}

/** Where a listing stands (2.11). */
export type ListingStatus = 'listed' | 'reserved' | 'sold' | 'cancelled' | 'expired' | 'removed';

/** A listing, as lists show it. */
export interface ListingSummary {
  /** Whether buyers may offer less. */
  acceptOffers: boolean;
  /** When it was put up. */
  createdAt: Time;
  /** Of the price. */
  currency: Currency;
  expiresAt: Time | null;
  /** The first picture. */
  image: string | null;
  /** What it is called where it comes from. */
  item: string | null;
  /** Its id. */
  listing: ListingId;
  /** What a buyer pays on top, in hundredths of a percent. */
  premiumBps: number;
  /** For one, without the buyer's premium. */
  price: Money;
  /** How many are left, those in baskets included. */
  remaining: number;
  /** Who sells. */
  seller: UserId;
  /** Where it stands. */
  status: ListingStatus;
  /** What it is, in a line. */
  title: string;
}

/** What is for sale and how: the data of `listing:create` and the body of `POST listings`. */
export interface ListingTerms {
  /** Whether buyers may offer less. */
  acceptOffers?: boolean;
  /** Whatever else there is to say, by name. */
  attributes?: {
    [k: string]: string;
  };
  autoAccept?: Money | null;
  autoDecline?: Money | null;
  /** Of every amount. */
  currency: Currency;
  /** More about it, in plain text. */
  description?: string;
  expiresAt?: Time | null;
  /** Addresses of pictures. */
  images?: string[];
  /** What it is called where it comes from. As long as it is for sale nothing else of this name is. */
  item?: string | null;
  /** For one, without the buyer's premium. */
  price: Money;
  /** How many there are. */
  stock?: number;
  /** What it is, in a line. */
  title: string;
}

/** The list as one finds it who comes. */
export interface LobbiesState {
  /** How many there are. */
  count: number;
  /** The latest lobbies, newest first. */
  lobbies: LobbySummary[];
  /** Server time. */
  serverNow: Time;
}

/** It is over. */
export interface LobbyClosed {
  /** Why. */
  reason: LobbyEnding;
}

/** It is done. */
export interface LobbyDone {
  /** Where the lobby stands. */
  status: LobbyStatus;
}

/** Why a lobby is over. */
export type LobbyEnding = 'empty' | 'closed' | 'finished' | 'idle';

/** Somebody asked one into a lobby. */
export type LobbyInvitation = LobbyNamed & {
  /** Who. */
  from: UserId;
};

/** Somebody was asked in. */
export interface LobbyInvited {
  /** By whom. */
  by: UserId;
  /** Who. */
  user: UserId;
}

/** Somebody came in. */
export interface LobbyJoined {
  /** What they are called. */
  name: string;
  /** Where they sit, from 0. */
  seat: number;
  /** Where the lobby stands. */
  status: LobbyStatus;
  /** In which team, where a match made the lobby. */
  team?: number;
  /** Who. */
  user: UserId;
}

/** Somebody was put out. */
export interface LobbyKicked {
  /** For good. */
  banned: boolean;
  /** By whom. */
  by: UserId;
  /** Why. */
  reason: string | null;
  /** Where the lobby stands. */
  status: LobbyStatus;
  /** Who. */
  user: UserId;
}

/** Somebody went. */
export interface LobbyLeft {
  /** `left`, `lost`, `elsewhere` or `erased`. */
  reason: string;
  /** Where the lobby stands. */
  status: LobbyStatus;
  /** Who. */
  user: UserId;
}

/** Somebody in a lobby. */
export interface LobbyMember {
  /** Since when. */
  joinedAt: Time;
  /** What they are called. */
  name: string;
  /** Whether they are ready. */
  ready: boolean;
  /** Until when their seat is kept, where their last connection dropped. */
  reconnectingUntil?: Time;
  /** Where they sit, from 0. */
  seat: number;
  /** In which team, where a match made the lobby. */
  team?: number;
  /** Who. */
  user: UserId;
}

/** A lobby. */
export interface LobbyNamed {
  /** Of which game. */
  game: string;
  /** Its room. */
  lobby: RoomId;
  /** What it is called. */
  title: string | null;
}

/** It is open. */
export interface LobbyOpened {
  /** What lets others in. */
  code: string;
  /** Its room. */
  lobby: RoomId;
}

/** A lobby as one finds it. */
export type LobbyPage = LobbySet & {
  /** Who may not come in, for the host and staff. */
  banned?: UserId[];
  /** What lets one in, for members. */
  code?: string;
  /** The conversation of its members, for them. */
  conversation?: RoomId;
  /** When it was opened. */
  createdAt: Time;
  /** Which game. */
  game: string;
  host: UserId | null;
  /** Its id. */
  id: string;
  /** Whether a match made it. */
  matched: boolean;
  /** Who is in it, the longest-present first. */
  members: LobbyMember[];
  /** How many must be there. */
  membersMin: number;
  /** How it is played. */
  mode: string | null;
  /** Its room. */
  room: RoomId;
  /** Server time. */
  serverNow: Time;
  startingAt: Time | null;
  /** Where it stands. */
  status: LobbyStatus;
};

/** Who may come in. */
export type LobbyPrivacy = 'public' | 'invite' | 'password';

/** Somebody is ready, or no longer. */
export interface LobbyReady {
  /** Whether. */
  ready: boolean;
  /** Where the lobby stands. */
  status: LobbyStatus;
  /** Who. */
  user: UserId;
}

/** The last connection of a member dropped. */
export interface LobbyReconnecting {
  /** Until when their seat is kept. */
  until: Time;
  /** Whose. */
  user: UserId;
}

/** Somebody took another seat. */
export interface LobbySeated {
  /** Which. */
  seat: number;
  /** Who. */
  user: UserId;
}

/** What is set in a lobby. */
export interface LobbySet {
  /** How many may be there. */
  capacity: number;
  /** Who may come in. */
  privacy: LobbyPrivacy;
  /** Where it is played. */
  region: string | null;
  /** The game's own settings. */
  settings: {
    [k: string]: Setting;
  };
  /** What it is called. */
  title: string | null;
}

/** It is played. */
export interface LobbyStarted {
  /** Who plays. */
  players: UserId[];
}

/** The countdown has begun. */
export interface LobbyStarting {
  /** When it ends. */
  at: Time;
}

/** Where a lobby stands. */
export type LobbyStatus = 'forming' | 'ready' | 'starting' | 'active' | 'closed';

/** A lobby, as the list shows it. */
export interface LobbySummary {
  /** How many may be. */
  capacity: number;
  /** When it was opened. */
  createdAt: Time;
  /** Which game. */
  game: string;
  host: UserId | null;
  /** Its room. */
  lobby: RoomId;
  /** Whether one needs a password. */
  locked: boolean;
  /** How many are in it. */
  members: number;
  /** How it is played. */
  mode: string | null;
  /** Where it is played. */
  region: string | null;
  /** Where it stands. */
  status: LobbyStatus;
  /** What it is called. */
  title: string | null;
}

export interface LobbyUnlistedEvent {
  /** Which. */
  lobby: RoomId;
}

/** How a lobby stands, as far as it has changed. */
export interface LobbyUpdate {
  /** How many may be there. */
  capacity?: number;
  /** Who may come in. */
  privacy?: LobbyPrivacy;
  /** Where it is played. */
  region?: string;
  /** The game's own settings, all of them. */
  settings?: {
    [k: string]: Setting;
  };
  /** Where it stands. */
  status: LobbyStatus;
  /** What it is called. */
  title?: string;
  /** What is set was changed, so nobody is ready any more. */
  unready: boolean;
}

/** Somebody. */
export interface LobbyUser {
  /** Who. */
  user: UserId;
}

/** `auction:lower_reserve`. */
export interface LowerReserve {
  /** The new one. */
  reserve: Money;
}

/** The data of `offer:make`. */
export interface MakeOffer {
  /** For one, without the buyer's premium. */
  amount: Money;
  /** For which listing. */
  listing: ListingId;
}

/** The market as one finds it who comes. */
export interface MarketState {
  /** How many there are. */
  count: number;
  /** The latest listings that are open, newest first. */
  listings: ListingSummary[];
  /** Server time. */
  serverNow: Time;
  /** What concerns the viewer, where somebody is signed in. */
  you?: MarketYou;
}

/** What concerns the viewer. */
export interface MarketYou {
  /** What there is in the wallet, by currency. */
  wallet: Wallet[];
}

/** All have accepted, and meet in a lobby. */
export interface MatchFound {
  /** Which game. */
  game: string;
  /** Its room. */
  lobby: RoomId;
  /** The lobby's id. */
  lobbyId: string;
  /** The search that has come to its end. */
  matchRequestId: string;
  /** Which mode. */
  mode: string;
  /** Who plays. */
  players: UserId[];
}

/** `lobby:result`, and `POST lobbies/{id}/result`: how it ended. */
export interface MatchOutcome {
  /** The teams; everybody who played is in one of them. */
  teams: MatchTeam[];
}

/** A search: the game, and the position at which it began there. */
export type MatchRequestId = string;

/** How a team fared. */
export interface MatchTeam {
  /** Who was in it. */
  members: UserId[];
  /** 1 for the best; teams with the same place have drawn. */
  place: number;
}

/** A message, as events, pages and lists show it. */
export interface Message {
  /** When it was said; in an event that is the frame's `at`. */
  at?: Time;
  /** What it carries. */
  attachments: Attachment[];
  /** By whom. */
  author: UserId;
  /** What they are called. */
  authorName: string;
  /** What is said; missing where it is gone or hidden. */
  content?: string;
  /** How it is shown. */
  contentType: ContentType;
  /** It is gone for all. */
  deleted?: boolean;
  /** When it was said otherwise for the last time. */
  editedAt?: Time;
  /** It is shown to nobody but moderators. */
  hidden?: boolean;
  /** Its id. */
  id: Place;
  /** Who is named in it. */
  mentions: UserId[];
  /** Signs, and who put them there. */
  reactions?: Sign[];
  replyTo: Place | null;
  /** Its position; the same number. */
  seq: Seq;
}

/** Somebody said it otherwise. */
export interface MessageEdited {
  /** What it says now. */
  content: string;
  /** Who is named in it. */
  mentions: UserId[];
  /** Which message. */
  message: Place;
}

/** A message is gone. */
export interface MessageGone {
  /** By whom. */
  by: UserId;
  /** Which. */
  message: Place;
}

/** A message is hidden, or shown again. */
export interface MessageHidden {
  /** Which. */
  message: Place;
  /** Whether it is hidden. */
  on: boolean;
}

/** A sign was put to a message, or taken away. */
export interface MessageReaction {
  /** The sign. */
  emoji: string;
  /** Which message. */
  message: Place;
  /** Whether it is there. */
  on: boolean;
  /** By whom. */
  user: UserId;
}

/** It is said. */
export interface MessageSent {
  /** When it was said. */
  at: Time;
  /** The message. */
  message: Place;
}

/** A mode, as staff see it. */
export interface ModePage {
  /** Lobbies that wait for somebody to fill a seat. */
  backfills: number;
  /** How many of them are at each level. */
  byLevel: number[];
  /** Searches that are asked to accept a match. */
  inReadyCheck: number;
  /** Of the searches that found a match within the last hour, at most the latest 500. */
  matched: Quantiles;
  /** Which. */
  mode: string;
  /** How long the oldest has waited, in milliseconds. */
  oldestMs: number | null;
  /** How many people they are. */
  players: number;
  /** Searches that wait. */
  searching: number;
}

/** An amount in minor units of a currency that stands next to it. Rules accept 1 to 2^53 - 1. */
export type Money = number;

/** `conversation:mute`. */
export interface MuteConversation {
  /** Whether there are to be no notifications. */
  on: boolean;
  until?: Time | null;
}

/** The data of a request that has none. */
export interface NoData {}

/** Something that happened elsewhere and concerns one person; the data of `inbox:note`. */
export type Note =
  | {
      /** Somebody else leads now (I-80: once per displacement). */
      data: NotedLot;
      event: 'auction:outbid';
    }
  | {
      /** The hammer fell for you, or you bought it. */
      data: NotedLot;
      event: 'auction:won';
    }
  | {
      /** It went to somebody else, or to nobody. */
      data: NotedLot;
      event: 'auction:lost';
    }
  | {
      /** Somebody bought it at the buy-now price. */
      data: NotedLot;
      event: 'auction:lost_to_buy_now';
    }
  | {
      /** A bid above yours no longer counts: you lead again. */
      data: NotedLot;
      event: 'auction:leading_again';
    }
  | {
      /** The reserve came down to your maximum, which was cut to stay below it: bid again to reach it. */
      data: NotedLot;
      event: 'auction:reserve_lowered_rebid';
    }
  | {
      /** It was called off. */
      data: NotedLot;
      event: 'auction:cancelled';
    }
  | {
      /** It is over: for its seller, and for who follows it without a bid. */
      data: NotedLot;
      event: 'auction:ended';
    }
  | {
      /** There is no money for your bid, which would lead again: it was struck out. */
      data: NotedLot;
      event: 'auction:unfunded';
    }
  | {
      /** The winner has paid: for the seller. */
      data: NotedLot;
      event: 'auction:paid';
    }
  | {
      /** The winner has not paid in time: for both. */
      data: NotedLot;
      event: 'auction:defaulted';
    }
  | {
      /** You may have it at your own highest bid. */
      data: NotedLot;
      event: 'auction:second_chance';
    }
  | {
      /** It was not taken: for the seller. */
      data: NotedLot;
      event: 'auction:chance_passed';
    };

/** Which lot, and where it stood. */
export interface NotedLot {
  /** Its room. */
  auction: RoomId;
  /** Of the price. */
  currency: Currency;
  price: Money | null;
  /** What it is. */
  title: string;
}

/** An empty reply. */
export interface Nothing {}

/** Something that one is told. While it is unread, what would say the same again is no other one. */
export interface Notification {
  /** When it was made. */
  createdAt: Time;
  /** What a program needs. */
  data: NotificationAbout;
  /** Its id. */
  id: Place;
  /** In a sentence. */
  message: string;
  readAt: Time | null;
  /** In a few words. */
  title: string;
  /** What it is about. */
  type: Topic;
}

/** What a notification is about. */
export interface NotificationAbout {
  /** Of the price. */
  currency?: Currency;
  /** Who did it. */
  from?: UserId;
  /** The page that shows it. */
  link: string;
  /** The price there. */
  price?: Money;
  /** The room in which it happened. */
  room: RoomId;
}

/** How many are unread. */
export interface NotificationCount {
  /** Notifications. */
  unreadCount: number;
}

/** Notifications. */
export interface NotificationIds {
  /** Which. */
  ids: Place[];
}

/** What a buyer would pay, or what a seller would take. */
export type OfferId = string;

/** How an offer stands. */
export interface OfferReply {
  /** When it is over by itself. */
  expiresAt?: Time;
  /** Its number. */
  offer: OfferId;
  /** Where it stands. */
  status: OfferStatus;
}

export type OfferReplyOrSaleReply = OfferReply | SaleReply;

/** `auction:second_chance`. */
export interface OfferSecondChance {
  /** To whom, by the name that is shown here, or by id. */
  to: string;
}

/** Whose word an offer is. */
export type OfferSide = 'buyer' | 'seller';

/** Where an offer stands. */
export type OfferStatus = 'open' | 'accepted' | 'declined' | 'superseded' | 'withdrawn' | 'expired';

/** An offer. */
export interface OfferTold {
  /** For one. */
  amount: Money;
  /** Who would buy. */
  buyer: UserId;
  /** Whose word it is. */
  by: OfferSide;
  /** Of the amount. */
  currency: Currency;
  /** For which listing. */
  listing: ListingId;
  /** Which. */
  offer: OfferId;
  /** What that is, in a line. */
  title: string;
}

/** The data of `outcome`. */
export interface OutcomeOf {
  /** Which key. */
  key: Key;
}

/** What became of a key. */
export type OutcomeState = 'applied' | 'refused' | 'unknown';

/** A bid as its bidder sees it. */
export interface OwnBid {
  /** When. */
  at: Time;
  /** Its number. */
  bid: BidId;
  /** The most it offered. */
  max: Money;
  /** It no longer counts. */
  retracted: boolean;
}

/** `auction:paid`. */
export interface PaidOutside {
  /** What the payment is called elsewhere. */
  reference: string;
}

/** When what was won is paid. */
export type PaidWhen = 'on_payment' | 'at_end';

/** Of which session a lot is. */
export interface PartOfSession {
  /** Which lots a late bid extends. */
  extendScope: ExtendScope;
  /** Its room. */
  session: RoomId;
}

/** What is sold and how. Durations are milliseconds. Checked as a whole by `domain/auction/terms.rs`. */
export interface PartlyAuctionTerms {
  /** Whether the leader may lower the own maximum. */
  allowLowerMax?: boolean;
  /** Which rule of the experiment it got; the house says that. */
  arm?: string | null;
  /** Whatever else there is to say, by name. */
  attributes?: {
    [k: string]: string;
  };
  /** What is shown below the reserve. */
  belowReserve?: BelowReserve;
  /** How bidders are shown. */
  bidders?: Bidders;
  /** What a bid says. */
  bidding?: Bidding;
  buyNow?: Money | null;
  /** Until when. */
  buyNowPolicy?: BuyNowPolicy;
  /** Of every amount in this auction. */
  currency?: Currency;
  deposit?: Money | null;
  /** More about it, in plain text. */
  description?: string;
  /** Or how long after the first bid. */
  durationAfterFirstBidMs?: number | null;
  /** Or how long after the start. */
  durationMs?: number | null;
  endsAt?: Time | null;
  /** The experiment that it takes part in: that says by how much bids must exceed the price. */
  experiment?: string | null;
  floorPrice?: Money | null;
  /** Where bids are sealed: whether it is hidden how many there are. */
  hideCount?: boolean;
  /** What bidders set aside in their wallets. */
  hold?: Hold;
  /** Addresses of pictures. */
  images?: string[];
  /** By how much a bid must exceed the price. */
  increment?: Increment;
  /** What it is called where it comes from. From the draft to the end nothing else of this name is for sale. */
  item?: string | null;
  /** Which kind of auction. */
  kind?: AuctionKind;
  /** When what was won is paid. */
  paid?: PaidWhen;
  /** How long the winner has to pay. */
  paymentMs?: number;
  /** Where there are several units: what those pay who get some. */
  pricing?: Pricing;
  /** Asks to publish at once; not a term, so the journal does not keep it. */
  publish?: boolean;
  /** Where there are several units: how many. */
  quantity?: number | null;
  reserve?: Money | null;
  retraction?: Retraction | null;
  softClose?: SoftClose | null;
  /** The least first bid. */
  startPrice?: Money;
  startsAt?: Time | null;
  step?: PriceStep | null;
  /** Every amount is a multiple of it. */
  tick?: Money;
  /** What it is, in a line. */
  title?: string;
}

/** How it ended. */
export interface PartlyHammerFell {
  /** Where there were several units: who gets how many. */
  awards?: AwardShown[];
  /** When it was over. */
  endedAt?: Time;
  /** The price to pay. */
  hammer?: Money;
  /** Sold or not. */
  outcome?: AuctionOutcome;
  /** The winner's name here. */
  winner?: string;
}

export interface PartyClosedEvent {}

/** Somebody asked one into a party. */
export interface PartyInvitation {
  /** Who. */
  from: UserId;
  /** Which. */
  party: RoomId;
}

/** Somebody was asked in. */
export interface PartyInvited {
  /** By whom. */
  by: UserId;
  /** Who. */
  user: UserId;
}

/** Somebody came in. */
export interface PartyJoined {
  /** What they are called. */
  name: string;
  /** Who. */
  user: UserId;
}

/** Somebody is no longer in it. */
export interface PartyLeft {
  /** `left`, `lost`, `kicked` or `erased`. */
  reason: string;
  /** Who. */
  user: UserId;
}

/** Somebody in a party. */
export interface PartyMember {
  /** Since when. */
  joinedAt: Time;
  /** What they are called. */
  name: string;
  /** Until when their place is kept, where their last connection dropped. */
  reconnectingUntil?: Time;
  /** Who. */
  user: UserId;
}

/** It is open. */
export interface PartyOpened {
  /** Its room. */
  party: RoomId;
}

/** A party as a member finds it. */
export interface PartyPage {
  /** It is over. */
  closed: boolean;
  /** Its id. */
  id: string;
  /** Who was asked in. */
  invited: UserId[];
  /** Who leads it. */
  leader: UserId;
  /** Who is in it, the longest-present first. */
  members: PartyMember[];
  /** Its room. */
  room: RoomId;
  /** What it searches for (`matchRequestId`). */
  searches: MatchRequestId[];
  /** Server time. */
  serverNow: Time;
}

/** The last connection of a member dropped. */
export interface PartyReconnecting {
  /** Until when their place is kept. */
  until: Time;
  /** Whose. */
  user: UserId;
}

/** A search. */
export interface PartySearching {
  /** Which. */
  matchRequestId: MatchRequestId;
}

/** Somebody. */
export interface PartyUser {
  /** Who. */
  user: UserId;
}

/** Somebody with an account, known from a verified token and the users table; never from a payload. */
export interface Person {
  /** Who. */
  id: UserId;
  /** The public name, unique without regard to case. */
  name: string;
  /** What they may do. */
  role: Role;
}

/** The data of `ping`. */
export interface Ping {}

/** Something that has no other name than the position at which it came about; as text, `"18"`. */
export type Place = string;

/** The reply to `ping`. */
export interface Pong {
  /** Server time. */
  now: Time;
}

/** `chat:message`, and `POST conversations/{id}/messages`. */
export interface PostMessage {
  attachment?: Id | null;
  /** Files that were uploaded before. */
  attachments?: Id[];
  /** What is said; a caption where there are attachments. */
  content?: string;
  /** How it is shown. */
  contentType?: ContentType;
  replyTo?: Place | null;
}

/** What one wants to be told, and how. */
export interface Preferences {
  quietHours: QuietHours | null;
  /** Whether others are told what one has read. */
  receipts: boolean;
  /** Topics that are told otherwise than the others. */
  topics: {
    [k: string]: Channels;
  };
}

/** Somebody, as a viewer sees them. */
export interface PresenceSeen {
  lastSeen: Time | null;
  /** How. */
  status: PresenceStatus;
  /** Who. */
  user: UserId;
}

/** How somebody is seen. */
export type PresenceStatus = 'online' | 'away' | 'busy' | 'invisible' | 'offline';

/** The reply to `presence:watch`. */
export interface PresenceWatched {
  /** As they are now. */
  users: PresenceSeen[];
}

/** How a price falls in steps. */
export interface PriceStep {
  /** By how much. */
  amount: Money;
  /** How often. */
  everyMs: number;
}

/** What those pay who get some of several units. */
export type Pricing = 'uniform' | 'pay_as_bid';

/** A "no" as clients read it: `{code, message, retry, data?}`. Programs read `code` and `data`. */
export interface Problem {
  /** Stable, in `snake_case`. */
  code: string;
  /** What the caller needs to succeed. */
  data?: {
    [k: string]: unknown;
  };
  /** For developers. */
  message: string;
  /** Whether the same request may succeed later; always with the same key. */
  retry: boolean;
}

/** How searches fared that found a match. */
export interface Quantiles {
  /** How many. */
  count: number;
  /** Half of the matches have ratings no farther apart. */
  spreadP50: number | null;
  /** Nine of ten do. */
  spreadP90: number | null;
  /** Half of them waited no longer, in milliseconds. */
  waitP50Ms: number | null;
  /** Nine of ten waited no longer. */
  waitP90Ms: number | null;
}

/** A queue, as staff see it. */
export interface QueuePage {
  /** Which game. */
  game: string;
  /** Its modes. */
  modes: ModePage[];
  /** Server time. */
  serverNow: Time;
}

/** When one is not to be disturbed: nothing leaves the house, and the list goes on. */
export interface QuietHours {
  /** From this minute of the day on, 0 to 1439. */
  fromMinute: number;
  /** Until before this one; on the next day where it is not later. */
  toMinute: number;
  /** How far one's clock is ahead of UTC, in minutes. */
  utcOffsetMinutes?: number;
}

/** What somebody is in a conversation. */
export type Rank = 'owner' | 'member';

/** `chat:react`. */
export interface ReactToMessage {
  /** The sign. */
  emoji: string;
  /** Which message. */
  message: Place;
  /** Whether it is to be there. */
  on: boolean;
}

/** How far somebody has come. */
export interface ReadMark {
  /** Up to which position. */
  upTo: Seq;
  /** Who. */
  user: UserId;
}

/** A match that is to be accepted. */
export interface ReadyCheck {
  /** How many have accepted. */
  accepted: number;
  /** How many play in it. */
  players: number;
  /** By when. */
  until: Time;
  /** Whether one has oneself. */
  youAccepted: boolean;
}

/** The data of `listing:remove`. */
export interface RemoveListing {
  /** Which. */
  listing: ListingId;
  /** Told to everyone. */
  reason: string;
}

/** `conversation:remove`, and the house's `conversation:forget`. */
export interface RemoveMember {
  /** Whom. */
  user: UserId;
}

/** Where the auction stands without the bid. */
export interface RemovedReply {
  /** The bid that no longer counts. */
  bid: BidId;
  /** Accepted bids that stand. */
  bidCount: number;
  /** The leader's name here. */
  leader: string | null;
  /** The least that the next bid must offer. */
  minimum: Money;
  price: Money | null;
}

export type RemovedReplyOrNothing = RemovedReply | Nothing;

/** `conversation:rename`. */
export interface RenameConversation {
  /** What it is to be called. */
  title: string;
}

/** `chat:report`. */
export interface ReportMessage {
  /** Which message. */
  message: Place;
  /** Why. */
  reason: string;
}

/**
 * Client to server.
 *
 * A plain struct and not a tagged enum: serde buffers tagged enums, and a buffered `RawValue` cannot be read.
 */
export interface RequestFrame {
  before?: Time | null;
  /** What it is asked with; read by whom it concerns. */
  data?: {
    [k: string]: unknown;
  };
  /** What is asked, e.g. `auction:bid`. */
  event: string;
  /** Asks for exactly one reply, which carries it. */
  id?: number | null;
  key?: Key | null;
  room?: RoomId | null;
}

/** The data of `listing:reserve`. */
export interface ReserveListing {
  /** Which. */
  listing: ListingId;
  /** How many. */
  quantity?: number;
}

/** `auction:retract`. */
export interface RetractBid {
  /** Which. */
  bid: BidId;
}

/** Whether and how long a bid may be taken back (2.7). */
export interface Retraction {
  /** How many bids each bidder may take back. */
  limit?: number;
  /** Up to this age of the bid, on the auction's clock. */
  windowMs?: number;
}

/** What somebody is to the house; what each may do is the table in `domain/access.rs`. */
export type Role = 'user' | 'seller' | 'moderator' | 'admin' | 'app';

/** Which room, written `kind:key` (`auction:0192f0c1`) or `kind` alone where there is one (`market`). */
export type RoomId = string;

/** Something that was sold. */
export type SaleId = string;

/** It is yours, or it is sold. */
export interface SaleReply {
  /** Who bought. */
  buyer: UserId;
  /** Of the amounts. */
  currency: Currency;
  /** What. */
  listing: ListingId;
  /** The offer that was accepted, where one was. */
  offer?: OfferId;
  /** What the buyer pays on top. */
  premium: number;
  /** For one. */
  price: Money;
  /** How many. */
  quantity: number;
  /** How many are left. */
  remaining: number;
  /** The sale's number. */
  sale: SaleId;
  /** Where that offer stands. */
  status?: OfferStatus;
  /** All that the buyer pays. */
  total: number;
}

/** A sale. */
export interface SaleTold {
  /** For all of them, without premium. */
  amount: Money;
  /** Who bought. */
  buyer: UserId;
  /** What the seller paid out of it. */
  commission: number;
  /** Of the amounts. */
  currency: Currency;
  listing: ListingId | null;
  /** What the buyer paid on top. */
  premium: number;
  /** How many. */
  quantity: number;
  /** Its number. */
  sale: SaleId;
  /** Who sold. */
  seller: UserId;
  /** What that is, in a line. */
  title: string;
}

/** Your sealed bid stands. */
export interface SealedReply {
  /** For one. */
  amount: Money;
  /** Its number. */
  bid: BidId;
  /** For how many. */
  quantity: number;
  /** `sealed`: nobody sees it before the end. */
  status: string;
}

/** A sealed bid came in, or went: how many there are now. The bidder sees which. */
export interface SealedShown {
  /** For one. */
  amount?: Money;
  /** The own bid; only its bidder sees it. */
  bid?: BidId;
  /** How many stand; not where that is hidden. */
  bidCount?: number;
  /** For how many. */
  quantity?: number;
  /** It no longer counts. */
  retracted: boolean;
}

/** A search has begun. */
export interface SearchBegun {
  /** Which. */
  matchRequestId: MatchRequestId;
}

/** A search that could not go on. */
export interface SearchFailed {
  /** Why: `party_changed` or `account_erased`. */
  code: string;
  /** Which. */
  matchRequestId: string;
}

/** A search that is over. */
export interface SearchOver {
  /** Of which game. */
  game: string;
  /** Which. */
  matchRequestId: string;
  /** In which mode. */
  mode: string;
  /** `cancelled`, `declined`, `no_answer` or `expired`. */
  reason: string;
}

/** How a search stands. */
export interface SearchStanding {
  /** How demanding it is, from 0. */
  currentRelaxationLevel: number;
  /** Why nobody can say. */
  estimateReason?: string;
  /** How much longer it will take, in milliseconds, judging by others; `null` where nobody can say. */
  estimatedWaitTime: number | null;
  /** When it ends without a match. */
  expiresAt: Time;
  /** Of which game. */
  game: string;
  /** Which. */
  matchRequestId: MatchRequestId;
  /** In which mode. */
  mode: string;
  /** How many searches would do; 20 for 20 or more. */
  potentialMatchesFound: number;
  /** The match that is to be accepted. */
  readyCheck?: ReadyCheck;
  /** What that means. */
  relaxation: string;
  /** Since when it searches, in milliseconds. */
  searchTimeElapsed: number;
  /** How many search in this mode. */
  searching: number;
  /** Where it stands. */
  status: SearchStatus;
}

/** Where a search stands. */
export type SearchStatus = 'searching' | 'relaxing_criteria' | 'ready_check';

/** By whom. */
export interface Seller {
  /** The account. */
  id: UserId;
  /** The public name. */
  name: string;
}

/** The position of an event in its room; the first is 1 and there are no holes. */
export type Seq = number;

export interface SessionCreatedEvent {
  /** The rooms of the lots, in order. */
  lots: RoomId[];
  /** What it is called. */
  title: string;
}

/** A lot was extended by a late bid; said by the lot alone. */
export interface SessionExtended {
  /** By how much, in milliseconds. */
  byMs: number;
  /** Which. */
  lot: RoomId;
}

/** A lot of a session; how it stands its own room says. */
export interface SessionLot {
  /** Its room. */
  auction: RoomId;
  /** What it is, in a line. */
  title: string;
}

/** A session as one finds it who comes. */
export interface SessionPage {
  /** Which lots a late bid extends. */
  extendScope: ExtendScope;
  /** The lots, in order. */
  lots: SessionLot[];
  /** Its room. */
  room: RoomId;
  /** Who sells. */
  seller: UserId;
  /** Server time. */
  serverNow: Time;
  /** How long after the lot before each hammer falls, in milliseconds. */
  staggerMs: number;
  /** What it is called. */
  title: string;
}

/** What is sold and when: the data of `session:create` and the body of `POST sessions`. */
export interface SessionPlan {
  /** When the hammer falls on the first lot. */
  endsAt: Time;
  /** Which lots a late bid extends. */
  extendScope?: ExtendScope;
  /** What is sold, in this order: terms as of auctions, without times. */
  lots: AuctionTerms[];
  /** How long after the lot before each hammer falls, in milliseconds. */
  staggerMs?: number;
  startsAt?: Time | null;
  /** What it is called. */
  title: string;
}

/** What who makes a session is told. */
export interface SessionReply {
  /** The rooms of the lots, in order. */
  lots: RoomId[];
  /** Its room. */
  session: RoomId;
}

/** The data of `presence:set`. */
export interface SetPresence {
  /** How one wants to be seen. */
  status: ChosenPresence;
}

/** `lobby:ready`. */
export interface SetReady {
  /** Whether. */
  ready: boolean;
}

/** `chat:typing`. */
export interface SetTyping {
  /** Whether. */
  typing: boolean;
}

/** What is set. */
export type Setting = boolean | number | string;

/** What is left to do after the end. */
export interface SettledReply {
  /** The price, without premium. */
  amount?: Money;
  /** As which auction it was put up once more. */
  relistedAs?: RoomId;
  /** Its room. */
  room: RoomId;
  settlement: Settlement | null;
  /** To whom it is offered, by the name here. */
  to?: string;
  /** Until when the winner has to pay, or the offer stands. */
  until?: Time;
}

/** What is left to do after the end (2.9). */
export type Settlement = 'awaiting_payment' | 'settled' | 'defaulted' | 'offered' | 'unsold' | 'relisted';

/** A sign at a message. */
export interface Sign {
  /** It. */
  emoji: string;
  /** Who put it there, in order. */
  users: UserId[];
}

/** The reply to `auth`. */
export interface SignedIn {
  /** Until when, without a fresh token. */
  expiresAt: Time;
  /** Who one is now. */
  user: Person;
}

/** `conversation:silence`. */
export interface SilenceMember {
  /** Why. */
  reason: string;
  /** For how long; 0 lets them write again. */
  seconds: number;
  /** Who. */
  user: UserId;
}

/** `conversation:slow`. */
export interface SlowMode {
  /** Between two messages of a member; 0 for no such rule. */
  seconds: number;
}

/** When and how late bids move the end (2.6). */
export interface SoftClose {
  /** How much time others get. */
  extendMs: number;
  /** How far after the planned end it may go at most. */
  hardEndMs?: number | null;
  /** How often the end may move at most. */
  max?: number | null;
  /** From when that is counted. */
  mode?: SoftCloseMode;
  /** Only a risen price counts: a first bid does not extend (Yahoo! Japan). */
  priceRiseOnly?: boolean;
  /** How close to the end counts as late. */
  windowMs: number;
}

/** From when the extension is counted. */
export type SoftCloseMode = 'reset' | 'add';

/** Where the auction stands now. */
export interface StandingReply {
  endsAt: Time | null;
  /** How it ended, where it has. */
  outcome?: AuctionOutcome;
  /** While the clock stands: what is left. */
  remainingMs?: number;
  /** The reserve, where it was lowered. */
  reserve?: Money;
  /** Its room. */
  room: RoomId;
  startsAt: Time | null;
  /** Where it stands. */
  status: AuctionStatus;
}

/** The data of `subscribe`. */
export interface Subscribe {
  /** Of which epoch that is; this one's where it is missing. */
  epoch?: string | null;
  /** Which room. */
  room: RoomId;
  since?: Seq | null;
}

/** The reply to `subscribe`: the room as it stands, or exactly what was missed. */
export interface Subscribed {
  /** Which store the positions belong to. */
  epoch: string;
  /** The frames that were missed, in order. */
  events?: unknown[];
  /** Whether these are the events that were missed. */
  recovered: boolean;
  /** Which room. */
  room: RoomId;
  /** The position as of which this is true: the next event is the one after it. */
  seq: Seq;
  /** The room as it stands, by its kind. */
  state?: {
    [k: string]: unknown;
  };
}

/** `lobby:seat`. */
export interface TakeSeat {
  /** Which, from 0. */
  seat: number;
}

/** A moment, in milliseconds since the Unix epoch; on the wire `2026-11-20T22:40:00.123Z`. */
export type Time = string;

/** `auth:expiring`: bring a fresh token. */
export interface TokenExpiring {
  /** When this one ends. */
  at: Time;
}

/** What a notification is about. */
export type Topic =
  | 'message'
  | 'mention'
  | 'outbid'
  | 'leading'
  | 'reserve'
  | 'won'
  | 'lost'
  | 'ended'
  | 'match'
  | 'invite'
  | 'removed'
  | 'offer'
  | 'sale'
  | 'payment'
  | 'chance';

/** The data of the signal that somebody does something that passes. */
export interface Typing {
  /** Whether they still do. */
  typing: boolean;
  /** Who. */
  user: UserId;
}

/** The data of `unsubscribe`. */
export interface Unsubscribe {
  /** Which room. */
  room: RoomId;
}

/** `chat:read` and `chat:delivered`. */
export interface UpTo {
  /** The position of the last message. */
  upTo: Seq;
}

/** What a seller changes: only what is named. */
export interface UpdateListing {
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
  listing: ListingId;
  price?: Money | null;
  /** What it is, in a line. */
  title?: string | null;
}

/** Somebody from whom one wants to hear nothing more, or again. */
export interface UserBlocked {
  /** Whether they are blocked. */
  on: boolean;
  /** From whom. */
  user: UserId;
}

/** Who: a person or a backend with an account. */
export type UserId = string;

/** `auction:void`. */
export interface VoidBid {
  /** Which. */
  bid: BidId;
  /** Told to everyone, and kept. */
  reason: string;
}

/** What there is of a currency in a wallet. */
export interface Wallet {
  /** What may be spent. */
  available: number;
  /** Of the amounts. */
  currency: Currency;
  /** What is set aside for bids and offers. */
  held: number;
}

/** What is in the wallet now. */
export type WalletReply = Wallet & {
  /** Whose. */
  user: UserId;
};

export type WalletReplyOrNothing = WalletReply | Nothing;

/** What is in a wallet now. */
export interface WalletTold {
  /** What may be spent. */
  available: number;
  /** Of the amounts. */
  currency: Currency;
  /** What is set aside. */
  held: number;
  /** The position in the market as of which this is true: an older one changes nothing. */
  version: Seq;
}

/** What one is and wants. */
export interface Wanted {
  /** What others may be; the same where it is missing. */
  accept?: string[] | null;
  /** What one is. */
  is: string;
  /** It is a preference, and dropped when the search becomes less demanding. */
  soft?: boolean;
}

/** `auction:watch`. */
export interface WatchAuction {
  /** Whether to follow. */
  on: boolean;
}

/** The data of `presence:watch`. */
export interface WatchPresence {
  /** Whom; nobody else from now on. */
  users: UserId[];
}

/** The data of the signal that tells how many listen. */
export interface Watchers {
  /** Connections that follow the room. */
  count: number;
}

/** `welcome`: the first frame. */
export interface Welcome {
  /** Which store the positions belong to; another epoch makes every `since` void. */
  epoch: string;
  /** What the server accepts. */
  limits: ConnectionLimits;
  /** Server time. */
  now: Time;
  /** The version of the protocol. */
  protocol: number;
  /** This connection, for logs and support. */
  session: string;
}

/** The data of what needs no more than the listing. */
export interface WhichListing {
  /** Which. */
  listing: ListingId;
}

/** Which notifications: exactly one of these; the data of `notification:read`. */
export interface WhichNotifications {
  /** All of them. */
  all?: boolean;
  /** These. */
  ids?: Place[] | null;
  upTo?: Place | null;
}

/** The data of what needs no more than the offer. */
export interface WhichOffer {
  /** Which. */
  offer: OfferId;
}

/** The data of requests that name a search. */
export interface WhichSearch {
  /** Which. */
  matchRequestId: MatchRequestId;
}

/** The data of requests that name somebody. */
export interface Whom {
  /** Whom. */
  user: UserId;
}

/** What one is and wants: a value alone says both, and that it must hold. */
export type Wish = string | Wanted;

/** What becomes of a message with a word of the list. */
export type WordAction = 'reject' | 'mask' | 'flag';

/** Words that are not to be said. */
export interface WordList {
  /** What becomes of a message with one of them. */
  action: WordAction;
  /** Whole words, without regard to case. */
  words: string[];
}
