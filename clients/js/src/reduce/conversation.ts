import { replaced, type Reducer } from './index.js';

/** The latest messages are kept; older ones are pages of REST. */
const MESSAGES_MAX = 200;

export const conversation: Reducer = (talk, heard, me, look) => {
  const { event, data, at } = heard;
  const message = (id: string, change: (line: any) => any) => ({
    ...talk,
    messages: replaced<any>(talk.messages, line => line.id === id, change),
  });
  const member = (user: string, change: object) => ({
    ...talk,
    members: replaced<any>(
      talk.members,
      one => one.user === user,
      one => ({ ...one, ...change }),
    ),
  });
  switch (event) {
    case 'chat:typing':
      return { ...talk, typing: { ...talk.typing, [data.user]: data.typing ? Date.now() : 0 } };
    case 'chat:message':
      return said(talk, heard, me);
    case 'chat:edited':
      return message(data.message, line => ({ ...line, content: data.content, mentions: data.mentions, editedAt: at }));
    case 'chat:hidden':
    case 'chat:deleted':
      // How many are unread then, and what stood behind it.
      look();
      return data.on === false ? talk : { ...talk, messages: talk.messages.filter((line: any) => line.id !== data.message) };
    case 'chat:reaction':
      return message(data.message, line => ({ ...line, reactions: signed(line.reactions ?? [], data) }));
    case 'chat:delivered':
      return member(data.user, { delivered: data.upTo });
    case 'chat:read':
      return read(talk, data, me, look);
    case 'conversation:updated': {
      const { by: _, ...set } = data;
      return { ...talk, ...set };
    }
    case 'conversation:muted':
      return talk.you ? { ...talk, you: { ...talk.you, muted: data.on } } : talk;
    case 'conversation:silenced':
      return data.user === me && talk.you ? { ...talk, you: { ...talk.you, silencedUntil: data.until ?? undefined } } : talk;
    case 'chat:reported':
      return talk;
    default:
      // Who comes and goes: rare.
      look();
      return talk;
  }
};

/** Older messages than a newcomer is shown stay in sight. */
conversation.join = (state, old) => {
  const first = state.messages[0]?.seq ?? 0;
  const older = old?.messages.filter((line: any) => line.seq < first) ?? [];
  return { ...state, messages: [...older, ...state.messages].slice(-MESSAGES_MAX) };
};

function said(talk: any, { data, at }: any, me: string | undefined): any {
  const isMine = data.author === me;
  return {
    ...talk,
    messages: [...talk.messages, { ...data, at }].slice(-MESSAGES_MAX),
    typing: { ...talk.typing, [data.author]: 0 },
    ...(talk.you && !isMine && { you: { ...talk.you, unreadCount: talk.you.unreadCount + 1 } }),
  };
}

function read(talk: any, { user, upTo }: any, me: string | undefined, look: () => void): any {
  // What has been read has arrived.
  const members = talk.members.map((one: any) =>
    one.user === user ? { ...one, read: upTo, delivered: Math.max(upTo, one.delivered ?? 0) } : one,
  );
  if (user !== me || !talk.you) return { ...talk, members };
  const unread = talk.messages.filter((line: any) => upTo < line.seq && line.author !== me);
  // Before the first that is known there may be more.
  if (upTo < talk.messages[0]?.seq) look();
  return { ...talk, members, you: { ...talk.you, read: upTo, unreadCount: unread.length } };
}

function signed(signs: any[], { emoji, user, on }: any): any[] | undefined {
  const others = signs.map(sign => (sign.emoji === emoji ? { ...sign, users: sign.users.filter((one: string) => one !== user) } : sign));
  const isKnown = others.some(sign => sign.emoji === emoji);
  const added = replaced<any>(
    others,
    sign => on && sign.emoji === emoji,
    sign => ({ ...sign, users: [...sign.users, user] }),
  );
  const left = added.filter(sign => 0 < sign.users.length);
  if (on && !isKnown) left.push({ emoji, users: [user] });
  return left.length === 0 ? undefined : left;
}
