import { replaced, type Reducer } from './index.js';

/** As many as the server shows. */
const BIDS_MAX = 20;

export const auction: Reducer = (lot, { event, data, at }, me, look) => {
  const { you } = lot;
  const standing = (status: any, set: object) => {
    // Whoever takes part is told more than everybody.
    if (you && (you.alias || you.watching || me === lot.seller.id)) look();
    // Why nobody may bid is called as the status is.
    let whyNot = status === 'scheduled' ? 'not_started' : status;
    if (status === 'active') whyNot = me === lot.seller.id ? 'seller_cannot_bid' : null;
    // Who may never bid still may not.
    if (you?.whyNot === 'forbidden') whyNot = you.whyNot;
    return { ...lot, reason: undefined, remainingMs: undefined, ...set, status, ...(you && { you: { ...you, canBid: !whyNot, whyNot } }) };
  };
  switch (event) {
    case 'auction:watchers':
      return { ...lot, watchers: data.count };
    case 'auction:bid': {
      const { bid, bidder, amount, automatic, max, ...rest } = data;
      const line = { bid, bidder, amount, at, automatic, retracted: false };
      const next = { ...lot, ...rest, bids: [line, ...lot.bids].slice(0, BIDS_MAX) };
      // After a retraction, bids that were shown no higher than the price may be shown higher again. Whoever leads with a
      // bid that was answered at once does so because another one, that was not shown, is gone.
      if (lot.bids.some((one: any) => one.retracted) || lot.bids.find((one: any) => one.bidder === lot.leader)?.automatic) look();
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
      return { ...lot, ...rest, bids: gone };
    }
    case 'auction:sealed':
      if (data.bid) look();
      return { ...lot, bidCount: data.bidCount ?? lot.bidCount };
    case 'auction:watching':
      return { ...lot, you: { ...you, watching: data.on } };
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
    case 'auction:ended':
      return standing('ended', { ...data, endsAt: data.endedAt, buyNow: false });
    default:
      if (event !== 'auction:announcement') look();
      return lot;
  }
};

/** The own maximum of who does not lead: it is out in the open as far as the price has come. */
function beaten({ max, bids }: any, price: number): number | null {
  const standing = bids.filter((one: any) => !one.retracted).map((one: any) => one.max);
  return standing.length === 0 ? max : Math.min(price, Math.max(...standing));
}
