// Why the market refused, in its own words where it has some.

import type { RialtoError } from '@rialto/client';
import { amount, exactMoment, has, number, words } from '../../app/shared';
import { wordsOf } from '../../ui/states';

/** A refusal in words; amounts in this currency. */
export function marketWords(error: RialtoError, currency: string): string {
  const name = `error.${error.code}`;
  if (!has('market', name)) return wordsOf(error);
  const { price, short, until, remaining, max } = (error.data ?? {}) as Record<string, any>;
  const values: Record<string, string> = {};
  if (price !== undefined) values['price'] = amount(price, currency);
  if (short !== undefined) values['short'] = amount(short, currency);
  if (until !== undefined) values['until'] = exactMoment(until);
  if (remaining !== undefined) values['remaining'] = number(remaining);
  if (max !== undefined) values['max'] = number(max);
  return words('market')(name as 'error.sold_out', values);
}

export function Refused({ error, currency = 'EUR' }: { error: RialtoError | undefined; currency?: string }) {
  if (!error) return null;
  return (
    <p class="bad" role="alert">
      {marketWords(error, currency)} {error.code === 'insufficient_funds' && <a href="/wallet">{words('frame')('wallet')}</a>}
    </p>
  );
}
