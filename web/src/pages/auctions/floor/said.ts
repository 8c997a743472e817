// Errors, spans and other things of the floor in words.

import type { RialtoError } from '@rialto/client';
import { amount, has, moment, number, person, words } from '../../../app/shared';
import { wordsOf } from '../../../ui/states';
import { isWon, type Lot, type Rules } from './lot';

/** Fields of errors that are amounts. */
const AMOUNTS = ['minimum', 'price', 'max', 'tick', 'short'];

/** An error in words, with its amounts as money. */
export function sayError(error: RialtoError, currency: string): string {
  const name = `error.${error.code}`;
  if (!has('floor', name)) return wordsOf(error);
  const values: Record<string, string> = {};
  for (const [field, value] of Object.entries((error.data ?? {}) as Record<string, unknown>)) {
    if (AMOUNTS.includes(field) && typeof value === 'number') values[field] = amount(value, currency);
    if (field === 'until' && typeof value === 'string') values[field] = moment(value);
  }
  values['seconds'] = number(Math.ceil((error.retryAfterMs ?? 0) / 1000));
  return words('floor')(name as 'error.bid_too_low', values);
}

const SPANS = [
  ['days', 86_400_000],
  ['hours', 3_600_000],
  ['minutes', 60_000],
  ['seconds', 1_000],
] as const;

/** `10 minutes`, in the largest unit that says it exactly. */
export function span(ms: number): string {
  const [unit, size] = SPANS.find(([, size]) => ms % size === 0) ?? SPANS[3];
  return words('floor')(`span.${unit}`, { count: Math.ceil(ms / size) });
}

/** `2.5 %`, of hundredths of a percent. */
export function percent(bps: number): string {
  return words('floor')('percent', { value: number(bps / 100) });
}

/** How it ended, in a sentence. */
export function wordsOfEnd(lot: Lot): string {
  const t = words('floor');
  const price = amount(lot.hammer ?? 0, lot.currency);
  if (isWon(lot, person.value)) return lot.kind === 'multi_unit' ? t('end.won_some') : t('end.won', { price });
  if (lot.outcome === 'sold') return lot.awards?.length ? t('end.sold_some') : t('end.sold', { price, winner: lot.winner ?? '' });
  return lot.outcome === 'unsold_reserve_not_met' ? t('end.reserve_not_met') : t('end.no_bids');
}

/** Whether a bid can be taken back. */
export function wordsOfRetraction({ retraction }: Rules): string {
  const t = words('floor');
  if (!retraction) return t('retraction.never');
  return t('retraction.is', { span: span(retraction.windowMs ?? 0), count: retraction.limit ?? 1 });
}

/** What is set aside for a bid. */
export function wordsOfHold({ hold, deposit = 0 }: Rules, money: (units: number) => string): string {
  return words('floor')(`hold.${hold}`, { amount: money(deposit) });
}

/** What a late bid does to the end. */
export function wordsOfSoftClose({ windowMs, extendMs, mode = 'reset', hardEndMs, max }: NonNullable<Rules['softClose']>): string {
  const t = words('floor');
  const rule = t(`soft_close.${mode}`, { window: span(windowMs), extend: span(extendMs) });
  const hard = hardEndMs ? t('soft_close.hard_end', { span: span(hardEndMs) }) : '';
  const often = max ? t('soft_close.max', { count: max }) : '';
  return [rule, hard, often].filter(part => part !== '').join(' ');
}
