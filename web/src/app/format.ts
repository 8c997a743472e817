// Money, times and spans as people of the page's language write them.

import { formatMoney, minor } from '@rialto/client';
import { language } from './words';

/** `Intl` objects are dear to make and cheap to use. */
const made = new Map<string, any>();

function once<T>(name: string, make: () => T): T {
  const key = `${language.value} ${name}`;
  if (!made.has(key)) made.set(key, make());
  return made.get(key);
}

/** Minor units as money. */
export function amount(units: number, currency: string): string {
  return formatMoney(minor(units, currency), language.value);
}

export function number(value: number): string {
  return once('number', () => new Intl.NumberFormat(language.value)).format(value);
}

/** `12 Oct 2026, 18:30`. */
export function moment(at: string | number): string {
  return once('moment', () => new Intl.DateTimeFormat(language.value, { dateStyle: 'medium', timeStyle: 'short' })).format(new Date(at));
}

/** `18:30:05`, for what happened just now. */
export function clockTime(at: string | number): string {
  return once('clock', () => new Intl.DateTimeFormat(language.value, { timeStyle: 'medium' })).format(new Date(at));
}

/** `Saturday, 12 October`. */
export function day(at: string | number): string {
  return once('day', () => new Intl.DateTimeFormat(language.value, { weekday: 'long', day: 'numeric', month: 'long' })).format(new Date(at));
}

/** `18:30`, for what was said on a day that stands above it. */
export function shortTime(at: string | number): string {
  return once('short', () => new Intl.DateTimeFormat(language.value, { timeStyle: 'short' })).format(new Date(at));
}

/** `12 Oct 2026`. */
export function date(at: string | number): string {
  return once('date', () => new Intl.DateTimeFormat(language.value, { dateStyle: 'medium' })).format(new Date(at));
}

/** With the zone, for ends of auctions: `12 Oct 2026, 18:30:00 CET`. */
export function exactMoment(at: string | number): string {
  const options: Intl.DateTimeFormatOptions = {
    year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short',
  };
  return once('exact', () => new Intl.DateTimeFormat(language.value, options)).format(new Date(at));
}

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000], ['second', 1_000]];

/** `in 2 hours`, `3 minutes ago`. */
export function relative(at: string | number, now: number): string {
  const span = new Date(at).getTime() - now;
  const [unit, ms] = UNITS.find(([, size]) => size <= Math.abs(span)) ?? ['second', 1_000];
  return once('relative', () => new Intl.RelativeTimeFormat(language.value, { numeric: 'auto' })).format(Math.round(span / ms), unit);
}

/** What is left, as a clock shows it: `2 d 03:04:05`, `04:05`. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const two = (value: number) => once('two', () => new Intl.NumberFormat(language.value, { minimumIntegerDigits: 2 })).format(value);
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  const clock = [two(minutes), two(seconds % 60)];
  if (0 < hours || 0 < days) clock.unshift(two(hours));
  const text = clock.join(':');
  if (days === 0) return text;
  const span = once('days', () => new Intl.NumberFormat(language.value, { style: 'unit', unit: 'day', unitDisplay: 'short' })).format(days);
  return `${span} ${text}`;
}

/** `3.2 MB`. */
export function bytes(size: number): string {
  const [unit, by] = size < 1_000_000 ? (['kilobyte', 1_000] as const) : (['megabyte', 1_000_000] as const);
  const options: Intl.NumberFormatOptions = { style: 'unit', unit, maximumFractionDigits: 1 };
  return once(unit, () => new Intl.NumberFormat(language.value, options)).format(size / by);
}
