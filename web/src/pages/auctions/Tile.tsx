// One auction in a list. It lives as long as it is on the screen.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { AuctionRoom } from '@rialto/client';
import { useRoom } from '../../app/hooks';
import { amount, exactMoment, number, rialto, words } from '../../app/shared';
import { Countdown } from '../../ui/time';

/** A line of `GET auctions`. */
export interface Line {
  id: string;
  room: string;
  title: string;
  image: string | null;
  seller: { id: string; name: string };
  currency: string;
  status: string;
  kind: string;
  startPrice: number;
  price: number | null;
  minimum: number;
  bidCount: number;
  startsAt: string | null;
  endsAt: string | null;
  remainingMs?: number;
}

/** So long a tile must be seen before it is followed: who scrolls by follows nothing. */
const SEEN_MS = 300;

export function Tile({ line }: { line: Line }) {
  const t = words('auctions');
  const item = useRef<HTMLLIElement>(null);
  const room = useSeen(item, line.id);
  const { state } = useRoom(room);
  const now = state ?? line;
  const leading = state?.you?.leading;
  return (
    <li ref={item} class="card tile" data-room={line.room}>
      <a href={`/auctions/${line.id}`} class="cover">
        {line.image ? <img src={line.image} alt="" loading="lazy" /> : <span class="no-picture" aria-hidden="true">{line.title.charAt(0)}</span>}
        <span class="title">{line.title}</span>
      </a>
      <div class="row">
        <span class="price amount">{amount(now.price ?? now.minimum, line.currency)}</span>
        <Badge status={now.status} extended={0 < (state?.extensions ?? 0)} />
      </div>
      <div class="row soft">
        <span>{t('bids', { count: now.bidCount })}</span>
        {state && <span>{t('watchers', { count: number(state.watchers) })}</span>}
        {leading && <span class="good">{t('leading')}</span>}
      </div>
      <Ends now={now} />
    </li>
  );
}

export function Badge({ status, extended }: { status: string; extended?: boolean }) {
  const t = words('auctions');
  const name = status === 'active' && extended ? 'extended' : status;
  return <span class={`badge ${status === 'active' ? 'good' : status === 'paused' ? 'wait' : 'soft'}`}>{t(`badge.${name}` as 'badge.active')}</span>;
}

function Ends({ now }: { now: Pick<Line, 'status' | 'startsAt' | 'endsAt'> }) {
  const t = words('auctions');
  if (now.status === 'scheduled' && now.startsAt)
    return (
      <div class="row" title={exactMoment(now.startsAt)}>
        <span class="soft">{t('starts_in')}</span>
        <Countdown until={now.startsAt} label={t('starts_in')} />
      </div>
    );
  if (now.status !== 'active' || !now.endsAt) return null;
  return (
    <div class="row" title={exactMoment(now.endsAt)}>
      <span class="soft">{t('ends_in')}</span>
      <Countdown until={now.endsAt} />
    </div>
  );
}

/** The room of an auction whose tile is on the screen. */
function useSeen(item: { current: HTMLElement | null }, id: string): AuctionRoom | null {
  const [seen, set] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const observer = new IntersectionObserver(([entry]) => {
      clearTimeout(timer);
      timer = setTimeout(() => set(entry!.isIntersecting), SEEN_MS);
    });
    observer.observe(item.current!);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
    };
  }, []);
  return seen ? rialto.auction(id) : null;
}
