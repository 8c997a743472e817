// The last look before an offer goes out: what it is, what it costs in all, and which rules hold.

import { useState } from 'preact/hooks';
import { amount as format, number, rialto, words } from '../../../app/shared';
import { Button, Dialog, LiveButton } from '../../../ui/controls';
import { fallingPrice, isFarAbove, isSealed, premium, total, type Lot } from './lot';
import type { Offer } from './placing';
import { Falling } from './PriceBox';
import { percent, wordsOfHold, wordsOfRetraction } from './said';

export function Review({ lot, offer, onPlace, onClose }: { lot: Lot; offer: Offer; onPlace(offer: Offer): void; onClose(): void }) {
  const t = words('floor');
  const f = words('frame');
  const [now, change] = useState(offer);
  const money = (units: number) => format(units, lot.currency);
  const falls = now.deed === 'accept';
  const quantity = now.deed === 'bid' ? (now.quantity ?? 1) : 1;
  const low = now.deed === 'bid' && !(lot.you?.leading && lot.bidding === 'proxy') && now.amount < lot.minimum;
  const place = () => onPlace(falls ? { ...now, amount: fallingPrice(lot, rialto.now()) } : now);
  return (
    <Dialog title={t(`review.${now.deed}`)} onClose={onClose}>
      <dl class="pairs review">
        <dt>{t(now.deed === 'bid' && now.upTo ? 'review.up_to' : 'review.amount')}</dt>
        <dd class="amount strong" data-testid="review-amount">
          {falls ? <Falling lot={lot} /> : money(now.amount)}
        </dd>
        {1 < quantity && (
          <>
            <dt>{t('review.quantity')}</dt>
            <dd class="amount">{number(quantity)}</dd>
          </>
        )}
        {!falls && (
          <>
            <dt>{t('review.premium', { percent: percent(lot.rules.premiumBps) })}</dt>
            <dd class="amount">{money(premium(lot, now.amount * quantity))}</dd>
            <dt>{t('review.total')}</dt>
            <dd class="amount strong" data-testid="review-total">
              {money(total(lot, now.amount * quantity))}
            </dd>
          </>
        )}
      </dl>
      <ul class="soft">
        {rulesFor(lot, now).map(rule => (
          <li key={rule}>{rule}</li>
        ))}
      </ul>
      {now.deed === 'bid' && !low && isFarAbove(lot, now.amount) && !isSealed(lot) && (
        <p class="warning" role="alert">
          {t('review.far', { minimum: money(lot.minimum) })}
        </p>
      )}
      {low && (
        <div class="warning" role="alert">
          <p>{t('review.low', { minimum: money(lot.minimum) })}</p>
          <Button onClick={() => change({ ...now, amount: lot.minimum })}>{t('review.raise', { amount: money(lot.minimum) })}</Button>
        </div>
      )}
      <div class="row end">
        <button onClick={onClose}>{f('back')}</button>
        <LiveButton main because={low && t('review.low', { minimum: money(lot.minimum) })} onClick={place} data-testid="confirm-bid">
          {t(`review.confirm.${now.deed}`, { amount: money(now.amount) })}
        </LiveButton>
      </div>
    </Dialog>
  );
}

/** What one should know of this offer. */
function rulesFor(lot: Lot, offer: Offer): string[] {
  const t = words('floor');
  const rules: string[] = [];
  if (offer.deed === 'bid') {
    rules.push(t(isSealed(lot) ? `rule.${lot.kind as 'vickrey'}` : `rule.${lot.bidding}`));
    if (offer.allOrNone) rules.push(t('rule.all_or_none'));
    rules.push(wordsOfRetraction(lot.rules));
  } else rules.push(t(`rule.${offer.deed}`));
  if (lot.rules.premiumBps !== 0 && offer.deed === 'accept') rules.push(t('terms.premium.is', { percent: percent(lot.rules.premiumBps) }));
  if (lot.rules.hold !== 'none') rules.push(wordsOfHold(lot.rules, units => format(units, lot.currency)));
  return rules;
}
