import { replaced, type Reducer } from './index.js';

/** The latest messages are kept; older ones are pages of REST. */
const MESSAGES_MAX = 200;

const TYPING = 'chat:typing';

export const conversation: Reducer = (talk, { event, data, at }, me, look) => {
  const message = (id: string, change: (line: any) => any) => ({ ...talk, messages: replaced<any>(talk.messages, line => line.id === id, change) });
  const member = (user: string, change: object) => ({
    ...talk,
    members: replaced<any>(talk.members, one => one.user === user, one => ({ ...one, ...change })),
  });
  switch (event) {
    case TYPING:
      return { ...talk, typing: { ...talk.typing, [data.user]: data.typing ? Date.now() : 0 } };
    case 'chat:message': {
      const mine = data.author === me;
      const unread = talk.you && !mine && talk.you.read < data.seq ? 1 : 0;
      return {
        ...talk,
        messages: [...talk.messages, { at, ...data }].slice(-MESSAGES_MAX),
        typing: { ...talk.typing, [data.author]: 0 },
        ...(talk.you && { you: { ...talk.you, unreadCount: talk.you.unreadCount + unread } }),
      };
    }
    case 'chat:edited':
      return message(data.message, line => ({ ...line, content: data.content, mentions: data.mentions, editedAt: at }));
    case 'chat:deleted':
      look();
      return message(data.message, ({ content: _, ...line }) => ({ ...line, deleted: true, attachments: [], reactions: [] }));
    case 'chat:reaction':
      return message(data.message, line => ({ ...line, reactions: signed(line.reactions ?? [], data) }));
    case 'chat:delivered':
      return member(data.user, { delivered: data.upTo });
    case 'chat:read': {
      const next = member(data.user, { read: data.upTo });
      if (data.user !== me || !talk.you) return next;
      const unread = talk.messages.filter((line: any) => data.upTo < line.seq && line.author !== me && !line.deleted && !line.hidden);
      return { ...next, you: { ...talk.you, read: data.upTo, unreadCount: unread.length } };
    }
    case 'conversation:updated': {
      const { by: _, ...set } = data;
      return { ...talk, ...set };
    }
    case 'conversation:muted':
      return talk.you ? { ...talk, you: { ...talk.you, muted: data.on } } : talk;
    case 'chat:reported':
      return talk;
    default:
      // Who comes, goes, may not write, or what is hidden: rare.
      look();
      return talk;
  }
};

function signed(signs: any[], { emoji, user, on }: any): any[] {
  const others = signs.map(sign => (sign.emoji === emoji ? { ...sign, users: sign.users.filter((one: string) => one !== user) } : sign));
  if (!on) return others.filter(sign => 0 < sign.users.length);
  if (!others.some(sign => sign.emoji === emoji)) return [...others, { emoji, users: [user] }];
  return replaced<any>(others, sign => sign.emoji === emoji, sign => ({ ...sign, users: [...sign.users, user] }));
}
