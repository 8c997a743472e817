// What is for sale at a price. New things do not push away what somebody is about to press.

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { StateOf } from '@rialto/client';
import { Heading } from '../../app/Frame';
import { useEvents, usePages, useRoom } from '../../app/hooks';
import { live, person, place, rialto, setQuery, words } from '../../app/shared';
import { MoneyField, Select, TextField } from '../../ui/controls';
import { Empty, Failure, Loading } from '../../ui/states';
import { Card, type Summary } from './Card';
import '../../style/market.css';

const SORTS = ['-createdAt', 'createdAt', 'price', '-price'] as const;
/** Typing is not asked about at every key. */
const TYPING_MS = 300;
/** What is sold stays so long to be seen. */
const SOLD_SHOWN_MS = 10_000;

export default function List() {
  const t = words('market');
  const { query } = place.value;
  const filters = {
    q: query.get('q') ?? undefined,
    currency: query.get('currency') ?? undefined,
    priceMin: query.get('priceMin') ?? undefined,
    priceMax: query.get('priceMax') ?? undefined,
    sort: query.get('sort') ?? undefined,
  };
  const list = usePages<Summary>('listings', { status: 'listed', limit: 48, ...filters });
  const filtered = Object.values(filters).some(value => value !== undefined);
  const changes = useLive(list.reload);
  const shown = useMemo(
    () => list.items.map(one => ({ ...one, ...changes.now[idOf(one)] })).filter(one => !changes.gone.has(idOf(one))),
    [list.items, changes],
  );
  return (
    <div class={live.value ? '' : 'stale'}>
      <Heading text={t('title')} />
      <Filters />
      {0 < changes.fresh && (
        <p role="status">
          <button class="main" onClick={() => (changes.seen(), list.reload())}>
            {t('fresh', { count: changes.fresh })}
          </button>
        </p>
      )}
      {list.error && list.items.length === 0 ? (
        <Failure error={list.error} retry={list.reload} />
      ) : list.loading && list.items.length === 0 ? (
        <Loading retry={list.reload} />
      ) : shown.length === 0 ? (
        <Empty text={filtered ? t('empty_filtered') : t('empty')}>
          {filtered && <button onClick={() => setQuery({ q: null, currency: null, priceMin: null, priceMax: null, sort: null })}>{t('clear')}</button>}
        </Empty>
      ) : (
        <ul class="tiles">
          {shown.map(one => (
            <Card key={idOf(one)} listing={one} sold={changes.sold.has(idOf(one))} />
          ))}
        </ul>
      )}
      {list.more && <button onClick={list.loadMore}>{t('more')}</button>}
    </div>
  );
}

/** REST calls it `id`, the room `listing`. */
export function idOf(one: Summary): string {
  return one.listing ?? one.id!;
}

interface Changes {
  /** What has changed of a listing. */
  readonly now: Record<string, Partial<Summary>>;
  readonly sold: ReadonlySet<string>;
  readonly gone: ReadonlySet<string>;
  /** How many have come that are not shown yet. */
  readonly fresh: number;
  seen(): void;
}

/** What happens in the market while one looks. */
function useLive(reload: () => void): Changes {
  const room = rialto.market();
  const { fresh } = useRoom(room);
  const joined = useRef(false);
  // What came between the list and the first event that is heard is in neither: the list is asked for once more.
  useEffect(() => {
    if (!fresh || joined.current) return;
    joined.current = true;
    reload();
  }, [fresh]);
  const [state, set] = useState<Omit<Changes, 'seen'>>({ now: {}, sold: new Set(), gone: new Set(), fresh: 0 });
  const timers = useRef<ReturnType<typeof setTimeout>[]>([]);
  const remove = (id: string) => set(old => ({ ...old, gone: new Set([...old.gone, id]) }));
  useEvents(room, (event, data) => {
    const id = data?.listing;
    const change = (part: Partial<Summary>) => set(old => ({ ...old, now: { ...old.now, [id]: { ...old.now[id], ...part } } }));
    if (event === 'listing:created' && data.seller !== person.value?.id) set(old => ({ ...old, fresh: old.fresh + 1 }));
    else if (event === 'listing:updated') change(data);
    else if (event === 'listing:reserved' || event === 'listing:released') change({ status: data.status });
    else if (event === 'listing:sold' && 0 < data.remaining) change({ remaining: data.remaining, status: data.status });
    else if (event === 'listing:sold') {
      change({ remaining: 0, status: 'sold' });
      set(old => ({ ...old, sold: new Set([...old.sold, id]) }));
      timers.current.push(setTimeout(() => remove(id), SOLD_SHOWN_MS));
    } else if (['listing:cancelled', 'listing:expired', 'listing:removed'].includes(event)) remove(id);
  });
  return { ...state, seen: () => set({ now: {}, sold: new Set(), gone: new Set(), fresh: 0 }) };
}

function Filters() {
  const t = words('market');
  const { query } = place.value;
  const currency = query.get('currency') ?? '';
  const [text, type] = useState(query.get('q') ?? '');
  const [least, setLeast] = useState('');
  const [most, setMost] = useState('');
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const later = (change: Record<string, string | null>) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setQuery(change), TYPING_MS);
  };
  const currencies = useCurrencies();
  return (
    <form class="filters" role="search" onSubmit={event => event.preventDefault()}>
      <TextField label={t('search')} type="search" value={text} onValue={to => (type(to), later({ q: to.trim() }))} maxLength={200} />
      <Select label={t('currency')} value={currency} options={[['', t('any')], ...currencies.map((code): [string, string] => [code, code])]} onValue={value => setQuery({ currency: value, priceMin: null, priceMax: null })} />
      {currency && (
        <>
          <MoneyField label={t('price_min')} currency={currency} text={least} onText={(to, units) => (setLeast(to), later({ priceMin: units === null ? null : String(units) }))} />
          <MoneyField label={t('price_max')} currency={currency} text={most} onText={(to, units) => (setMost(to), later({ priceMax: units === null ? null : String(units) }))} />
        </>
      )}
      <Select label={t('sort')} value={query.get('sort') ?? '-createdAt'} options={SORTS.map((name): [string, string] => [name, t(`sort.${name}`)])} onValue={value => setQuery({ sort: value })} />
      {person.value && (
        <>
          <a class="button" href="/market/mine">
            {t('mine')}
          </a>
          {person.value.role !== 'user' && (
            <a class="button" href="/market/sell">
              {t('sell')}
            </a>
          )}
        </>
      )}
    </form>
  );
}

/** Those in which something is for sale. */
function useCurrencies(): string[] {
  const { state } = useRoom(rialto.market());
  const listings: readonly Summary[] = (state as StateOf<'market'> | undefined)?.listings ?? [];
  const chosen = place.value.query.get('currency');
  return [...new Set([...listings.map(one => one.currency), ...(chosen ? [chosen] : [])])].sort();
}
