// Rooms of the fake server in which people meet: conversations, lobbies, and each one's inbox.

import type {
  ConversationListed, ConversationMember, ConversationPage, InboxState, KeptNote, LobbyMember, LobbyPage, LobbyStatus, Message, MessageSent,
} from '../protocol.js';
import { FakeRoom, idOf, invalid, refuse, type House, type Someone, type Viewer } from './room.js';

const MESSAGES_SHOWN_MAX = 50;
const CHARACTERS_MAX = 4_000;
const NOTES_MAX = 100;

export interface TalkTerms {
  /** The names of those who belong to it; without them whoever comes does. */
  members?: string[];
  title?: string;
}

export class FakeConversation extends FakeRoom {
  readonly #title: string | null;
  readonly #isOpen: boolean;
  #members: ConversationMember[] = [];
  #messages: Message[] = [];

  constructor(name: string, house: House, { members, title }: TalkTerms) {
    super(name, house);
    this.#title = title ?? null;
    this.#isOpen = !members;
    for (const one of members ?? []) this.#add(idOf(one), one);
  }

  /** To others it is not there. */
  override enter(viewer: Viewer): void {
    if (!viewer || (!this.#isOpen && !this.#member(viewer))) throw refuse('not_found', 'There is no such thing, or it is not for you.');
    if (this.#member(viewer)) return;
    const rank = this.#add(viewer.id, viewer.name);
    this.tell('chat:member:joined', { user: viewer.id, name: viewer.name, rank });
  }

  override ask(event: string, data: any, user: Someone): unknown {
    this.enter(user);
    switch (event) {
      case 'chat:message':
        return this.#say(data, user);
      case 'chat:typing':
        this.signal('chat:typing', { user: user.id, typing: data?.typing === true });
        return {};
      case 'chat:read':
      case 'chat:delivered':
        return this.#mark(event, data, user);
      default:
        return super.ask(event, data, user);
    }
  }

  override page(viewer: Viewer): ConversationPage {
    const me = viewer && this.#member(viewer);
    return {
      id: this.id, room: this.name, kind: 'group', title: this.#title, slowSeconds: 0,
      members: this.#members, memberCount: this.#members.length,
      messages: this.#messages.slice(-MESSAGES_SHOWN_MAX),
      serverNow: new Date().toISOString(),
      ...(me && { you: { muted: false, read: me.read ?? 0, unreadCount: this.#unread(me) } }),
    };
  }

  /** As it stands in somebody's list; undefined where they do not belong to it. */
  listed(user: string): ConversationListed | undefined {
    const me = this.#members.find(one => one.user === user);
    const lastMessage = this.#messages.at(-1) ?? null;
    return me && { conversation: this.name, kind: 'group', title: this.#title, seq: this.seq, lastMessage, muted: false, unreadCount: this.#unread(me) };
  }

  #say(data: any, { id: author, name: authorName }: Someone): MessageSent {
    const { content, contentType = 'text', replyTo = null } = data ?? {};
    if (typeof content !== 'string') throw invalid('content', 'missing_field', 'missing field `content`');
    if (content === '' || CHARACTERS_MAX < [...content].length) throw invalid('content', 'out_of_range', `1 to ${CHARACTERS_MAX} characters`);
    const seq = this.seq + 1;
    const mentions = this.#members.filter(one => content.includes(`@${one.name}`)).map(one => one.user);
    const message: Message = { id: String(seq), seq, author, authorName, content, contentType, attachments: [], mentions, replyTo };
    const at = new Date().toISOString();
    this.#messages.push({ ...message, at });
    this.tell('chat:message', message);
    this.#stir();
    return { message: message.id, at };
  }

  #mark(event: string, data: any, user: Someone): object {
    const upTo = data?.upTo;
    if (!Number.isInteger(upTo)) throw invalid('upTo', 'missing_field', 'missing field `upTo`');
    const delivered = Math.max(upTo, this.#member(user)?.delivered ?? 0);
    const change = event === 'chat:read' ? { read: upTo, delivered } : { delivered };
    this.#members = this.#members.map(one => (one.user === user.id ? { ...one, ...change } : one));
    this.tell(event, { user: user.id, upTo });
    this.#stir();
    return {};
  }

  /** Everybody's own figures. */
  #stir(): void {
    for (const { user } of this.#members) {
      const { kind: _, muted: __, ...figures } = this.listed(user)!;
      this.house.signal(user, 'chat:unread', figures);
    }
  }

  #unread({ user, read = 0 }: ConversationMember): number {
    return this.#messages.filter(({ seq, author }) => read < seq && author !== user).length;
  }

  #member({ id }: Someone): ConversationMember | undefined {
    return this.#members.find(one => one.user === id);
  }

  #add(user: string, name: string): ConversationMember['rank'] {
    const rank = this.#members.length === 0 ? 'owner' : 'member';
    // What was said before somebody came is not unread.
    this.#members = [...this.#members, { user, name, rank, read: this.seq, delivered: this.seq }];
    return rank;
  }
}

export interface LobbyTerms {
  game?: string;
  title?: string;
  /** The names of those who are in it already; the first is the host. */
  members?: string[];
  /** How many may be there; 4. */
  capacity?: number;
  /** How many must be; 2. */
  membersMin?: number;
}

export class FakeLobby extends FakeRoom {
  readonly #terms: Required<LobbyTerms>;
  readonly #createdAt = new Date().toISOString();
  #members: LobbyMember[] = [];
  #host: string | null = null;
  #isClosed = false;

  constructor(name: string, house: House, terms: LobbyTerms) {
    super(name, house);
    this.#terms = { game: 'arena', title: `Lobby ${this.id}`, members: [], capacity: 4, membersMin: 2, ...terms };
    for (const one of this.#terms.members) this.#seat(idOf(one), one);
    this.#host = this.#members[0]?.user ?? null;
  }

  get status(): LobbyStatus {
    if (this.#isClosed) return 'closed';
    const enough = this.#terms.membersMin <= this.#members.length;
    return enough && this.#members.every(one => one.ready) ? 'ready' : 'forming';
  }

  override ask(event: string, data: any, user: Someone): unknown {
    if (this.#isClosed) throw refuse('lobby_closed', 'The lobby is closed.');
    switch (event) {
      case 'lobby:join':
        return this.#join(user);
      case 'lobby:ready':
        return this.#ready(data, user);
      case 'lobby:leave':
        return this.#leave(user);
      default:
        return super.ask(event, data, user);
    }
  }

  override page(viewer: Viewer): LobbyPage {
    const { game, title, capacity, membersMin } = this.#terms;
    return {
      id: this.id, room: this.name, game, title, capacity, membersMin,
      mode: null, privacy: 'public', region: null, settings: {}, matched: false,
      status: this.status, members: this.#members, host: this.#host, startingAt: null,
      createdAt: this.#createdAt, serverNow: new Date().toISOString(),
      ...(viewer && this.#isIn(viewer) && { code: 'FAKE' }),
    };
  }

  #join({ id: user, name }: Someone): object {
    if (this.#members.some(one => one.user === user)) return { status: this.status };
    const { capacity } = this.#terms;
    if (capacity <= this.#members.length) throw refuse('lobby_full', `All ${capacity} seats are taken.`, { capacity }, true);
    const { seat } = this.#seat(user, name);
    this.tell('lobby:member:joined', { user, name, seat, status: this.status });
    if (this.#host === null) this.#makeHost(user);
    return { status: this.status };
  }

  #ready(data: any, user: Someone): object {
    this.#mustBeIn(user);
    if (typeof data?.ready !== 'boolean') throw invalid('ready', 'missing_field', 'missing field `ready`');
    this.#members = this.#members.map(one => (one.user === user.id ? { ...one, ready: data.ready } : one));
    this.tell('lobby:member:ready', { user: user.id, ready: data.ready, status: this.status });
    return { status: this.status };
  }

  #leave(user: Someone): object {
    this.#mustBeIn(user);
    this.#members = this.#members.filter(one => one.user !== user.id);
    this.tell('lobby:member:left', { user: user.id, reason: 'left', status: this.status });
    const [next] = this.#members;
    if (!next) {
      this.#isClosed = true;
      this.tell('lobby:closed', { reason: 'empty' });
    } else if (this.#host === user.id) this.#makeHost(next.user);
    return { status: this.status };
  }

  #makeHost(user: string): void {
    this.#host = user;
    this.tell('lobby:host:changed', { user });
  }

  #mustBeIn(user: Someone): void {
    if (!this.#isIn(user)) throw refuse('forbidden', 'You are not in this lobby.');
  }

  #isIn({ id }: Someone): boolean {
    return this.#members.some(one => one.user === id);
  }

  /** The first free one. */
  #seat(user: string, name: string): LobbyMember {
    const taken = new Set(this.#members.map(one => one.seat));
    const seat = Array.from({ length: this.#terms.capacity }, (_, place) => place).find(place => !taken.has(place)) ?? taken.size;
    const member = { user, name, seat, ready: false, joinedAt: new Date().toISOString() };
    this.#members = [...this.#members, member];
    return member;
  }
}

/** What concerns one person. Followed by itself, as at the real server. */
export class FakeInbox extends FakeRoom {
  #notes: KeptNote[] = [];
  readonly #conversations: (user: string) => ConversationListed[];

  constructor(name: string, house: House, conversations: (user: string) => ConversationListed[]) {
    super(name, house);
    this.#conversations = conversations;
  }

  override enter(viewer: Viewer): void {
    if (viewer?.id !== this.id) throw refuse('not_found', 'There is no such thing, or it is not for you.');
  }

  note(event: any, data: any): void {
    this.#notes = [{ seq: this.seq + 1, at: new Date().toISOString(), note: { event, data } }, ...this.#notes].slice(0, NOTES_MAX);
    this.tell(event, data);
  }

  override beside(): object {
    return { conversations: this.#conversations(this.id) };
  }

  override page(): InboxState {
    const preferences = { quietHours: null, receipts: true, topics: {} };
    return { notes: this.#notes, notifications: [], unreadCount: 0, preferences, blocked: [], serverNow: new Date().toISOString() };
  }
}
