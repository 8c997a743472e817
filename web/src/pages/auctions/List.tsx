// The auctions, as living tiles.

import { useRef, useState } from 'preact/hooks';
import { Heading } from '../../app/Frame';
import { usePages } from '../../app/hooks';
import { person, place, setQuery, words } from '../../app/shared';
import { Select, TextField } from '../../ui/controls';
import { Empty, Failure, Loading } from '../../ui/states';
import { Tile, type Line } from './Tile';

const ANY = 'any';
const SORTS = ['endsAt', '-createdAt', 'price', '-price', '-bids'] as const;
const STATUS = ['active,paused', 'scheduled', 'ended', 'cancelled'] as const;
const KINDS = ['english', 'dutch', 'sealed_first', 'vickrey', 'multi_unit'] as const;
const MINE = ['watching', 'bidding', 'leading', 'won', 'selling'] as const;
/** Typing is not asked about at every key. */
const TYPING_MS = 300;

export default function List() {
  const t = words('auctions');
  const { query } = place.value;
  const mine = person.value ? (query.get('mine') ?? '') : '';
  const status = query.get('status') ?? (mine ? ANY : 'active,paused');
  const asked = {
    status: status === ANY ? undefined : status,
    mine: mine || undefined,
    kind: query.get('kind') ?? undefined,
    q: query.get('q') ?? undefined,
    sort: query.get('sort') ?? 'endsAt',
    limit: 24,
  };
  const list = usePages<Line>('auctions', asked);
  const filtered = ['q', 'kind', 'status', 'mine'].some(name => query.get(name));
  return (
    <>
      <Heading text={t('title')} />
      <Filters status={status} mine={mine} />
      {list.error && list.items.length === 0 ? (
        <Failure error={list.error} retry={list.reload} />
      ) : list.loading && list.items.length === 0 ? (
        <Loading retry={list.reload} />
      ) : list.items.length === 0 ? (
        <Empty text={filtered ? t('empty_filtered') : t('empty')}>
          {filtered ? <button onClick={() => setQuery({ q: null, kind: null, status: null, mine: null })}>{t('clear')}</button> : <a href="/sell">{t('sell')}</a>}
        </Empty>
      ) : (
        <ul class="tiles">
          {list.items.map(line => (
            <Tile key={line.id} line={line} />
          ))}
        </ul>
      )}
      {list.more && (
        <button aria-busy={list.loading} onClick={list.loadMore}>
          {t('more')}
        </button>
      )}
    </>
  );
}

function Filters({ status, mine }: { status: string; mine: string }) {
  const t = words('auctions');
  const { query } = place.value;
  const [text, type] = useState(query.get('q') ?? '');
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const search = (to: string) => {
    type(to);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setQuery({ q: to.trim() }), TYPING_MS);
  };
  const named = <N extends string>(prefix: string, names: readonly N[]) => names.map((name): [string, string] => [name, t(`${prefix}.${name}` as 'title')]);
  return (
    <form class="filters" role="search" onSubmit={event => event.preventDefault()}>
      <TextField label={t('search')} type="search" value={text} onValue={search} maxLength={200} />
      <Select label={t('status')} value={status} options={[[ANY, t('any')], ...named('status', STATUS)]} onValue={value => setQuery({ status: value })} />
      <Select label={t('kind')} value={query.get('kind') ?? ''} options={[['', t('any')], ...named('kind', KINDS)]} onValue={value => setQuery({ kind: value })} />
      {person.value && <Select label={t('mine')} value={mine} options={[['', t('all')], ...named('mine', MINE)]} onValue={value => setQuery({ mine: value })} />}
      <Select label={t('sort')} value={query.get('sort') ?? 'endsAt'} options={named('sort', SORTS)} onValue={value => setQuery({ sort: value })} />
      {person.value && person.value.role !== 'user' && (
        <a class="button" href="/sell">
          {t('sell')}
        </a>
      )}
    </form>
  );
}
