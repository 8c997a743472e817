// Where one bids: what this kind of auction takes, and what became of the last offer.

import { useState } from 'preact/hooks';
import { RialtoError, type AuctionRoom } from '@rialto/client';
import { amount, live, moment, person, rialto, words } from '../../../app/shared';
import { LiveButton } from '../../../ui/controls';
import { signInPath } from '../../../ui/states';
import { Ascending } from './Ascending';
import { Away } from './Away';
import { later } from './later';
import { fallingPrice, isFarAbove, isSealed, total, type Lot } from './lot';
import { OneTapSwitch } from './OneTapSwitch';
import { useOneTap } from './oneTap';
import { usePlacing, wordsOfFate, type Offer, type Placing } from './placing';
import { Falling } from './PriceBox';
import { Review } from './Review';
import { sayError, wordsOfHold } from './said';

const Sealed = later(() => import('./Sealed'));

export interface PanelProps {
  readonly lot: Lot;
  /** Why nothing can be offered now. */
  readonly because: string | undefined;
  /** Something else whenever what was typed has been placed, and is done with. */
  readonly taken: unknown;
  /** Looks at it once more before it goes out; at once where one has chosen so. */
  offer(offer: Offer): void;
}

export function BidPanel({ room, lot }: { room: AuctionRoom; lot: Lot }) {
  const t = words('floor');
  const placing = usePlacing(room, lot);
  const [review, look] = useState<Offer>();
  const [tap, setTap] = useOneTap(lot.id);
  const { you, rules } = lot;
  if (!person.value) return <SignIn lot={lot} />;
  const refusal = you && !you.canBid ? new RialtoError({ code: you.whyNot ?? 'forbidden', message: '' }) : undefined;
  const because = placing.open ? t('because.open') : refusal && sayError(refusal, lot.currency);
  if (you?.whyNot === 'seller_cannot_bid' || you?.whyNot === 'forbidden') return <p class="soft">{because}</p>;
  const place = (offer: Offer) => {
    look(undefined);
    placing.place(offer);
  };
  const offer = (one: Offer) => {
    const sum = one.deed === 'bid' ? one.amount * (one.quantity ?? 1) : one.amount;
    const far = one.deed === 'bid' && isFarAbove(lot, one.amount);
    if (tap && total(lot, sum) <= tap.limit && !far && one.deed !== 'buy') place(one);
    else look(one);
  };
  const typed = placing.offer?.deed === 'bid' && !placing.offer.quick;
  const panel = { lot, because, offer, taken: typed && placing.fate.at === 'done' ? placing.fate : undefined };
  return (
    <section class="bid-panel" aria-label={t('bidding')}>
      {isSealed(lot) ? <Sealed {...panel} /> : lot.kind === 'dutch' ? <Accept {...panel} /> : <Ascending {...panel} />}
      {rules.hold !== 'none' && <p class="soft">{wordsOfHold(rules, units => amount(units, lot.currency))}</p>}
      <Progress lot={lot} placing={placing} offer={offer} />
      {lot.buyNow && rules.buyNow !== null && (
        <LiveButton because={because} onClick={() => look({ deed: 'buy', amount: rules.buyNow! })} data-testid="buy-now">
          {t('buy_now', { amount: amount(rules.buyNow, lot.currency) })}
        </LiveButton>
      )}
      {!isSealed(lot) && <OneTapSwitch lot={lot} tap={tap} onTap={setTap} />}
      {review && <Review lot={lot} offer={review} onPlace={place} onClose={() => look(undefined)} />}
    </section>
  );
}

function SignIn({ lot }: { lot: Lot }) {
  const t = words('floor');
  return (
    <p class="row start middle">
      {lot.kind === 'english' && <span data-testid="minimum">{t('minimum', { amount: amount(lot.minimum, lot.currency) })}</span>}
      <Away class="button main" href={signInPath()}>
        {t('sign_in_to_bid')}
      </Away>
    </p>
  );
}

/** The price falls; the first to take it has it. */
function Accept({ lot, because, offer }: PanelProps) {
  const t = words('floor');
  return (
    <>
      <LiveButton
        main
        because={because}
        onClick={() => offer({ deed: 'accept', amount: fallingPrice(lot, rialto.now()) })}
        data-testid="accept"
      >
        {t('accept')} <Falling lot={lot} />
      </LiveButton>
      <p class="soft">{t('rule.accept')}</p>
    </>
  );
}

/** What became of the last offer, and what to do next. */
function Progress({ lot, placing: { fate, offer: last }, offer }: { lot: Lot; placing: Placing; offer(offer: Offer): void }) {
  const t = words('floor');
  if (!last || fate.at === 'rest') return null;
  // While the connection is away, nobody knows.
  const shown = fate.at === 'under_way' && !live.value ? ({ at: 'unknown' } as const) : fate;
  const code = fate.at === 'refused' ? fate.error.code : undefined;
  const again =
    last.deed === 'bid' && (code === 'bid_too_low' || code === 'price_changed' || (fate.at === 'done' && fate.reply.status === 'outbid'));
  const good = fate.at === 'done' && fate.reply.status !== 'outbid';
  return (
    <div class={`progress ${good ? 'good' : fate.at === 'refused' ? 'bad' : 'wait'}`} data-fate={shown.at} data-testid="progress">
      <p>{wordsOfFate(shown, last, lot)}</p>
      {fate.at === 'done' && fate.reply.status === 'sealed' && lot.endsAt && (
        <p class="soft">{t('placed.opened', { time: moment(lot.endsAt) })}</p>
      )}
      {again && !lot.you?.leading && (
        <LiveButton onClick={() => offer({ deed: 'bid', amount: lot.minimum, quick: true })}>
          {t('quick', { amount: amount(lot.minimum, lot.currency) })}
        </LiveButton>
      )}
      {code === 'insufficient_funds' && <Away href="/wallet">{t('to_wallet')}</Away>}
    </div>
  );
}
