// One thing for sale: what it is, what it costs, and buying it.

import { useState } from 'preact/hooks';
import { newKey } from '@rialto/client';
import { Heading } from '../../app/Frame';
import { useAsk, useDeed, useEvents, useRoom } from '../../app/hooks';
import type { PageProps } from '../../app/routes';
import { amount, exactMoment, live, number, person, rialto, words } from '../../app/shared';
import { Confirm, LiveButton } from '../../ui/controls';
import { Known, signInPath } from '../../ui/states';
import { Countdown, When } from '../../ui/time';
import { BuyDialog } from './Buy';
import { Status } from './Card';
import { Offers } from './Offers';
import { Refused } from './Refused';
import '../../style/market.css';

/** As `GET listings/{id}` has it. */
export interface ListingBody {
  id: string;
  seller: string;
  title: string;
  description: string;
  images: string[];
  attributes: Record<string, string>;
  currency: string;
  price: number;
  premiumBps: number;
  stock: number;
  remaining: number;
  status: string;
  reservedUntil: string | null;
  acceptOffers: boolean;
  autoAccept?: number | null;
  autoDecline?: number | null;
  removedBecause?: string | null;
  expiresAt: string | null;
  createdAt: string;
}

export default function Listing({ params }: PageProps) {
  const id = params['id']!;
  const asked = useAsk<ListingBody>(`listing ${id}`, signal => rialto.rest.ask('GET', `listings/${id}`, { signal }));
  const room = rialto.market();
  useRoom(room);
  useEvents(room, (event, data) => {
    const known = asked.data;
    if (data?.listing !== id || !known) return;
    if (event === 'listing:updated') asked.set({ ...known, price: data.price, title: data.title, remaining: data.remaining, status: data.status });
    else if (event === 'listing:sold') asked.set({ ...known, remaining: data.remaining, status: data.status });
    else asked.reload();
  });
  return (
    <Known of={asked.data} error={asked.error} retry={asked.reload}>
      {listing => <Found listing={listing} reload={asked.reload} />}
    </Known>
  );
}

function Found({ listing, reload }: { listing: ListingBody; reload(): void }) {
  const t = words('market');
  const seller = useAsk<{ name: string }>(`user ${listing.seller}`, signal => rialto.rest.ask('GET', `users/${listing.seller}`, { signal }));
  return (
    <article class={live.value ? '' : 'stale'}>
      <Heading text={listing.title} title={`${listing.title} – ${amount(listing.price, listing.currency)}`} />
      <p class="row start soft">
        <span>
          {t('sold_by')} <a href={`/people/${listing.seller}`}>{seller.data?.name ?? t('somebody')}</a>
        </span>
        <When at={listing.createdAt} />
        <Status status={listing.status} />
      </p>
      <div class="columns">
        <div class="stack">
          <Pictures listing={listing} />
          <p class="text">{listing.description}</p>
          <Attributes of={listing.attributes} />
        </div>
        <div class="stack">
          <PriceBox listing={listing} reload={reload} />
          {person.value && listing.acceptOffers && <Offers listing={listing} />}
        </div>
      </div>
    </article>
  );
}

function Pictures({ listing: { images, title } }: { listing: ListingBody }) {
  const t = words('market');
  if (images.length === 0) return null;
  return (
    <div class="pictures">
      {images.map((address, place) => (
        <img key={address} src={address} alt={t('picture', { title, place: number(place + 1), of: number(images.length) })} loading="lazy" />
      ))}
    </div>
  );
}

function Attributes({ of }: { of: Record<string, string> }) {
  const all = Object.entries(of);
  if (all.length === 0) return null;
  return (
    <dl class="pairs">
      {all.map(([name, value]) => (
        <>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </>
      ))}
    </dl>
  );
}

/** What a buyer pays on top of a price. */
export function premiumOn(price: number, premiumBps: number): number {
  return Number((BigInt(price) * BigInt(premiumBps)) / 10_000n);
}

function PriceBox({ listing, reload }: { listing: ListingBody; reload(): void }) {
  const t = words('market');
  const { currency, price, premiumBps, status, remaining } = listing;
  const premium = premiumOn(price, premiumBps);
  const mine = person.value?.id === listing.seller;
  const open = status === 'listed' || status === 'reserved';
  // Who is buying it stays at it when it is sold: to them, or to somebody else.
  const [buying, buy] = useState(false);
  return (
    <section class="card" aria-label={t('price')}>
      <p class="big-price live" data-testid="price">
        {amount(price, currency)}
      </p>
      {0 < premium && <p class="soft">{t('with_premium', { premium: amount(premium, currency), total: amount(price + premium, currency) })}</p>}
      {1 < listing.stock && <p>{t('left', { count: number(remaining) })}</p>}
      {listing.expiresAt && open && (
        <p class="row start" title={exactMoment(listing.expiresAt)}>
          <span class="soft">{t('expires_in')}</span>
          <Countdown until={listing.expiresAt} />
        </p>
      )}
      {status === 'reserved' && listing.reservedUntil && (
        <p class="wait">
          {t('in_basket')} <Countdown until={listing.reservedUntil} />
        </p>
      )}
      {!open && <p class="soft">{t(`over.${status}` as 'over.sold')}</p>}
      {!open && !mine && <a href={`/market?q=${encodeURIComponent(listing.title.split(' ')[0]!)}`}>{t('similar')}</a>}
      {open && !mine && (person.value ? <LiveButton main onClick={() => buy(true)}>{t('buy')}</LiveButton> : <a class="button main" href={signInPath()}>{t('sign_in_to_buy')}</a>)}
      {buying && <BuyDialog listing={listing} onClose={() => (buy(false), reload())} />}
      {mine && open && <Keep listing={listing} reload={reload} />}
      {!mine && open && person.value && ['moderator', 'admin'].includes(person.value.role) && <TakeOut listing={listing} reload={reload} />}
    </section>
  );
}

/** What the seller may do. */
function Keep({ listing, reload }: { listing: ListingBody; reload(): void }) {
  const t = words('market');
  const withdraw = useDeed(async () => {
    await rialto.rest.ask('POST', `listings/${listing.id}/cancel`, { body: {}, key: newKey() });
    reload();
  });
  const taken = listing.status === 'reserved' && t('because_reserved');
  return (
    <div class="row start">
      <a class="button" href={`/market/sell?listing=${listing.id}`}>
        {t('edit')}
      </a>
      <LiveButton class="danger" because={taken} busy={withdraw.busy} onClick={() => void withdraw.run()}>
        {t('withdraw')}
      </LiveButton>
      <Refused error={withdraw.error} />
    </div>
  );
}

/** What staff may do. */
function TakeOut({ listing, reload }: { listing: ListingBody; reload(): void }) {
  const t = words('market');
  const [open, set] = useState(false);
  const remove = async (reason: string) => {
    await rialto.rest.ask('POST', `listings/${listing.id}/remove`, { body: { reason }, key: newKey() });
    reload();
  };
  return (
    <>
      <LiveButton class="danger" onClick={() => set(true)}>
        {t('take_out')}
      </LiveButton>
      {open && <Confirm title={t('take_out')} reason={t('why')} action={t('take_out')} danger onDone={remove} onClose={() => set(false)} />}
    </>
  );
}
