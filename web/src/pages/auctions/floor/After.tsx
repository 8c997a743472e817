// After the end: paying, a second chance, the way to the seller, how the price went, and what else there is.

import { useState } from 'preact/hooks';
import type { AuctionRoom } from '@rialto/client';
import { amount, moment, person, rialto, words } from '../../../app/shared';
import { useAsk } from '../../../app/hooks';
import { Dialog, LiveButton } from '../../../ui/controls';
import { Countdown } from '../../../ui/time';
import { Away } from './Away';
import { isSealed, isWon, premium, total, type Lot } from './lot';
import { useOnce } from './once';
import { PricePath } from './PricePath';
import { sayError } from './said';

const SIMILAR = 4;
/** Shorter words are in every title. */
const TELLING_CHARS = 5;

export default function After({ room, lot }: { room: AuctionRoom; lot: Lot }) {
  const t = words('floor');
  const who = person.value;
  const won = isWon(lot, who);
  return (
    <>
      {won && lot.settlement === 'awaiting_payment' && <Pay room={room} lot={lot} />}
      {won && lot.settlement === 'settled' && <p class="good">{t('pay.settled')}</p>}
      {won && lot.settlement === 'defaulted' && <p class="bad">{t('pay.defaulted')}</p>}
      {lot.you?.offered && <Chance room={room} lot={lot} offered={lot.you.offered} />}
      {who && who.id !== lot.seller.id && (
        <p>
          <Away class="button" href={`/messages?with=${encodeURIComponent(lot.seller.id)}`}>
            {t('contact')}
          </Away>
        </p>
      )}
      {!isSealed(lot) && lot.kind !== 'dutch' && 0 < lot.bids.length && <PricePath lot={lot} />}
      <Similar lot={lot} />
    </>
  );
}

/** What is to be paid, as lines. */
function Bill({ lot, sum }: { lot: Lot; sum: number }) {
  const t = words('floor');
  const money = (units: number) => amount(units, lot.currency);
  return (
    <dl class="pairs review">
      <dt>{t('pay.price')}</dt>
      <dd class="amount">{money(sum)}</dd>
      <dt>{t('pay.premium')}</dt>
      <dd class="amount">{money(premium(lot, sum))}</dd>
      <dt>{t('review.total')}</dt>
      <dd class="amount strong" data-testid="pay-total">
        {money(total(lot, sum))}
      </dd>
    </dl>
  );
}

function Pay({ room, lot }: { room: AuctionRoom; lot: Lot }) {
  const t = words('floor');
  const f = words('frame');
  const [open, show] = useState(false);
  const once = useOnce(room);
  const sum = lot.awards?.length
    ? lot.awards.filter(award => award.bidder === lot.you?.alias).reduce((all, award) => all + award.price * award.quantity, 0)
    : (lot.hammer ?? 0);
  const pay = () => {
    show(false);
    void once.run(key => room.call('pay', {}, { key }));
  };
  return (
    <section class="warning" aria-label={t('pay')}>
      <p class="row start middle">
        <LiveButton main busy={once.open} onClick={() => show(true)} data-testid="pay">
          {t('pay.now', { amount: amount(total(lot, sum), lot.currency) })}
        </LiveButton>
        {lot.payBy && (
          <span>
            {t('pay.by', { time: moment(lot.payBy) })} (<Countdown until={lot.payBy} label={t('pay.left')} />)
          </span>
        )}
      </p>
      <Fault once={once} lot={lot} />
      {open && (
        <Dialog title={t('pay')} onClose={() => show(false)}>
          <Bill lot={lot} sum={sum} />
          <p class="soft">{t('pay.wallet')}</p>
          <div class="row end">
            <button onClick={() => show(false)}>{f('back')}</button>
            <LiveButton main onClick={pay}>
              {t('pay')}
            </LiveButton>
          </div>
        </Dialog>
      )}
    </section>
  );
}

/** It is offered to one who was beaten. */
function Chance({
  room,
  lot,
  offered: { amount: sum, until },
}: {
  room: AuctionRoom;
  lot: Lot;
  offered: { amount: number; until: string };
}) {
  const t = words('floor');
  const once = useOnce(room);
  const answer = (name: 'second_chance_accept' | 'second_chance_decline') => void once.run(key => room.call(name, {}, { key }));
  return (
    <section class="warning" data-testid="chance">
      <h2>{t('chance')}</h2>
      <p>{t('chance.text', { amount: amount(sum, lot.currency), time: moment(until) })}</p>
      <Bill lot={lot} sum={sum} />
      <div class="row start">
        <LiveButton main busy={once.open} onClick={() => answer('second_chance_accept')}>
          {t('chance.accept')}
        </LiveButton>
        <LiveButton busy={once.open} onClick={() => answer('second_chance_decline')}>
          {t('chance.decline')}
        </LiveButton>
      </div>
      <Fault once={once} lot={lot} />
    </section>
  );
}

function Fault({ once: { fate }, lot }: { once: ReturnType<typeof useOnce>; lot: Lot }) {
  const t = words('floor');
  if (fate.at === 'unknown') return <p class="wait">{t('unknown')}</p>;
  if (fate.at !== 'refused') return null;
  return (
    <p class="bad" role="alert">
      {sayError(fate.error, lot.currency)} {fate.error.code === 'insufficient_funds' && <Away href="/wallet">{t('to_wallet')}</Away>}
    </p>
  );
}

interface Other {
  readonly id: string;
  readonly title: string;
  readonly currency: string;
  readonly price: number | null;
  readonly startPrice: number;
}

/** Of the same seller; where there is nothing, what is called alike. */
function Similar({ lot }: { lot: Lot }) {
  const t = words('floor');
  const found = useAsk<Other[]>(`similar ${lot.id}`, async signal => {
    const ask = async (query: Record<string, string>): Promise<Other[]> => {
      const { items } = await rialto.rest.ask('GET', 'auctions', {
        query: { ...query, status: 'active,scheduled', sort: 'endsAt', limit: SIMILAR + 1 },
        signal,
      });
      return items.filter((one: Other) => one.id !== lot.id).slice(0, SIMILAR);
    };
    const telling = lot.title.split(/[^\p{L}\p{N}]+/u).find(word => TELLING_CHARS <= word.length);
    const alike = telling ? await ask({ q: telling }) : [];
    return 0 < alike.length ? alike : ask({ seller: lot.seller.id });
  });
  if (!found.data?.length) return null;
  return (
    <section>
      <h2>{t('similar')}</h2>
      <ul class="lines">
        {found.data.map(one => (
          <li key={one.id} class="row">
            <Away href={`/auctions/${one.id}`}>{one.title}</Away>
            <span class="amount">{amount(one.price ?? one.startPrice, one.currency)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
