// Money is a whole number of minor units. How many decimals a currency has says the server, not the browser, whose
// `Intl` says otherwise for some (IDR, HUF, IQD, …).

import { currencies } from './currencies.js';

/** An amount. `scale` is how many of its digits are decimals. */
export interface Money {
  readonly minor: number | bigint;
  readonly currency: string;
  readonly scale: number;
}

/** How many decimals a currency has. */
export function scaleOf(currency: string): number {
  return Number(Object.keys(currencies).find(scale => currencies[scale]!.includes(currency)) ?? 2);
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
  return Number.isSafeInteger(Number(units)) ? Number(units) : units;
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
  const { minor, currency, scale } = money;
  // What is decimal text is not rounded on its way, which TypeScript's library does not know of everywhere.
  return formatter(locale, currency, scale).format(`${minor}e-${scale}` as any);
}

const ARABIC_INDIC = '٠١٢٣٤٥٦٧٨٩';

/** With western digits, plain spaces and apostrophes, and the separators that stand on keyboards. */
function plain(text: string, digits: readonly string[]): string {
  const known = [...text].map(sign => {
    const digit = Math.max(digits.indexOf(sign), ARABIC_INDIC.indexOf(sign));
    return digit < 0 ? sign : digit;
  });
  return known.join('').replace(/\s/g, ' ').replace(/’/g, "'").replace(/٬/g, ',').replace('٫', '.');
}

/**
 * Reads what a person typed; null where it could be misread: a separator that stands elsewhere than the locale has it, a
 * sign, an exponent, more decimals than the currency has. `1,50` is no 150 in English.
 */
export function parseMoney(text: string, currency: string, locale?: string): Money | null {
  const format = new Intl.NumberFormat(locale, { useGrouping: true });
  const digits = [...'0123456789'].map(digit => format.format(Number(digit)));
  const parts = format.formatToParts(1234567.5);
  const sign = (type: string) => plain(parts.find(part => part.type === type)?.value ?? '', digits);
  const scale = scaleOf(currency);
  const [whole = '', fraction, ...more] = plain(text.trim(), digits).split(sign('decimal'));
  const group = sign('group');
  const units = whole.replaceAll(group, '');
  const isNumber = [units, fraction ?? units].every(part => /^\d+$/.test(part));
  if (0 < more.length || !isNumber || scale < (fraction ?? '').length) return null;
  // As the locale groups them, in threes, or not at all.
  const threes = units.replace(/\B(?=(\d{3})+$)/g, group);
  if (![units, threes, plain(format.format(BigInt(units)), digits)].includes(whole)) return null;
  return { minor: narrow(BigInt(units + (fraction ?? '').padEnd(scale, '0'))), currency, scale };
}
