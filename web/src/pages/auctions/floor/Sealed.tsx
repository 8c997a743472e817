// Bids that nobody else sees, for one or for several.

import { useEffect, useState } from 'preact/hooks';
import { amount, moment, words } from '../../../app/shared';
import { Check, LiveButton, MoneyField, TextField } from '../../../ui/controls';
import type { PanelProps } from './BidPanel';
import { premium, total } from './lot';

const NOTHING: { text: string; units: number | null } = { text: '', units: null };

export default function Sealed({ lot, because, offer, taken }: PanelProps) {
  const t = words('floor');
  const [{ text, units }, write] = useState(NOTHING);
  const [count, setCount] = useState('1');
  const [allOrNone, setAll] = useState(false);
  const [wrong, say] = useState<{ amount?: string; quantity?: string }>({});
  const { rules, currency, you } = lot;
  const money = (sum: number) => amount(sum, currency);
  const several = lot.kind === 'multi_unit';
  const most = rules.quantity ?? 1;
  const quantity = Number(count);
  const times = several ? quantity : 1;
  const counts = /^\d+$/.test(count) && 1 <= quantity && quantity <= most;
  useEffect(() => {
    if (taken) write(NOTHING);
  }, [taken]);
  const submit = (event: Event) => {
    event.preventDefault();
    const errors: { amount?: string; quantity?: string } = {};
    if (units === null) errors.amount = t('amount.missing');
    else if (units < lot.minimum) errors.amount = t('error.bid_too_low', { minimum: money(lot.minimum) });
    else if (units % rules.tick !== 0) errors.amount = t('error.bad_tick', { tick: money(rules.tick) });
    if (several && !counts) errors.quantity = t('quantity.wrong', { count: most });
    say(errors);
    if (errors.amount || errors.quantity || because) return;
    offer({ deed: 'bid', amount: units!, ...(several && { quantity, allOrNone }) });
  };
  const own = you?.bids.find(bid => !bid.retracted);
  return (
    <form onSubmit={submit} noValidate id="bid-amount">
      {own && <p class="soft">{t('sealed.replaces', { time: moment(own.at) })}</p>}
      <MoneyField
        label={t(several ? 'sealed.each' : 'sealed.amount')}
        currency={currency}
        text={text}
        onText={(text, units) => (write({ text, units }), say({}))}
        error={wrong.amount}
        hint={t('minimum', { amount: money(lot.minimum) })}
      />
      {several && (
        <>
          <TextField
            label={t('quantity')}
            inputMode="numeric"
            value={count}
            onValue={setCount}
            error={wrong.quantity}
            hint={t('quantity.most', { count: most })}
          />
          <Check label={t('all_or_none')} checked={allOrNone} onChecked={setAll} />
        </>
      )}
      {units !== null && (!several || counts) && (
        <p class="soft" data-testid="sum">
          {t('sum', { total: money(total(lot, units * times)), premium: money(premium(lot, units * times)) })}
        </p>
      )}
      <LiveButton type="submit" main because={because} data-testid="review">
        {t('review')}
      </LiveButton>
    </form>
  );
}
