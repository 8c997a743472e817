// What the server tells of games, lobbies, parties and searches, as far as these pages show it.

export type Setting = boolean | number | string;

/** What a setting of a game may be. */
export type Rule =
  | { type: 'choice'; values: string[]; default: string }
  | { type: 'integer'; min: number; max: number; default: number }
  | { type: 'boolean'; default: boolean }
  | { type: 'text'; max: number; default: string };

/** How demanding a search is from some time on. */
export interface Level {
  readonly afterMs: number;
  readonly skill: number | null;
  readonly latencyMs: number | null;
  readonly soft: boolean;
}

export interface Mode {
  readonly name: string;
  readonly title: string;
  readonly teams: number;
  readonly players: number;
  readonly rated: boolean;
  readonly readyCheckMs: number;
  readonly criteria: Record<string, string[]>;
  readonly levels: Level[];
}

export interface Game {
  readonly name: string;
  readonly title: string;
  readonly regions: string[];
  readonly lobbiesPerUser: number;
  readonly lobby: { membersMin: number; membersMax: number };
  readonly settings: Record<string, Rule>;
  readonly modes: Record<string, Mode>;
}

export type LobbyStatus = 'forming' | 'ready' | 'starting' | 'active' | 'closed';
export type Privacy = 'public' | 'invite' | 'password';

/** A lobby of the list. */
export interface LobbyLine {
  readonly lobby: string;
  readonly game: string;
  readonly mode: string | null;
  readonly title: string | null;
  readonly status: LobbyStatus;
  readonly region: string | null;
  readonly members: number;
  readonly capacity: number;
  readonly locked: boolean;
  readonly host: string | null;
  readonly createdAt: string;
  readonly hostName?: string;
}

export interface Member {
  readonly user: string;
  readonly name: string;
  readonly seat: number;
  readonly team?: number;
  readonly ready: boolean;
  readonly reconnectingUntil?: string;
}

export interface Lobby {
  readonly room: string;
  readonly id: string;
  readonly game: string;
  readonly mode: string | null;
  readonly title: string | null;
  readonly status: LobbyStatus;
  readonly privacy: Privacy;
  readonly capacity: number;
  readonly region: string | null;
  readonly settings: Record<string, Setting>;
  readonly matched: boolean;
  readonly membersMin: number;
  readonly members: Member[];
  readonly host: string | null;
  readonly startingAt: string | null;
  /** For members alone. */
  readonly conversation?: string;
  readonly code?: string;
  /** For the host and staff. */
  readonly banned?: string[];
}

export interface Party {
  readonly room: string;
  readonly id: string;
  readonly leader: string;
  readonly members: { user: string; name: string; reconnectingUntil?: string }[];
  readonly invited: string[];
  readonly searches: string[];
  readonly closed: boolean;
}

/** How a search stands. */
export interface Standing {
  readonly matchRequestId: string;
  readonly game: string;
  readonly mode: string;
  readonly status: 'searching' | 'relaxing_criteria' | 'ready_check';
  readonly searchTimeElapsed: number;
  readonly estimatedWaitTime: number | null;
  /** `too_few_matches` or `longer_than_usual`. */
  readonly estimateReason?: string;
  readonly currentRelaxationLevel: number;
  readonly relaxation: string;
  readonly potentialMatchesFound: number;
  readonly searching: number;
  readonly expiresAt: string;
  readonly readyCheck?: ReadyCheck;
}

export interface ReadyCheck {
  readonly until: string;
  readonly players: number;
  readonly accepted: number;
  readonly youAccepted: boolean;
}

/** What one is and wants others to be. */
export interface Wish {
  readonly is: string;
  readonly accept?: string[];
  readonly soft?: boolean;
}

/** What one searches for, as `matchmaking:find` takes it. */
export interface Wanted {
  readonly game: string;
  readonly mode: string;
  readonly criteria?: Record<string, Wish>;
  readonly party?: string;
  readonly regions?: Record<string, number>;
}

/** Where one is: lobbies, party, searches. */
export interface MyPlay {
  readonly lobbies: string[];
  readonly party: string | null;
  readonly searches: string[];
}

export interface Rated {
  readonly game: string;
  readonly mode: string;
  readonly rating: number;
  readonly deviation: number;
  readonly matches: number;
}
