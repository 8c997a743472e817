// A notification in the words of the page's language, and where it leads.

import { amount, has, words } from './shared';

export interface Notification {
  readonly id: string;
  readonly type: string;
  readonly title: string;
  readonly message: string;
  readonly data: { room: string; link: string; from?: string; price?: number; currency?: string };
  readonly createdAt: string;
  readonly readAt: string | null;
}

/** Those whose title names nothing. */
const NAMELESS = new Set(['invite', 'match', 'removed']);

/** The server's own words stand where the page has none. */
export function wordsOfNotification({ type, title, message, data }: Notification): { kind: string; text: string } {
  const t = words('frame');
  const key = `notification.${type}`;
  const kind = has('frame', key) ? t(key as 'notification.outbid') : type;
  const sum = data.price !== undefined && data.currency ? amount(data.price, data.currency) : '';
  // The server's title says the kind in its own language where there is no name to say.
  const subject = NAMELESS.has(type) ? '' : title || message;
  return { kind, text: [kind, subject, sum].filter(part => part !== '').join(' · ') };
}

/** The page of what it is about. */
export function linkOf({ data: { room } }: Notification): string {
  const [kind, id] = room.split(':');
  switch (kind) {
    case 'auction':
      return `/auctions/${id}`;
    case 'conversation':
      return `/messages/${id}`;
    case 'lobby':
      return `/lobbies/${id}`;
    case 'party':
      return `/parties/${id}`;
    case 'queue':
      return '/play';
    case 'market':
      return '/market/mine';
    default:
      return '/notifications';
  }
}
