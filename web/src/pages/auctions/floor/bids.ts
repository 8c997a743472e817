// Lists of bids, newest first: how they are joined, what a retraction makes of them, and how the price went.

import type { BidLine, Lot } from './lot';

/** More are not kept. */
export const LINES_MAX = 200;

export type Lines = readonly BidLine[];

/** The lines of the state before those that were known. Where the two do not meet, there is a hole, and the state stands alone. */
export function joined(state: Lines, known: Lines): { lines: Lines; hole: boolean } {
  const seen = new Set(state.map(({ bid }) => bid));
  if (!known.some(({ bid }) => seen.has(bid))) return { lines: state, hole: 0 < known.length };
  const reasons = new Map(known.map(({ bid, reason }) => [bid, reason]));
  const latest = state.map(line => (reasons.get(line.bid) ? { ...line, reason: reasons.get(line.bid)! } : line));
  return { lines: behind(latest, known), hole: false };
}

/** Older lines at the end of those that are known. */
export function behind(known: Lines, older: Lines): Lines {
  const seen = new Set(known.map(({ bid }) => bid));
  return [...known, ...older.filter(({ bid }) => !seen.has(bid))].slice(0, LINES_MAX);
}

/** What a retraction makes of the lines: one is struck out, and none stands above the price of now. */
export function struck(lines: Lines, { bid, price, reason }: { bid: string; price: number | null; reason?: string }): Lines {
  return lines.map(line => {
    if (line.bid === bid) return { ...line, retracted: true, ...(reason && { reason }) };
    return !line.retracted && price !== null && price < line.amount ? { ...line, amount: price } : line;
  });
}

export interface Point {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly price: number;
}

/** The price after each bid that stands, in order, and at the end what it was sold for. `bids` are newest first. */
export function path(bids: readonly BidLine[], { hammer, endedAt }: Pick<Lot, 'hammer' | 'endedAt'>): Point[] {
  const points: Point[] = [];
  let price = 0;
  for (const { amount, at, retracted } of bids.toReversed()) {
    if (retracted) continue;
    price = Math.max(price, amount);
    points.push({ at: Date.parse(at), price });
  }
  if (hammer != null && endedAt) points.push({ at: Date.parse(endedAt), price: hammer });
  return points;
}
