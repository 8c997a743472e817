import type { Reducer } from './index.js';

/** As many as the server shows. */
const NOTES_MAX = 100;
const NOTIFICATIONS_MAX = 50;

export const inbox: Reducer = (box, { event, data, seq, at }, _me, look) => {
  const marked = (ids: string[], change: (one: any) => any[]) => ({
    ...box,
    notifications: box.notifications.flatMap((one: any) => (ids.includes(one.id) ? change(one) : [one])),
  });
  switch (event) {
    case 'notification:new':
      return { ...box, notifications: [data, ...box.notifications].slice(0, NOTIFICATIONS_MAX) };
    case 'notification:count':
      return { ...box, unreadCount: data.unreadCount };
    case 'notification:read':
      return marked(data.ids, one => [{ ...one, readAt: one.readAt ?? at }]);
    case 'notification:deleted':
      // Older ones move up.
      if (NOTIFICATIONS_MAX <= box.notifications.length) look();
      return marked(data.ids, () => []);
    case 'notification:preferences':
      return { ...box, preferences: data };
    case 'user:blocked':
      return {
        ...box,
        blocked: data.on ? [...new Set([...box.blocked, data.user])].sort() : box.blocked.filter((user: string) => user !== data.user),
      };
    case 'chat:unread':
      return { ...box, conversations: stirred(box.conversations ?? [], data, look) };
    case 'matchmaking:status':
      return { ...box, searches: { ...box.searches, [data.matchRequestId]: data } };
    case 'matchmaking:matched':
    case 'matchmaking:cancelled':
    case 'matchmaking:expired':
    case 'matchmaking:error': {
      const { [data.matchRequestId]: _, ...searches } = box.searches ?? {};
      return { ...box, searches };
    }
    case 'wallet:changed':
      return { ...box, wallets: { ...box.wallets, [data.currency]: newer(box.wallets?.[data.currency], data) } };
    default:
      return event.startsWith('auction:') ? { ...box, notes: [{ seq, at, note: { event, data } }, ...box.notes].slice(0, NOTES_MAX) } : box;
  }
};

/** The list of conversations comes beside the state; searches and wallets were heard of. */
inbox.join = (state, old, { conversations }) => ({
  searches: old?.searches,
  wallets: old?.wallets,
  ...state,
  conversations: newest(conversations, old?.conversations ?? []),
});

/** A list that was on its way while something was said may be older than the word of it. */
function newest(list: any[], before: any[]): any[] {
  const known = new Map(before.map(line => [line.conversation, line]));
  return list.map(line => (line.seq < known.get(line.conversation)?.seq ? known.get(line.conversation) : line)).sort(latestFirst);
}

/** Of two figures the one of the later position counts; the list stands as the server has it. */
function stirred(list: any[], { conversation, title, seq, lastMessage, unreadCount }: any, look: () => void): any[] {
  const old = list.find(line => line.conversation === conversation);
  if (!old) look();
  if (!old || seq < old.seq) return list;
  // Where nothing that was said is left, the server knows its place.
  if (old.lastMessage && !lastMessage) look();
  const line = { ...old, title: title ?? old.title, seq, lastMessage, unreadCount };
  return list.map(one => (one === old ? line : one)).sort(latestFirst);
}

/** What was said last stands first; word of two may come in another order than they were said. Equals stay as they were. */
function latestFirst(one: any, other: any): number {
  const [mine, its] = [one.lastMessage?.at ?? '', other.lastMessage?.at ?? ''];
  return mine === its ? 0 : mine < its ? 1 : -1;
}

function newer(old: any, wallet: any): any {
  return old && wallet.version <= old.version ? old : wallet;
}
