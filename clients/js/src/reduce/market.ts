import { replaced, type Reducer } from './index.js';

/** As many as the server shows. */
const LISTINGS_MAX = 100;

export const market: Reducer = (market, { event, data }, me, look) => {
  const listed = market.listings.find((one: any) => one.listing === data?.listing);
  const gone = () => {
    const listings = market.listings.filter((one: any) => one.listing !== data.listing);
    const was = listings.length < market.listings.length;
    if (LISTINGS_MAX <= market.listings.length) look();
    return { ...market, listings, count: market.count - (was ? 1 : 0) };
  };
  const change = (set: object) => ({
    ...market,
    listings: replaced<any>(market.listings, one => one.listing === data.listing, one => ({ ...one, ...set })),
  });
  switch (event) {
    case 'listing:created':
      return { ...market, listings: [data, ...market.listings].slice(0, LISTINGS_MAX), count: market.count + 1 };
    case 'listing:updated':
      return change(data);
    case 'listing:reserved':
    case 'listing:released':
      return change({ status: data.status });
    case 'listing:sold':
      // What is in one's wallet.
      if (me && (data.buyer === me || listed?.seller === me)) look();
      return data.remaining === 0 ? gone() : change({ remaining: data.remaining, status: data.status });
    case 'listing:cancelled':
    case 'listing:expired':
    case 'listing:removed':
      return gone();
    default:
      look();
      return market;
  }
};
