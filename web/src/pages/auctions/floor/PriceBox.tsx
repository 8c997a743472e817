// The price, how many have bid, and where one stands oneself.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { AuctionRoom } from '@rialto/client';
import { amount, rialto, words } from '../../../app/shared';
import { useEvents } from '../../../app/hooks';
import { fallingPrice, isSealed, type Lot } from './lot';
import { Retract } from './Retract';

const HIDDEN = 'rialto.max.hidden';
/** A price that falls is looked at so often. */
const LOOK_EVERY_MS = 200;

export function PriceBox({ room, lot }: { room: AuctionRoom; lot: Lot }) {
  const t = words('floor');
  const sealed = isSealed(lot);
  // A clock that stood or an end that moved changes how the price falls.
  useEvents(room, event => lot.kind === 'dutch' && (event === 'auction:status' || event === 'auction:extended') && room.refresh());
  const units = lot.hammer ?? lot.price ?? lot.rules.startPrice;
  const ended = lot.status === 'ended';
  const label =
    ended && lot.hammer != null
      ? 'sold'
      : sealed
        ? 'sealed'
        : lot.kind === 'dutch' && !ended
          ? 'falling'
          : lot.price === null
            ? 'start'
            : 'now';
  return (
    <div class="price-box">
      <p class="soft">{t(`price.${label}`)}</p>
      <p class="price amount live" data-testid="price">
        {label === 'falling' ? <Falling lot={lot} /> : amount(units, lot.currency)}
      </p>
      <p class="row start soft">
        {/* Where it is hidden how many bids there are, none are told of. */}
        {lot.kind !== 'dutch' && !(sealed && lot.bidCount === 0) && (
          <span data-testid="bid-count">{t('bids', { count: lot.bidCount })}</span>
        )}
        {lot.reserveMet !== null && (
          <span class={lot.reserveMet ? 'good' : 'wait'}>{t(lot.reserveMet ? 'reserve.met' : 'reserve.not_met')}</span>
        )}
      </p>
      <Position lot={lot} />
      <Retract room={room} lot={lot} />
    </div>
  );
}

/** The falling price by the server's clock. It changes its own text only. */
export function Falling({ lot }: { lot: Lot }) {
  const text = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const look = () => {
      const shown = amount(fallingPrice(lot, rialto.now()), lot.currency);
      if (text.current && text.current.textContent !== shown) text.current.textContent = shown;
    };
    look();
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [lot]);
  return <span ref={text} />;
}

function Position({ lot }: { lot: Lot }) {
  const t = words('floor');
  const { you } = lot;
  if (!you || lot.status === 'draft' || lot.kind === 'dutch') return null;
  const bids = you.bids.some(bid => !bid.retracted);
  const over = lot.status === 'ended' || lot.status === 'cancelled';
  const may = you.whyNot !== 'seller_cannot_bid' && you.whyNot !== 'forbidden' && lot.status !== 'scheduled';
  const standing = isSealed(lot) ? (bids ? 'sealed' : 'none') : you.leading ? 'leading' : bids ? 'outbid' : 'none';
  if ((over || !may) && standing === 'none') return null;
  return (
    <div class="position" data-standing={standing} data-testid="position">
      {!over && <p class="standing">{t(`position.${standing}`, { amount: amount(you.max ?? 0, lot.currency) })}</p>}
      {!over && standing === 'leading' && lot.bidding === 'proxy' && you.max !== null && <Maximum lot={lot} max={you.max} />}
      {you.held !== undefined && 0 < you.held && <p class="soft">{t('held', { amount: amount(you.held, lot.currency) })}</p>}
    </div>
  );
}

/** The own maximum; nobody who looks over one's shoulder has to see it. */
function Maximum({ lot, max }: { lot: Lot; max: number }) {
  const t = words('floor');
  const [hidden, hide] = useState(sessionStorage.getItem(HIDDEN) !== null);
  const turn = () => {
    if (hidden) sessionStorage.removeItem(HIDDEN);
    else sessionStorage.setItem(HIDDEN, '');
    hide(!hidden);
  };
  return (
    <div class="row start middle">
      <span data-testid="maximum">{hidden ? t('max.hidden') : t('max.is', { amount: amount(max, lot.currency) })}</span>
      <button class="quiet" onClick={turn}>
        {hidden ? t('max.show') : t('max.hide')}
      </button>
      <button class="quiet" onClick={toField}>
        {t('max.edit')}
      </button>
    </div>
  );
}

function toField(): void {
  const field = document.querySelector<HTMLInputElement>('#bid-amount input');
  field?.scrollIntoView({ block: 'center' });
  field?.focus();
}
