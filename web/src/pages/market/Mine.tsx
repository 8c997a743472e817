// What one sells, has bought and sold, and the offers that one has made or got.

import type { ComponentChildren } from 'preact';
import { Heading } from '../../app/Frame';
import { useEvents, useInbox, usePages, type Paged } from '../../app/hooks';
import { amount, number, person, place, setQuery, words } from '../../app/shared';
import { Empty, Failure, Loading } from '../../ui/states';
import { When } from '../../ui/time';
import { Status, type Summary } from './Card';
import { OfferLine, type Offer } from './Offers';

const TABS = ['selling', 'bought', 'sold', 'offers'] as const;
type Tab = (typeof TABS)[number];

export interface Sale {
  id: string;
  listing: string | null;
  auction: string | null;
  title: string;
  seller: string;
  buyer: string;
  quantity: number;
  currency: string;
  amount: number;
  premium?: number;
  total?: number;
  commission?: number;
  proceeds?: number;
  at: string;
}

export default function Mine() {
  const t = words('market');
  const asked = place.value.query.get('show') as Tab | null;
  const tab = asked && TABS.includes(asked) ? asked : 'selling';
  return (
    <>
      <Heading text={t('mine')} />
      <div class="tabs" role="tablist" aria-label={t('mine')}>
        {TABS.map(name => (
          <button key={name} id={`tab-${name}`} role="tab" aria-selected={name === tab} aria-controls="panel" onClick={() => setQuery({ show: name })}>
            {t(`tab.${name}`)}
          </button>
        ))}
      </div>
      <div id="panel" role="tabpanel" aria-labelledby={`tab-${tab}`}>
        {tab === 'selling' ? <Selling /> : tab === 'offers' ? <MyOffers /> : <Sales key={tab} side={tab === 'bought' ? 'buyer' : 'seller'} />}
      </div>
    </>
  );
}

function Selling() {
  const t = words('market');
  const list = usePages<Summary & { id: string }>('listings', { seller: person.value!.id });
  return (
    <Lines list={list} empty={t('selling_nothing')} action={<a href="/market/sell">{t('sell')}</a>}>
      {one => (
        <li key={one.id} class="row">
          <a href={`/market/${one.id}`}>{one.title}</a>
          <span class="amount">{amount(one.price, one.currency)}</span>
          <span class="soft">{t('left', { count: number(one.remaining) })}</span>
          <Status status={one.status} />
        </li>
      )}
    </Lines>
  );
}

function Sales({ side }: { side: 'buyer' | 'seller' }) {
  const t = words('market');
  const list = usePages<Sale>('sales', { side });
  useEvents(useInbox(), event => event === 'notification:new' && list.reload());
  return (
    <Lines list={list} empty={side === 'buyer' ? t('bought_nothing') : t('sold_nothing')} action={<a href="/market">{t('title')}</a>}>
      {sale => (
        <li key={sale.id} class="row">
          <a href={`/market/sales/${sale.id}`}>{sale.title}</a>
          <span class="amount">{amount((side === 'buyer' ? sale.total : sale.proceeds) ?? sale.amount, sale.currency)}</span>
          <span class="soft">
            <When at={sale.at} />
          </span>
        </li>
      )}
    </Lines>
  );
}

function MyOffers() {
  const t = words('market');
  const list = usePages<Offer>('offers', {});
  useEvents(useInbox(), event => event.startsWith('offer:') && list.reload());
  return (
    <Lines list={list} empty={t('no_offer')} action={<a href="/market">{t('title')}</a>}>
      {offer => <OfferLine key={offer.id} offer={offer} onChange={list.reload} withTitle />}
    </Lines>
  );
}

function Lines<T>({ list, empty, action, children }: { list: Paged<T>; empty: string; action: ComponentChildren; children: (one: T) => ComponentChildren }) {
  const t = words('market');
  if (list.error && list.items.length === 0) return <Failure error={list.error} retry={list.reload} />;
  if (list.loading && list.items.length === 0) return <Loading retry={list.reload} />;
  if (list.items.length === 0) return <Empty text={empty}>{action}</Empty>;
  return (
    <>
      <ul class="lines">{list.items.map(children)}</ul>
      {list.more && <button onClick={list.loadMore}>{t('more')}</button>}
    </>
  );
}
