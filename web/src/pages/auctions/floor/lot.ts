// An auction as the floor reads it, and what follows from its numbers. Amounts are whole minor units.

import type { StateOf } from '@rialto/client';
import type { Person } from '../../../app/session';

/** An auction as it stands. */
export type Lot = StateOf<'auction'>;
export type Rules = Lot['rules'];
/** A line of the history; with the reason where staff struck it out. */
export type BidLine = Lot['bids'][number] & { reason?: string };

/** An amount so many increments above the minimum is looked at twice. */
const FAR_INCREMENTS = 10;
/** And so is one that is so many times the minimum. */
const FAR_TIMES = 2;

/** Nobody sees the others' bids. */
export function isSealed({ kind }: Lot): boolean {
  return kind === 'sealed_first' || kind === 'vickrey' || kind === 'multi_unit';
}

/** Whether one may look after this auction. */
export function isKeeper({ seller }: Lot, who: Person | null): boolean {
  return who !== null && (who.id === seller.id || who.role === 'moderator' || who.role === 'admin');
}

/** Whether it went to whoever looks. Who bought at once may have no name here yet, but what is left to do is told to them. */
export function isWon(lot: Lot, who: Person | null): boolean {
  const { you, winner, awards, settlement } = lot;
  if (!you || lot.status !== 'ended') return false;
  if (you.alias !== null && awards?.length) return awards.some(({ bidder }) => bidder === you.alias);
  if (!winner) return false;
  return winner === you.alias || (settlement !== undefined && !you.offered && !isKeeper(lot, who));
}

/** By how much bids rise here. Once there is a price the server's own minimum says it; before, its rule does, as far as that is told. */
export function increment({ price, minimum, rules: { increment: rule, tick } }: Lot): number {
  if (price !== null) return minimum - price;
  return Math.max(1, Math.ceil(firstStep(rule, minimum) / tick)) * tick;
}

function firstStep(rule: Rules['increment'], start: number): number {
  switch (rule.type) {
    case 'fixed':
      return rule.amount;
    case 'percent':
      return Math.max(Number((BigInt(start) * BigInt(rule.bps) + 9_999n) / 10_000n), rule.min ?? 1);
    case 'table':
      return (rule.rows?.findLast(row => row[0]! <= start) ?? rule.rows?.[0])?.[1] ?? tenth(start);
    case 'ladder':
      return tenth(start);
  }
}

/** A tenth of the decade: 10.00 above 100.00. */
function tenth(price: number): number {
  return 10 ** Math.max(0, String(price).length - 2);
}

/** What the quick buttons offer: the minimum, and one and two increments more. */
export function quickAmounts(lot: Lot): number[] {
  const step = increment(lot);
  return [0, 1, 2].map(times => lot.minimum + times * step).filter(Number.isSafeInteger);
}

/** What the house takes on top. */
export function premium({ rules: { premiumBps } }: Lot, sum: number): number {
  return Number((BigInt(sum) * BigInt(premiumBps)) / 10_000n);
}

/** All that is to be paid for it. */
export function total(lot: Lot, sum: number): number {
  return sum + premium(lot, sum);
}

/** Whether an amount is so far above the minimum that it may be a slip of the finger. */
export function isFarAbove(lot: Lot, amount: number): boolean {
  return FAR_TIMES * lot.minimum < amount || FAR_INCREMENTS * increment(lot) <= amount - lot.minimum;
}

/**
 * The falling price at a time of the server's: at least the server's own, so that an offer at it is not refused. It goes on
 * from the price that the server told last, for pauses before that are in it.
 */
export function fallingPrice(lot: Lot, now: number): number {
  const { startPrice: top, floorPrice: bottom = top, step } = lot.rules;
  const { price, startsAt, endsAt } = lot;
  if (lot.status !== 'active' || price === null || !startsAt || !endsAt) return price ?? top;
  const [start, end, told] = [startsAt, endsAt, lot.serverNow].map(time => Date.parse(time)) as [number, number, number];
  if (step) {
    const steps = (time: number) => Math.max(0, Math.floor((time - start) / step.everyMs));
    const fallen = steps(now) - steps(told);
    // After a pause the steps fall at other times than these: at most one too early.
    const shifted = price !== Math.max(bottom, top - steps(told) * step.amount) ? 1 : 0;
    return Math.max(bottom, price - Math.max(0, fallen - shifted) * step.amount);
  }
  const left = Math.max(0, end - now) / Math.max(1, end - told);
  return Math.min(price, Math.ceil(bottom + (price - bottom) * left));
}
