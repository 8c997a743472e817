// Amounts are what the server says they are, and what people type is never misread.

import { expect, test } from 'vitest';
import { formatMoney, minor, money, parseMoney, scaleOf } from '../src/index.js';

test('how many decimals a currency has says the server', () => {
  const scales = ['EUR', 'JPY', 'KWD', 'CLF', 'HUF', 'IDR', 'IQD', 'ZZZ'].map(scaleOf);
  expect(scales).toEqual([2, 0, 3, 4, 2, 2, 3, 2]);
});

test('amounts are shown exactly', () => {
  expect(formatMoney(minor(120_050, 'EUR'), 'en')).toBe('€1,200.50');
  expect(formatMoney(minor(120_050, 'JPY'), 'en')).toBe('¥120,050');
  expect(formatMoney(minor(1, 'KWD'), 'en')).toBe('KWD\u00a00.001');
  expect(formatMoney(minor(-5, 'EUR'), 'en')).toBe('-€0.05');
  expect(formatMoney(minor(9_007_199_254_740_993_127n, 'EUR'), 'en')).toBe('€90,071,992,547,409,931.27');
});

test('money is written as a plain decimal in programs', () => {
  expect(money('120.5', 'EUR')).toEqual({ minor: 12_050, currency: 'EUR', scale: 2 });
  expect(money('-3', 'JPY').minor).toBe(-3);
  expect(money('90071992547409931.27', 'EUR').minor).toBe(9_007_199_254_740_993_127n);
  for (const wrong of ['', '1,5', '1.234', '1e3', ' 1', '+1', '.5', '1.']) expect(() => money(wrong, 'EUR'), wrong).toThrow(RangeError);
});

const READ: [string, string, string, number | null][] = [
  ['en', 'EUR', '1,250.00', 125_000],
  ['en', 'EUR', '1250', 125_000],
  ['en', 'EUR', ' 1250.5 ', 125_050],
  ['en', 'EUR', '1,50', null],
  ['en', 'EUR', '1.505', null],
  ['en', 'EUR', '12,34.00', null],
  ['en', 'EUR', '1.2.3', null],
  ['en', 'EUR', '-5', null],
  ['en', 'EUR', '1e3', null],
  ['en', 'EUR', '', null],
  ['en', 'EUR', '5.', null],
  ['en', 'EUR', '.5', null],
  ['en', 'JPY', '1,250', 1_250],
  ['en', 'JPY', '1250.0', null],
  ['de', 'EUR', '1.250,00', 125_000],
  ['de', 'EUR', '1,50', 150],
  ['de', 'EUR', '1.50', null],
  ['fr', 'EUR', '1 250,00', 125_000],
  ['fr', 'EUR', '1\u202f250,00', 125_000],
  ['es', 'EUR', '1.250,00', 125_000],
  ['de-CH', 'CHF', "1'250.00", 125_000],
  ['de-CH', 'CHF', '1’234’250.00', 123_425_000],
  ['en-IN', 'INR', '12,34,567.50', 123_456_750],
  ['en-IN', 'INR', '1,234,567.50', 123_456_750],
  ['hi', 'INR', '1,23,456', 12_345_600],
  ['ar-EG', 'EGP', '١٬٢٥٠٫٥٠', 125_050],
  ['ar-EG', 'EGP', '١٢٥٠', 125_000],
  ['ar-EG', 'EGP', '1,250.50', 125_050],
  ['en', 'EUR', '١٢٥٠', 125_000],
  ['fa', 'IRR', '۱٬۲۵۰', 125_000],
  ['ja', 'JPY', '1,250', 1_250],
  ['pt-BR', 'BRL', '1.250,00', 125_000],
  ['en', 'KWD', '1.234', 1_234],
];

test.each(READ)('in %s %s is read from %s as %s', (locale, currency, text, expected) => {
  expect(parseMoney(text, currency, locale)?.minor ?? null).toBe(expected);
});

test('amounts beyond exact numbers are read exactly', () => {
  expect(parseMoney('90,071,992,547,409,931.27', 'EUR', 'en')?.minor).toBe(9_007_199_254_740_993_127n);
});

test('what is shown can be typed', () => {
  for (const locale of ['en', 'de', 'fr', 'es', 'pt', 'ar-EG', 'hi', 'ja', 'sv', 'pl']) {
    const digits = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(1_234_567.89);
    expect(parseMoney(digits, 'EUR', locale)?.minor, locale).toBe(123_456_789);
  }
});
