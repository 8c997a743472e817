import { replaced, type Reducer } from './index.js';

/** As many as the server shows. */
const BIDS_MAX = 20;

export const auction: Reducer = (lot, { event, data, at }, _me, look) => {
  const { you } = lot;
  switch (event) {
    case 'auction:watchers':
      return { ...lot, watchers: data.count };
    case 'auction:bid': {
      const { bid, bidder, amount, automatic, max, ...rest } = data;
      const line = { bid, bidder, amount, at, automatic, retracted: false };
      const next = { ...lot, ...rest, bids: [line, ...lot.bids].slice(0, BIDS_MAX) };
      if (!you) return next;
      // Only the bidder is told a maximum; with it come the name that one has here and the time to take it back.
      if (max !== undefined || bidder === you.alias) look();
      const alias = max === undefined ? you.alias : bidder;
      return { ...next, you: { ...you, alias, max: max ?? you.max, leading: data.leader === alias } };
    }
    case 'auction:retracted': {
      const { bid, reason: _, leaderChanged: __, ...rest } = data;
      const gone = replaced<any>(lot.bids, line => line.bid === bid, line => ({ ...line, retracted: true }));
      // What stood above the price of now is shown no higher.
      const capped = replaced(gone, line => !line.retracted && rest.price < line.amount, line => ({ ...line, amount: rest.price }));
      if (you?.alias) look();
      return { ...lot, ...rest, bids: capped, ...(you && { you: { ...you, leading: !!rest.leader && rest.leader === you.alias } }) };
    }
    case 'auction:sealed':
      if (data.bid) look();
      return { ...lot, bidCount: data.bidCount ?? lot.bidCount };
    case 'auction:max':
      return you ? { ...lot, you: { ...you, max: data.max } } : lot;
    case 'auction:watching':
      return you ? { ...lot, you: { ...you, watching: data.on } } : lot;
    case 'auction:reserve_met':
      return { ...lot, reserveMet: true };
    case 'auction:extended': {
      const { by, endsAt, remainingMs } = data;
      return { ...lot, endsAt, remainingMs, extensions: lot.extensions + (by === 'soft_close' ? 1 : 0) };
    }
    case 'auction:status':
      if (you) look();
      return { ...lot, reason: undefined, remainingMs: undefined, endsAt: null, ...data };
    case 'auction:announcement':
      return lot;
    case 'auction:ended':
      look();
      return { ...lot, ...data, status: 'ended' };
    default:
      look();
      return lot;
  }
};
