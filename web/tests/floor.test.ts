// The numbers of the auction floor.

import { describe, expect, it } from 'vitest';
import { behind, joined, LINES_MAX, path, struck } from '../src/pages/auctions/floor/bids';
import {
  fallingPrice,
  increment,
  isFarAbove,
  isWon,
  premium,
  quickAmounts,
  total,
  type BidLine,
  type Lot,
  type Rules,
} from '../src/pages/auctions/floor/lot';

const rules = { startPrice: 10_000, increment: { type: 'ladder' }, tick: 1, premiumBps: 0 } as unknown as Rules;

function lot(more: Partial<Lot> = {}, terms: Partial<Rules> = {}): Lot {
  return {
    kind: 'english',
    status: 'active',
    price: null,
    minimum: 10_000,
    seller: { id: 's', name: 'Bo' },
    ...more,
    rules: { ...rules, ...terms },
  } as unknown as Lot;
}

function line(bid: number, amount: number, more: Partial<BidLine> = {}): BidLine {
  return { bid: String(bid), bidder: 'Ada', amount, at: new Date(bid * 1000).toISOString(), automatic: false, retracted: false, ...more };
}

describe('increments', () => {
  it.each<[string, Partial<Rules>, number]>([
    ['fixed', { increment: { type: 'fixed', amount: 500 } }, 500],
    ['a share, rounded up', { increment: { type: 'percent', bps: 333 } }, 334],
    ['a share, at least', { increment: { type: 'percent', bps: 1, min: 250 } }, 250],
    [
      'rows',
      {
        increment: {
          type: 'table',
          rows: [
            [1, 5],
            [10_001, 70],
            [10_002, 900],
          ],
        },
      },
      70,
    ],
    ['a tenth of the decade', {}, 1_000],
    ['a multiple of the tick', { increment: { type: 'fixed', amount: 510 }, tick: 100 }, 600],
  ])('before the first bid: %s', (_, terms, wanted) => expect(increment(lot({ minimum: 10_001 }, terms))).toBe(wanted));

  it('are what the server says once there is a price', () => expect(increment(lot({ price: 10_000, minimum: 10_250 }))).toBe(250));

  it('make the quick buttons', () => expect(quickAmounts(lot({ price: 10_000, minimum: 10_250 }))).toEqual([10_250, 10_500, 10_750]));

  it('offer nothing that is no amount', () =>
    expect(quickAmounts(lot({ price: 2 ** 53 - 3, minimum: 2 ** 53 - 2 }))).toEqual([2 ** 53 - 2, 2 ** 53 - 1]));
});

describe('a slip of the finger', () => {
  const now = lot({ price: 10_000, minimum: 10_500 });
  it.each<[number, boolean]>([
    [10_500, false],
    [15_499, false],
    [15_500, true],
    [21_001, true],
  ])('%i: %s', (amount, far) => expect(isFarAbove(now, amount)).toBe(far));
  it('is more than twice the minimum, however great the steps', () =>
    expect(isFarAbove(lot({ price: 100, minimum: 200 }), 401)).toBe(true));
});

describe('what is to be paid', () => {
  it('rounds the fee down, as the server does', () => expect(premium(lot({}, { premiumBps: 333 }), 10_001)).toBe(333));
  it('is exact beyond what a double multiplies', () =>
    expect(total(lot({}, { premiumBps: 9_999 }), 4_503_599_627_370_495)).toBe(9_006_748_894_778_252));
});

describe('a falling price', () => {
  const times = { startsAt: new Date(0).toISOString(), endsAt: new Date(100_000).toISOString() };
  const told = (at: number, price: number, terms: Partial<Rules>) =>
    lot({ kind: 'dutch', price, serverNow: new Date(at).toISOString(), ...times }, { startPrice: 2_000, floorPrice: 1_000, ...terms });

  it("falls evenly, and is never below the server's", () => {
    for (const at of [0, 333, 50_000, 99_999, 100_000, 200_000]) {
      const server = 2_000 - Math.floor((1_000 * Math.min(at, 100_000)) / 100_000);
      expect(fallingPrice(told(0, 2_000, {}), at)).toBe(server);
    }
  });

  it('goes on from where a pause left it', () => {
    // Half of it was over when it was paused for 100 s: the end is that much later.
    const after = { ...told(150_000, 1_500, {}), endsAt: new Date(200_000).toISOString() };
    expect(fallingPrice(after, 150_000)).toBe(1_500);
    expect(fallingPrice(after, 175_000)).toBe(1_250);
  });

  const step = { everyMs: 10_000, amount: 150 };
  it('falls in steps down to the floor', () => {
    const now = told(0, 2_000, { step });
    expect([9_999, 10_000, 69_999, 70_000].map(at => fallingPrice(now, at))).toEqual([2_000, 1_850, 1_100, 1_000]);
  });

  it('after a pause falls a step too late rather than too early', () => {
    // 15 s were paused: the server's steps are at 25 s, 35 s, …
    const now = told(26_000, 1_850, { step });
    expect([26_000, 34_999, 36_000].map(at => fallingPrice(now, at))).toEqual([1_850, 1_850, 1_850]);
    expect(fallingPrice(now, 46_000)).toBe(1_700);
  });

  it('stands while the auction does not run', () => expect(fallingPrice({ ...told(0, 1_700, {}), status: 'paused' }, 50_000)).toBe(1_700));
});

describe('who has won', () => {
  const ended = (more: object) => lot({ status: 'ended', winner: 'a***a', ...more });
  const you = (alias: string | null) => ({ alias, bids: [] }) as unknown as Lot['you'];
  const ada = { id: 'a', name: 'Ada', role: 'user' } as const;
  it('is known by the name here', () => expect(isWon(ended({ you: you('a***a') }), ada)).toBe(true));
  it('is nobody else', () => expect(isWon(ended({ you: you('b***b') }), ada)).toBe(false));
  it('is who bought at once and never bid', () => expect(isWon(ended({ you: you(null), settlement: 'awaiting_payment' }), ada)).toBe(true));
  it('is not the seller, who is told of the payment, too', () =>
    expect(isWon(ended({ you: you(null), settlement: 'awaiting_payment' }), { ...ada, id: 's' })).toBe(false));
  it('is everybody who gets some of it', () => {
    const awards = [{ bidder: 'Ada', quantity: 1, price: 5 }];
    expect(isWon(lot({ status: 'ended', awards, you: you('Ada') }), ada)).toBe(true);
    expect(isWon(lot({ status: 'ended', awards, you: you('Eve') }), ada)).toBe(false);
  });
});

describe('lists of bids', () => {
  const state = [line(9, 90), line(8, 80)];
  it('go on behind the state', () =>
    expect(joined(state, [line(8, 80), line(7, 70)])).toEqual({ lines: [line(9, 90), line(8, 80), line(7, 70)], hole: false }));
  it('have no hole: what does not meet the state is left out', () =>
    expect(joined(state, [line(5, 50)])).toEqual({ lines: state, hole: true }));
  it('begin with the state alone', () => expect(joined(state, [])).toEqual({ lines: state, hole: false }));
  it('keep the reason that only an event told', () =>
    expect(joined(state, [line(8, 80, { reason: 'a slip' })]).lines[1]).toMatchObject({ reason: 'a slip' }));
  it('are bounded', () =>
    expect(
      behind(
        state,
        Array.from({ length: 1_000 }, (_, place) => line(-place, 1)),
      ),
    ).toHaveLength(LINES_MAX));
  it('show a retraction, and nothing above the price of now', () => {
    const after = struck([line(9, 90), line(8, 85), line(7, 70)], { bid: '9', price: 80, reason: 'a slip' });
    expect(after.map(({ amount, retracted, reason }) => [amount, retracted, reason])).toEqual([
      [90, true, 'a slip'],
      [80, false, undefined],
      [70, false, undefined],
    ]);
  });
  it('tell how the price went', () => {
    const bids = [line(4, 90), line(3, 120, { retracted: true }), line(2, 80), line(1, 85)];
    expect(path(bids, { hammer: 95, endedAt: new Date(5_000).toISOString() }).map(({ price }) => price)).toEqual([85, 85, 90, 95]);
  });
});
