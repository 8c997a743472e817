// Putting something up at a price, or changing what was put up. What was typed is kept until it is up.

import { useEffect, useState } from 'preact/hooks';
import { newKey, scaleOf } from '@rialto/client';
import { Heading } from '../../app/Frame';
import { useAsk, useDeed } from '../../app/hooks';
import { amount, go, meta, place, rialto, words } from '../../app/shared';
import { Button, Check, fieldErrors, LiveButton, MoneyField, readMoney, Select, TextArea, TextField } from '../../ui/controls';
import { Pictures } from '../../ui/Pictures';
import { Known } from '../../ui/states';
import type { ListingBody } from './Listing';
import { Refused } from './Refused';

const DRAFT = 'rialto.draft.listing';
const CURRENCIES_FIRST = ['EUR', 'USD', 'GBP'];
const DAY_MS = 86_400_000;
const LASTS = ['', '1', '7', '30', '90'] as const;

interface Draft {
  title: string;
  description: string;
  images: string[];
  attributes: [string, string][];
  currency: string;
  price: string;
  stock: string;
  days: (typeof LASTS)[number];
  acceptOffers: boolean;
  autoAccept: string;
  autoDecline: string;
}

const EMPTY: Draft = {
  title: '', description: '', images: [], attributes: [], currency: 'EUR', price: '', stock: '1', days: '', acceptOffers: false, autoAccept: '', autoDecline: '',
};

/** Minor units as one types them. */
function typed(units: number | null | undefined, currency: string): string {
  if (units == null) return '';
  const scale = scaleOf(currency);
  return new Intl.NumberFormat(undefined, { useGrouping: false, minimumFractionDigits: scale }).format(units / 10 ** scale);
}

export default function Sell() {
  const id = place.value.query.get('listing');
  const old = useAsk<ListingBody>(id ? `listing ${id}` : null, signal => rialto.rest.ask('GET', `listings/${id}`, { signal }));
  if (!id) return <Form first={kept()} />;
  return (
    <Known of={old.data} error={old.error} retry={old.reload}>
      {listing => <Form first={draftOf(listing)} listing={listing} />}
    </Known>
  );
}

function kept(): Draft {
  try {
    return { ...EMPTY, ...JSON.parse(localStorage.getItem(DRAFT) ?? '{}') };
  } catch {
    return EMPTY;
  }
}

function draftOf({ title, description, images, attributes, currency, price, stock, acceptOffers, autoAccept, autoDecline }: ListingBody): Draft {
  return {
    ...EMPTY, title, description, images, currency, acceptOffers,
    attributes: Object.entries(attributes),
    price: typed(price, currency),
    stock: String(stock),
    autoAccept: typed(autoAccept, currency),
    autoDecline: typed(autoDecline, currency),
  };
}

function Form({ first, listing }: { first: Draft; listing?: ListingBody }) {
  const t = words('market');
  const [draft, set] = useState(first);
  const change = (part: Partial<Draft>) => set(old => ({ ...old, ...part }));
  useEffect(() => void (listing || localStorage.setItem(DRAFT, JSON.stringify(draft))), [draft]);
  const price = readMoney(draft.price, draft.currency);
  const put = useDeed(async () => {
    const body = bodyOf(draft, !!listing);
    if (listing) {
      await rialto.rest.ask('PATCH', `listings/${listing.id}`, { body, key: newKey() });
      return go(`/market/${listing.id}`);
    }
    const made = await rialto.rest.ask('POST', 'listings', { body, key: newKey() });
    localStorage.removeItem(DRAFT);
    go(`/market/${made.listing ?? made.id}`);
  });
  const wrong = fieldErrors(put.error);
  const missing = draft.title.trim() === '' ? t('title_first') : price === null ? t('price_first') : undefined;
  const submit = (event: Event) => {
    event.preventDefault();
    if (!missing) void put.run();
  };
  return (
    <>
      <Heading text={listing ? t('edit_title') : t('sell')} />
      {!listing && (
        <p>
          {t('or_auction')} <a href="/sell">{t('auction_instead')}</a>
        </p>
      )}
      <form class="narrow card" onSubmit={submit}>
        <TextField label={t('what')} error={wrong['title']} value={draft.title} onValue={title => change({ title })} required maxLength={200} />
        <TextArea label={t('description')} error={wrong['description']} value={draft.description} onValue={description => change({ description })} maxLength={20_000} />
        <Pictures images={draft.images} onImages={images => change({ images })} error={wrong['images']} />
        <Attributes all={draft.attributes} onChange={attributes => change({ attributes })} />
        {!listing && (
          <Select label={t('currency')} value={draft.currency} options={currencies().map((code): [string, string] => [code, code])} onValue={currency => change({ currency })} />
        )}
        <MoneyField label={t('price')} currency={draft.currency} text={draft.price} error={wrong['price']} onText={text => change({ price: text })} />
        {!listing && (
          <>
            <TextField label={t('quantity')} inputMode="numeric" error={wrong['stock']} value={draft.stock} onValue={stock => change({ stock })} />
            <Select label={t('lasts')} value={draft.days} options={LASTS.map((days): [(typeof LASTS)[number], string] => [days, days === '' ? t('lasts.ever') : t('lasts.days', { count: Number(days) })])} onValue={days => change({ days })} />
          </>
        )}
        <Check label={t('accept_offers')} checked={draft.acceptOffers} onChecked={acceptOffers => change({ acceptOffers })} />
        {draft.acceptOffers && (
          <>
            <MoneyField label={t('auto_accept')} hint={t('auto_accept_hint')} currency={draft.currency} text={draft.autoAccept} error={wrong['autoAccept']} onText={text => change({ autoAccept: text })} />
            <MoneyField label={t('auto_decline')} hint={t('auto_decline_hint')} currency={draft.currency} text={draft.autoDecline} error={wrong['autoDecline']} onText={text => change({ autoDecline: text })} />
          </>
        )}
        <Refused error={put.error} currency={draft.currency} />
        {price !== null && <p class="soft">{t('preview', { title: draft.title, price: amount(price, draft.currency) })}</p>}
        <div class="row end">
          {!listing && <Button onClick={() => set(EMPTY)}>{t('clear_form')}</Button>}
          <LiveButton type="submit" main busy={put.busy} because={missing}>
            {listing ? t('save') : t('put_up')}
          </LiveButton>
        </div>
      </form>
    </>
  );
}

function bodyOf(draft: Draft, isChange: boolean): object {
  const money = (text: string) => (text.trim() === '' ? undefined : (readMoney(text, draft.currency) ?? undefined));
  const offers = draft.acceptOffers ? { autoAccept: money(draft.autoAccept), autoDecline: money(draft.autoDecline) } : {};
  const attributes = Object.fromEntries(draft.attributes.filter(([name]) => name.trim() !== ''));
  const body = { title: draft.title.trim(), description: draft.description, images: draft.images, attributes, price: money(draft.price), acceptOffers: draft.acceptOffers, ...offers };
  if (isChange) return body;
  const expiresAt = draft.days === '' ? undefined : new Date(rialto.now() + Number(draft.days) * DAY_MS).toISOString();
  return { ...body, currency: draft.currency, stock: Number(draft.stock) || 1, expiresAt };
}

function currencies(): string[] {
  const known = Object.keys(meta.value?.currencies ?? {}).sort();
  return [...CURRENCIES_FIRST, ...known.filter(code => !CURRENCIES_FIRST.includes(code))];
}

/** Whatever else there is to say, by name. */
function Attributes({ all, onChange }: { all: [string, string][]; onChange(all: [string, string][]): void }) {
  const t = words('market');
  const change = (place: number, pair: [string, string]) => onChange(all.map((old, at) => (at === place ? pair : old)));
  return (
    <fieldset>
      <legend>{t('attributes')}</legend>
      {all.map(([name, value], place) => (
        <div class="row" key={place}>
          <TextField label={t('attribute_name')} value={name} maxLength={100} onValue={to => change(place, [to, value])} />
          <TextField label={t('attribute_value')} value={value} maxLength={1000} onValue={to => change(place, [name, to])} />
          <Button onClick={() => onChange(all.filter((_, at) => at !== place))}>{t('remove')}</Button>
        </div>
      ))}
      <Button onClick={() => onChange([...all, ['', '']])}>{t('add_attribute')}</Button>
    </fieldset>
  );
}
