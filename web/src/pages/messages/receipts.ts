// How far what somebody said has come: at the server, with the others, read by them.

import type { Member, Message, Talk } from './types';

export interface Receipt {
  readonly state: 'sent' | 'delivered' | 'read';
  readonly readBy: readonly Member[];
  readonly deliveredTo: readonly Member[];
}

export function receiptOf({ seq, author }: Message, { members }: Talk): Receipt {
  const others = members.filter(one => one.user !== author);
  const readBy = others.filter(one => seq <= (one.read ?? 0));
  const deliveredTo = others.filter(one => seq <= (one.delivered ?? 0) && !readBy.includes(one));
  const state = 0 < readBy.length ? 'read' : 0 < deliveredTo.length ? 'delivered' : 'sent';
  return { state, readBy, deliveredTo };
}
