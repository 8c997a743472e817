import { replaced, type Reducer } from './index.js';

/** As many as the server shows. */
const BIDS_MAX = 20;
/** Why nobody may bid, by status. */
const WHY_NOT: Record<string, string> = { draft: 'not_started', scheduled: 'not_started', paused: 'paused', ended: 'ended', cancelled: 'cancelled' };

export const auction: Reducer = (lot, { event, data, at }, me, look) => {
  const { you } = lot;
  /** Whoever takes part is told more than everybody. */
  const lookIfConcerned = () => {
    if (you && (you.alias || you.watching || me === lot.seller.id || lot.settlement)) look();
  };
  const standing = (status: string, set: object) => {
    lookIfConcerned();
    // Who may never bid still may not.
    const whyNot = you?.whyNot === 'forbidden' ? 'forbidden' : (WHY_NOT[status] ?? (me === lot.seller.id ? 'seller_cannot_bid' : null));
    return { ...lot, reason: undefined, remainingMs: undefined, ...set, status, ...(you && { you: { ...you, canBid: !whyNot, whyNot } }) };
  };
  switch (event) {
    case 'auction:watchers':
      return { ...lot, watchers: data.count };
    case 'auction:bid': {
      const { bid, bidder, amount, automatic, max, ...rest } = data;
      const line = { bid, bidder, amount, at, automatic, retracted: false };
      const next = { ...lot, ...rest, bids: [line, ...lot.bids].slice(0, BIDS_MAX) };
      // What was shown no higher than the price, after a retraction, may be shown higher again.
      if (lot.bids.some((one: any) => one.retracted)) look();
      if (!you) return next;
      // Only the bidder is told a maximum; with it come the name that one has here and the time to take it back.
      if (max !== undefined || bidder === you.alias) look();
      const alias = max === undefined ? you.alias : bidder;
      const leading = data.leader === alias;
      return { ...next, you: { ...you, alias, max: max ?? (leading ? you.max : beaten(you, data.price)), leading } };
    }
    case 'auction:retracted': {
      const { bid, reason: _, leaderChanged: __, ...rest } = data;
      look();
      const gone = replaced<any>(lot.bids, line => line.bid === bid, line => ({ ...line, retracted: true }));
      // What stood above the price of now is shown no higher.
      const capped = replaced(gone, line => !line.retracted && rest.price < line.amount, line => ({ ...line, amount: rest.price }));
      return { ...lot, ...rest, bids: capped, ...(you && { you: { ...you, leading: !!rest.leader && rest.leader === you.alias } }) };
    }
    case 'auction:sealed':
      if (data.bid) look();
      return { ...lot, bidCount: data.bidCount ?? lot.bidCount };
    case 'auction:max':
      look();
      return you ? { ...lot, you: { ...you, max: data.max } } : lot;
    case 'auction:watching':
      return you ? { ...lot, you: { ...you, watching: data.on } } : lot;
    case 'auction:reserve_met':
      return { ...lot, reserveMet: true };
    case 'auction:extended': {
      const { by, endsAt, remainingMs } = data;
      return { ...lot, endsAt, remainingMs, extensions: lot.extensions + (by === 'soft_close' ? 1 : 0) };
    }
    case 'auction:status': {
      const { status, ...set } = data;
      const isOff = status === 'cancelled';
      // The end that was planned before a pause is shown again.
      if (isOff && lot.status === 'paused') look();
      return standing(status, { endsAt: isOff ? lot.endsAt : null, buyNow: lot.buyNow && !isOff, ...set });
    }
    case 'auction:announcement':
      return lot;
    case 'auction:ended':
      return standing('ended', { ...data, endsAt: data.endedAt, buyNow: false });
    default:
      look();
      return lot;
  }
};

/** The own maximum of who does not lead: it is out in the open as far as the price has come. */
function beaten({ max, bids }: any, price: number): number | null {
  const standing = bids.filter((one: any) => !one.retracted).map((one: any) => one.max);
  return standing.length === 0 ? max : Math.min(price, Math.max(...standing));
}
