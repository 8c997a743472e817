// Offers for one listing: one's own, or for its seller those of others.

import { useState } from 'preact/hooks';
import { newKey } from '@rialto/client';
import { useAsk, useDeed, useEvents, useInbox } from '../../app/hooks';
import { amount, person, rialto, words } from '../../app/shared';
import { LiveButton, MoneyField } from '../../ui/controls';
import { Countdown, When } from '../../ui/time';
import type { ListingBody } from './Listing';
import { Refused } from './Refused';

export interface Offer {
  id: string;
  listing: string;
  title: string;
  currency: string;
  seller: string;
  buyer: string;
  by: 'buyer' | 'seller';
  amount: number;
  status: string;
  expiresAt: string;
  createdAt: string;
}

export function Offers({ listing }: { listing: ListingBody }) {
  const t = words('market');
  const mine = person.value?.id === listing.seller;
  const asked = useAsk<{ items: Offer[] }>(`offers ${listing.id}`, signal => rialto.rest.ask('GET', 'offers', { query: { listing: listing.id }, signal }));
  useEvents(useInbox(), (event, data) => event.startsWith('offer:') && data.listing === listing.id && asked.reload());
  const items = asked.data?.items ?? [];
  const open = items.some(one => one.status === 'open');
  const listed = ['listed', 'reserved'].includes(listing.status);
  return (
    <section class="card">
      <h2>{t('offers')}</h2>
      {items.length === 0 && <p class="soft">{mine ? t('no_offers') : t('no_offer')}</p>}
      <ul class="lines">
        {items.map(one => (
          <OfferLine key={one.id} offer={one} onChange={asked.reload} />
        ))}
      </ul>
      {!mine && !open && listed && <Make listing={listing} onMade={asked.reload} />}
    </section>
  );
}

function Make({ listing, onMade }: { listing: ListingBody; onMade(): void }) {
  const t = words('market');
  const [text, type] = useState('');
  const [units, read] = useState<number | null>(null);
  const make = useDeed(async () => {
    await rialto.call('offer:make', { listing: listing.id, amount: units }, { room: 'market', key: newKey() });
    type('');
    onMade();
  });
  const submit = (event: Event) => {
    event.preventDefault();
    if (units !== null) void make.run();
  };
  return (
    <form onSubmit={submit}>
      <MoneyField label={t('offer_amount')} currency={listing.currency} text={text} hint={t('offer_hint')} onText={(to, value) => (type(to), read(value))} />
      <Refused error={make.error} currency={listing.currency} />
      <LiveButton type="submit" busy={make.busy} because={units === null && t('offer_first')}>
        {t('make_offer')}
      </LiveButton>
    </form>
  );
}

/** One offer; the other side may answer it. */
export function OfferLine({ offer, onChange, withTitle }: { offer: Offer; onChange(): void; withTitle?: boolean }) {
  const t = words('market');
  const [text, type] = useState('');
  const [units, read] = useState<number | null>(null);
  const side = person.value?.id === offer.seller ? 'seller' : 'buyer';
  const answer = useDeed(async (deed: string, data: object = {}) => {
    await rialto.call(`offer:${deed}`, { offer: offer.id, ...data }, { room: 'market', key: newKey() });
    onChange();
  });
  const open = offer.status === 'open';
  return (
    <li>
      <div class="row">
        <span>
          {withTitle && <a href={`/market/${offer.listing}`}>{offer.title}</a>} <strong class="amount">{amount(offer.amount, offer.currency)}</strong>{' '}
          <span class="soft">{offer.by === side ? t('by_you') : t('by_other')}</span>
        </span>
        {open ? <Countdown until={offer.expiresAt} /> : <span class="badge">{t(`offer.${offer.status}` as 'offer.open')}</span>}
        <span class="soft">
          <When at={offer.createdAt} />
        </span>
      </div>
      {open && offer.by === side && (
        <LiveButton busy={answer.busy} onClick={() => void answer.run('withdraw')}>
          {t('withdraw_offer')}
        </LiveButton>
      )}
      {open && offer.by !== side && (
        <div class="stack">
          <div class="row start">
            <LiveButton main busy={answer.busy} onClick={() => void answer.run('accept')}>
              {t('accept')}
            </LiveButton>
            <LiveButton busy={answer.busy} onClick={() => void answer.run('decline')}>
              {t('decline')}
            </LiveButton>
          </div>
          <MoneyField label={t('counter_amount')} currency={offer.currency} text={text} onText={(to, value) => (type(to), read(value))} />
          <LiveButton because={units === null && t('offer_first')} busy={answer.busy} onClick={() => void answer.run('counter', { amount: units })}>
            {t('counter')}
          </LiveButton>
        </div>
      )}
      <Refused error={answer.error} currency={offer.currency} />
    </li>
  );
}
