// Bids that rise: quick ones, and one of one's own choice.

import { useEffect, useState } from 'preact/hooks';
import { amount, words } from '../../../app/shared';
import { LiveButton, MoneyField } from '../../../ui/controls';
import type { PanelProps } from './BidPanel';
import { premium, quickAmounts, total, type Lot } from './lot';

const NOTHING: { text: string; units: number | null } = { text: '', units: null };

export function Ascending({ lot, because, offer, taken }: PanelProps) {
  const t = words('floor');
  const [{ text, units }, write] = useState(NOTHING);
  const [wrong, say] = useState<string>();
  const { you, bidding, currency } = lot;
  const money = (sum: number) => amount(sum, currency);
  const leads = you?.leading ?? false;
  const proxy = bidding === 'proxy';
  useEffect(() => {
    if (taken) write(NOTHING);
  }, [taken]);
  const submit = (event: Event) => {
    event.preventDefault();
    const error = check(lot, units);
    say(error);
    if (!error && !because) offer({ deed: 'bid', amount: units!, upTo: proxy });
  };
  return (
    <>
      <div class="quick row start" role="group" aria-label={t('quick.label')}>
        {quickAmounts(lot).map((sum, place) => (
          <LiveButton
            key={place}
            main={place === 0}
            because={because ?? (leads ? t('because.leading') : undefined)}
            onClick={() => offer({ deed: 'bid', amount: sum, quick: true })}
            data-testid={`quick-${place}`}
          >
            {t('quick', { amount: money(sum) })}
          </LiveButton>
        ))}
      </div>
      <form onSubmit={submit} noValidate id="bid-amount">
        <MoneyField
          label={t(!proxy ? 'bid_exactly' : leads ? 'raise_max' : 'bid_up_to')}
          currency={currency}
          text={text}
          onText={(text, units) => (write({ text, units }), say(undefined))}
          error={wrong}
          hint={proxy && leads ? t('raise_max.hint') : <span data-testid="minimum">{t('minimum', { amount: money(lot.minimum) })}</span>}
        />
        {(units !== null || !(proxy && leads)) && <Sum lot={lot} units={units ?? lot.minimum} />}
        <LiveButton type="submit" because={because} data-testid="review">
          {t('review')}
        </LiveButton>
      </form>
    </>
  );
}

/** What would have to be paid in all. */
function Sum({ lot, units }: { lot: Lot; units: number }) {
  const t = words('floor');
  if (lot.rules.premiumBps === 0) return <p class="soft">{t('sum.none')}</p>;
  const money = (sum: number) => amount(sum, lot.currency);
  return (
    <p class="soft" data-testid="sum">
      {t('sum', { total: money(total(lot, units)), premium: money(premium(lot, units)) })}
    </p>
  );
}

/** Why this amount cannot be bid; the server has the last word. */
function check(lot: Lot, units: number | null): string | undefined {
  const t = words('floor');
  const money = (sum: number) => amount(sum, lot.currency);
  const { you, rules, bidding } = lot;
  if (units === null) return t('amount.missing');
  if (units % rules.tick !== 0) return t('error.bad_tick', { tick: money(rules.tick) });
  if (you?.leading && bidding === 'proxy') {
    const max = you.max ?? 0;
    if (units === max || (units < max && !rules.allowLowerMax)) return t('error.not_above_own_max', { max: money(max) });
    return units < (lot.price ?? 0) ? t('error.bid_too_low', { minimum: money(lot.price!) }) : undefined;
  }
  return units < lot.minimum ? t('error.bid_too_low', { minimum: money(lot.minimum) }) : undefined;
}
