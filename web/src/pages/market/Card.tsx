// One thing for sale, in a list.

import { amount, number, words } from '../../app/shared';
import { When } from '../../ui/time';
import { idOf } from './List';

/** A listing as the room tells it (`listing`), or as lists over REST have it (`id`). */
export interface Summary {
  id?: string;
  listing?: string;
  seller: string;
  title: string;
  image?: string | null;
  images?: string[];
  currency: string;
  price: number;
  premiumBps: number;
  remaining: number;
  status: string;
  acceptOffers: boolean;
  createdAt: string;
}

export function Card({ listing, sold }: { listing: Summary; sold?: boolean }) {
  const t = words('market');
  const image = listing.image ?? listing.images?.[0];
  return (
    <li class={`card tile ${sold ? 'soft' : ''}`} data-listing={idOf(listing)}>
      <a href={`/market/${idOf(listing)}`} class="cover">
        {image ? <img src={image} alt="" loading="lazy" /> : <span class="no-picture" aria-hidden="true">{listing.title.charAt(0)}</span>}
        <span class="title">{listing.title}</span>
      </a>
      <div class="row">
        <span class="price amount">{amount(listing.price, listing.currency)}</span>
        <Status status={sold ? 'sold' : listing.status} />
      </div>
      <div class="row soft">
        {1 < listing.remaining && <span>{t('left', { count: number(listing.remaining) })}</span>}
        {listing.acceptOffers && <span>{t('takes_offers')}</span>}
        <When at={listing.createdAt} />
      </div>
    </li>
  );
}

export function Status({ status }: { status: string }) {
  const t = words('market');
  if (status === 'listed') return null;
  return <span class={`badge ${status === 'reserved' ? 'wait' : 'soft'}`}>{t(`status.${status}` as 'status.sold')}</span>;
}
