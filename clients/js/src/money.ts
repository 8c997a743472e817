// Money is a whole number of minor units. How many decimals a currency has says the server, not the browser, whose
// `Intl` says otherwise for some (IDR, HUF, IQD, …).

import { currencies } from './currencies.js';

/** An amount. `scale` is how many of its digits are decimals. */
export interface Money {
  readonly minor: number | bigint;
  readonly currency: string;
  readonly scale: number;
}

/** As it is computed with exactly, e.g. `1250.00`. */
function decimal({ minor, scale }: Money): string {
  const text = String(minor);
  const [sign, digits] = text.startsWith('-') ? ['-', text.slice(1)] : ['', text];
  const padded = digits.padStart(scale + 1, '0');
  return scale === 0 ? sign + padded : `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
}

/** How many decimals a currency has. */
export function scaleOf(currency: string): number {
  return currencies[currency] ?? 2;
}

/** So many minor units of a currency. */
export function minor(amount: number | bigint, currency: string): Money {
  return { minor: amount, currency, scale: scaleOf(currency) };
}

/** `money('120.50', 'EUR')`. Refuses more decimals than the currency has, and whatever is no plain number. */
export function money(text: string, currency: string): Money {
  const scale = scaleOf(currency);
  const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!parts || scale < (parts[3] ?? '').length) throw new RangeError(`${text} is no amount of ${currency}`);
  const units = BigInt(`${parts[1]}${parts[2]}${(parts[3] ?? '').padEnd(scale, '0')}`);
  return { minor: narrow(units), currency, scale };
}

/** A number where it is exact. */
function narrow(units: bigint): number | bigint {
  return units <= BigInt(Number.MAX_SAFE_INTEGER) && -units <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(units) : units;
}

// A formatter costs twenty times what it costs to use it.
const formatters = new Map<string, Intl.NumberFormat>();

function formatter(locale: string | undefined, currency: string, scale: number): Intl.NumberFormat {
  const name = `${locale} ${currency} ${scale}`;
  let found = formatters.get(name);
  if (!found) {
    found = new Intl.NumberFormat(locale, { style: 'currency', currency, minimumFractionDigits: scale, maximumFractionDigits: scale });
    formatters.set(name, found);
  }
  return found;
}

/** As people of the locale write it. Exact beyond 2^53. */
export function formatMoney(money: Money, locale?: string): string {
  // A decimal string is not rounded on its way, which TypeScript's library does not know of everywhere.
  return formatter(locale, money.currency, money.scale).format(decimal(money) as any);
}

/** The separators and digits of a locale. */
function signs(locale: string | undefined): { group: string; point: string; digits: string[] } {
  const format = new Intl.NumberFormat(locale, { useGrouping: true, minimumFractionDigits: 1 });
  const parts = format.formatToParts(1234567.5);
  const of = (type: string) => parts.find(part => part.type === type)?.value ?? '';
  const plain = new Intl.NumberFormat(locale, { useGrouping: false });
  return { group: of('group'), point: of('decimal'), digits: [...'0123456789'].map(digit => plain.format(Number(digit))) };
}

const ARABIC_INDIC = '٠١٢٣٤٥٦٧٨٩';
const SPACES = /[\s\u00a0\u202f]/g;
const APOSTROPHES = /['’]/g;

/**
 * Reads what a person typed; null where it could be misread: a separator that stands elsewhere than the locale has it, a
 * sign, an exponent, more decimals than the currency has. `1,50` is no 150 in English.
 */
export function parseMoney(text: string, currency: string, locale?: string): Money | null {
  const { group, point, digits } = signs(locale);
  const scale = scaleOf(currency);
  const western = [...text.trim()].map(sign => {
    const own = digits.indexOf(sign);
    const arabic = ARABIC_INDIC.indexOf(sign);
    return 0 <= own ? String(own) : 0 <= arabic ? String(arabic) : sign;
  });
  const same = (one: string) => one.replace(SPACES, ' ').replace(APOSTROPHES, "'");
  const plain = same(western.join(''));
  const [whole = '', fraction, ...more] = plain.split(point === '٫' ? /[٫.]/ : point);
  if (0 < more.length || (fraction !== undefined && (!/^\d+$/.test(fraction) || scale < fraction.length))) return null;
  const separator = same(group);
  const groups = separator === '' ? [whole] : whole.split(separator === '٬' ? /[٬,]/ : separator);
  if (!isGrouped(groups, locale)) return null;
  const units = BigInt(groups.join('') + (fraction ?? '').padEnd(scale, '0'));
  return { minor: narrow(units), currency, scale };
}

/** Whether the groups of digits stand as the locale has them (3, or 3 then 2 as in India). */
function isGrouped(groups: string[], locale: string | undefined): boolean {
  if (!groups.every(part => /^\d+$/.test(part))) return false;
  if (groups.length === 1) return true;
  const shape = (size: string[]) => size.map(part => part.length).slice(1).join();
  const known = new Intl.NumberFormat(locale).formatToParts(BigInt(`1${'0'.repeat(groups.join('').length - 1)}`));
  const usual = known.filter(part => part.type === 'integer').map(part => part.value);
  const western = groups.slice(1).every(part => part.length === 3) && groups[0]!.length <= 3;
  return western || shape(groups) === shape(usual);
}
