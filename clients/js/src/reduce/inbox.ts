import { replaced, type Reducer } from './index.js';

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
inbox.join = (state, old, { conversations }) => ({ searches: old?.searches, wallets: old?.wallets, ...state, conversations });

/** Of two figures the one of the later position counts; the conversation with the latest message stands first. */
function stirred(list: any[], { conversation, title, seq, lastMessage, unreadCount }: any, look: () => void): any[] {
  const old = list.find(line => line.conversation === conversation);
  if (!old) look();
  if (!old || seq < old.seq) return list;
  const line = { ...old, title: title ?? old.title, seq, lastMessage, unreadCount };
  const [before, now] = [old.lastMessage?.seq ?? 0, lastMessage?.seq ?? 0];
  // The last one was taken back: it stands elsewhere in the list now.
  if (now < before) look();
  const said = before < now;
  return said
    ? [line, ...list.filter(one => one !== old)]
    : replaced(
        list,
        one => one === old,
        () => line,
      );
}

function newer(old: any, wallet: any): any {
  return old && wallet.version <= old.version ? old : wallet;
}
