// What it is, by whom, and what one may do with it besides bidding.

import { useEffect, useState } from 'preact/hooks';
import type { AuctionRoom } from '@rialto/client';
import { Heading } from '../../../app/Frame';
import { amount, person, words } from '../../../app/shared';
import { toast } from '../../../app/toasts';
import { Dialog, Field, LiveButton } from '../../../ui/controls';
import { signInPath } from '../../../ui/states';
import { Away } from './Away';
import { later } from './later';
import type { Lot } from './lot';
import { useOnce } from './once';
import { sayError } from './said';

const Report = later(() => import('./Report'));

export function Head({ room, lot }: { room: AuctionRoom; lot: Lot }) {
  const t = words('floor');
  const price = lot.hammer ?? lot.price;
  return (
    <>
      <Heading text={lot.title} title={price === null ? lot.title : `${lot.title} – ${amount(price, lot.currency)}`} />
      <div class="row start middle">
        <span class="badge" data-status={lot.status} data-testid="status">
          {t(`badge.${lot.status}`)}
        </span>
        <span class="badge">{t(`kind.${lot.kind}`)}</span>
        <span>
          {t('seller')} <Away href={`/people/${lot.seller.id}`}>{lot.seller.name}</Away>
        </span>
      </div>
      <div class="row start middle">
        <Watch room={room} lot={lot} />
        <Share lot={lot} />
        <ReportButton lot={lot} />
      </div>
    </>
  );
}

function Watch({ room, lot: { you, watchers, currency } }: { room: AuctionRoom; lot: Lot }) {
  const t = words('floor');
  const once = useOnce(room);
  return (
    <>
      {you ? (
        <LiveButton busy={once.open} aria-pressed={you.watching} onClick={() => void once.run(key => room.watch(!you.watching, { key }))}>
          {you.watching ? t('unwatch') : t('watch')}
        </LiveButton>
      ) : (
        <Away class="button" href={signInPath()}>
          {t('watch')}
        </Away>
      )}
      <span class="soft" data-testid="watchers">
        {t('watchers', { count: watchers })}
      </span>
      {once.fate.at === 'refused' && (
        <span class="bad" role="alert">
          {sayError(once.fate.error, currency)}
        </span>
      )}
    </>
  );
}

/** Copies the address; where the browser does not let it, shows it. */
function Share({ lot }: { lot: Lot }) {
  const t = words('floor');
  const [shown, show] = useState(false);
  const link = `${location.origin}/auctions/${lot.id}`;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
      toast(t('share.copied'), { tone: 'good' });
    } catch {
      show(true);
    }
  };
  return (
    <>
      <button onClick={() => void copy()}>{t('share')}</button>
      {shown && (
        <Dialog title={t('share')} onClose={() => show(false)}>
          <Field label={t('share.link')}>
            {ids => <input {...ids} readOnly dir="ltr" value={link} onFocus={event => event.currentTarget.select()} />}
          </Field>
        </Dialog>
      )}
    </>
  );
}

function ReportButton({ lot }: { lot: Lot }) {
  const t = words('floor');
  const [open, show] = useState(false);
  const who = person.value?.id;
  useEffect(() => show(false), [who]);
  if (who === lot.seller.id) return null;
  if (!who)
    return (
      <Away href={signInPath()} class="button quiet">
        {t('report')}
      </Away>
    );
  return (
    <>
      <button class="quiet" onClick={() => show(true)}>
        {t('report')}
      </button>
      {open && <Report lot={lot} onClose={() => show(false)} />}
    </>
  );
}
