// Offers to pay, from the review to their outcome.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { AuctionRoom, BidOptions } from '@rialto/client';
import { amount as money, announce, words } from '../../../app/shared';
import { toast } from '../../../app/toasts';
import type { Lot } from './lot';
import { useOnce, type Fate } from './once';
import { sayError } from './said';

export type Offer =
  | {
      readonly deed: 'bid';
      readonly amount: number;
      /** The house bids up to `amount`, as far as needed. */
      readonly upTo?: boolean;
      /** By a button that says an amount: a price that changed under it refuses the bid. */
      readonly quick?: boolean;
      readonly quantity?: number;
      readonly allOrNone?: boolean;
    }
  | { readonly deed: 'buy' | 'accept'; readonly amount: number };

/** The answer to any of them; to a bid `status`, and `minimum` where it is not sealed; else what it was sold for. */
interface Reply {
  readonly status?: string;
  readonly minimum?: number;
  readonly hammer?: number | null;
}

export interface Placing {
  readonly fate: Fate<Reply>;
  readonly open: boolean;
  /** The latest. */
  readonly offer: Offer | undefined;
  place(offer: Offer): void;
}

/** One offer at a time. Whoever leaves the page meanwhile hears of it in a notice. */
export function usePlacing(room: AuctionRoom, lot: Lot): Placing {
  const once = useOnce<Reply>(room);
  const [offer, set] = useState<Offer>();
  const latest = useRef(lot);
  latest.current = lot;
  const leads = lot.you?.leading ?? false;
  // Who has been outbid since is not told any more that they lead.
  useEffect(() => {
    if (!leads) once.clear();
  }, [leads]);
  return {
    fate: once.fate,
    open: once.open,
    offer,
    place: offer => {
      if (once.open) return;
      set(offer);
      void once
        .run(key => send(room, latest.current, offer, key))
        .then(fate => {
          if (!fate) return;
          const said = wordsOfFate(fate, offer, latest.current);
          announce(said, { key: 'placed', urgent: true });
          const link = { href: `/auctions/${lot.id}`, text: words('frame')('open') };
          if (!location.pathname.endsWith(link.href)) toast(`${lot.title}: ${said}`, { link });
        });
    },
  };
}

async function send(room: AuctionRoom, lot: Lot, offer: Offer, key: string): Promise<Reply> {
  if (offer.deed !== 'bid') return room.call(offer.deed, offer.deed === 'buy' ? {} : { limit: offer.amount }, { key });
  const { amount, upTo, quick, quantity, allOrNone } = offer;
  const options: BidOptions = { key };
  // The whole maximum stands as the amount, too: a minimum that rose on the way refuses nothing that is above it.
  if (upTo) options.max = amount;
  if (quick) options.expectedPrice = lot.price ?? lot.rules.startPrice;
  if (quantity !== undefined) Object.assign(options, { quantity, allOrNone: allOrNone ?? false });
  return room.bid(amount, options);
}

/** How an offer ended, or stands, in a sentence. */
export function wordsOfFate(fate: Fate<Reply>, offer: Offer, lot: Lot): string {
  const t = words('floor');
  const amount = money(offer.amount, lot.currency);
  switch (fate.at) {
    case 'rest':
      return '';
    case 'under_way':
      return t('placing', { amount });
    case 'unknown':
      return t('placing.unknown', { amount });
    case 'refused':
      return sayError(fate.error, lot.currency);
    case 'done': {
      const { status, minimum = 0, hammer } = fate.reply;
      if (!status) return t('placed.bought', { amount: money(hammer ?? offer.amount, lot.currency) });
      return t(`placed.${status as 'leading'}`, { amount, minimum: money(minimum, lot.currency) });
    }
  }
}
