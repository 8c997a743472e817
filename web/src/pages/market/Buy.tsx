// Buying: what it costs is looked at once more, and what became of it is told, whatever happens to the connection.

import { useState } from 'preact/hooks';
import { newKey, RialtoError } from '@rialto/client';
import { amount, announce, number, rialto, words } from '../../app/shared';
import { Button, Dialog, TextField } from '../../ui/controls';
import { premiumOn, type ListingBody } from './Listing';
import { Refused } from './Refused';

interface Sale {
  sale: string;
  total: number;
}

type Phase =
  | { name: 'ask' }
  | { name: 'sending' }
  | { name: 'unknown' }
  | { name: 'done'; sale: Sale }
  | { name: 'refused'; error: RialtoError };

export function BuyDialog({ listing, onClose }: { listing: ListingBody; onClose(): void }) {
  const t = words('market');
  const { id, currency, premiumBps, remaining } = listing;
  const [quantity, setQuantity] = useState('1');
  const [phase, become] = useState<Phase>({ name: 'ask' });
  // The price that is agreed to; another one has to be agreed to again.
  const [price, agree] = useState(listing.price);
  const count = /^\d+$/.test(quantity) ? Number(quantity) : 0;
  const fits = 1 <= count && count <= Math.max(1, remaining);
  const sum = price * Math.max(count, 1);
  const premium = premiumOn(sum, premiumBps);

  const buy = async () => {
    if (!fits) return;
    const key = newKey();
    become({ name: 'sending' });
    try {
      const reply = await rialto.call('listing:buy', { listing: id, expectedPrice: price, quantity: count }, { room: 'market', key });
      won(reply.data);
    } catch (error: any) {
      if (error.code !== 'outcome_unknown') return refused(error);
      become({ name: 'unknown' });
      await find(key);
    }
  };
  /** Never buys again by itself: it asks what became of it. */
  const find = async (key: string) => {
    const { state, reply } = await rialto.outcome(key);
    if (state === 'applied') won(reply!.data);
    else if (state === 'refused') refused(new RialtoError(reply!.error!));
    else become({ name: 'ask' });
  };
  const won = (sale: Sale) => {
    become({ name: 'done', sale });
    announce(t('yours'), { urgent: true });
  };
  const refused = (error: RialtoError) => {
    if (error.code === 'price_changed') agree((error.data as { price: number }).price);
    become({ name: 'refused', error });
  };
  if (phase.name === 'done') {
    return (
      <Dialog title={t('yours')} onClose={onClose}>
        <p class="good">{t('paid', { total: amount(phase.sale.total, currency) })}</p>
        <a class="button main" href={`/market/sales/${phase.sale.sale}`}>
          {t('receipt')}
        </a>
      </Dialog>
    );
  }
  return (
    <Dialog title={t('buy_title', { title: listing.title })} onClose={onClose}>
      <form onSubmit={event => (event.preventDefault(), void buy())}>
        {1 < listing.stock && (
          <TextField label={t('quantity')} hint={t('left', { count: number(remaining) })} error={fits ? undefined : t('quantity_wrong')} inputMode="numeric" value={quantity} onValue={setQuantity} />
        )}
        <dl class="pairs">
          <dt>{t('price')}</dt>
          <dd class="amount">{amount(sum, currency)}</dd>
          {0 < premium && (
            <>
              <dt>{t('premium')}</dt>
              <dd class="amount">{amount(premium, currency)}</dd>
            </>
          )}
          <dt>{t('total')}</dt>
          <dd class="amount">
            <strong>{amount(sum + premium, currency)}</strong>
          </dd>
        </dl>
        <p role="status">{phase.name === 'sending' ? t('buying') : phase.name === 'unknown' ? t('unknown') : ''}</p>
        {phase.name === 'refused' && <Refused error={phase.error} currency={currency} />}
        <div class="row end">
          <button type="button" onClick={onClose}>
            {t('back')}
          </button>
          <Button type="submit" main busy={phase.name === 'sending' || phase.name === 'unknown'} because={phase.name === 'refused' && phase.error.code === 'sold_out' && t('over.sold')}>
            {t('pay', { total: amount(sum + premium, currency) })}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
