// That what is shown is old: as of when, and what holds all the same.

import { useEffect, useState } from 'preact/hooks';
import type { AuctionRoom } from '@rialto/client';
import { amount, clockTime, rialto, words } from '../../../app/shared';
import type { Lot } from './lot';

/** Until when what is known of a room held; also of one that was left and is looked at again. */
const held = new WeakMap<AuctionRoom, number>();

export function Stale({ room, lot, fresh }: { room: AuctionRoom; lot: Lot; fresh: boolean }) {
  const t = words('floor');
  const [, turn] = useState(0);
  useEffect(() => {
    if (!fresh) return;
    return () => {
      held.set(room, rialto.now());
      turn(times => times + 1);
    };
  }, [room, fresh]);
  const since = held.get(room);
  if (fresh || since === undefined) return null;
  const max = lot.status === 'active' && lot.bidding === 'proxy' && lot.you?.leading ? lot.you.max : null;
  return (
    <p class="stale-note" data-testid="stale">
      {words('frame')('as_of', { time: clockTime(since) })}. {max !== null && t('stale.max', { amount: amount(max, lot.currency) })}
    </p>
  );
}
