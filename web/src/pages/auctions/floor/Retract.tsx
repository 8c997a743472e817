// Taking back one's latest bid, as long as that is possible.

import { useEffect, useState } from 'preact/hooks';
import type { AuctionRoom } from '@rialto/client';
import { amount, rialto, words } from '../../../app/shared';
import { Dialog, LiveButton } from '../../../ui/controls';
import { Countdown } from '../../../ui/time';
import type { Lot } from './lot';
import { useOnce } from './once';
import { sayError } from './said';

export function Retract({ room, lot }: { room: AuctionRoom; lot: Lot }) {
  const t = words('floor');
  const f = words('frame');
  const [open, show] = useState(false);
  const once = useOnce(room);
  const { you, rules, currency } = lot;
  const until = useWhile(you?.retractableUntil);
  const bid = you?.bids.find(one => !one.retracted);
  const { fate } = once;
  const take = async () => {
    show(false);
    await once.run(key => room.retract(bid!.bid, { key }));
  };
  return (
    <>
      {until && bid && rules.retraction && (
        <p class="row start middle">
          <LiveButton busy={once.open} onClick={() => show(true)} data-testid="retract">
            {t('retract')}
          </LiveButton>
          <span class="soft">
            {t('retract.left')} <Countdown until={until} label={t('retract.left')} />
          </span>
        </p>
      )}
      {fate.at === 'unknown' && <p class="wait">{t('retract.unknown')}</p>}
      {fate.at === 'refused' && (
        <p class="bad" role="alert">
          {sayError(fate.error, currency)}
        </p>
      )}
      {open && until && bid && (
        <Dialog title={t('retract.title', { amount: amount(bid.max, currency) })} onClose={() => show(false)}>
          <ul>
            <li>{t('retract.falls')}</li>
            <li>{t('retract.stays')}</li>
            <li>{t('retract.limit', { count: rules.retraction?.limit ?? 1 })}</li>
          </ul>
          <div class="row end">
            <button onClick={() => show(false)}>{f('back')}</button>
            <LiveButton class="danger" onClick={() => void take()}>
              {t('retract.confirm')}
            </LiveButton>
          </div>
        </Dialog>
      )}
    </>
  );
}

/** A time as long as it lies ahead. */
function useWhile(at: string | undefined): string | undefined {
  const [, turn] = useState(0);
  const left = at === undefined ? 0 : Date.parse(at) - rialto.now();
  useEffect(() => {
    if (left <= 0) return;
    const timer = setTimeout(() => turn(times => times + 1), left + 20);
    return () => clearTimeout(timer);
  }, [at]);
  return 0 < left ? at : undefined;
}
