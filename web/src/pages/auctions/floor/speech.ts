// What the floor says by itself to those who listen instead of looking.

import { useEffect, useRef } from 'preact/hooks';
import type { AuctionRoom } from '@rialto/client';
import { amount, announce, moment, words } from '../../../app/shared';
import { useEvents } from '../../../app/hooks';
import type { Lot } from './lot';
import { wordsOfEnd } from './said';

export function useSpeech(room: AuctionRoom): void {
  const led = useRef(false);
  const leads = () => (room.state)?.you?.leading ?? false;
  useEffect(() => {
    led.current = leads();
  });
  useEvents(room, (event, data) => {
    const lot = room.state;
    if (!lot) return;
    const [before, now] = [led.current, leads()];
    led.current = now;
    say(event, data, lot, before, now);
  });
}

function say(event: string, data: any, lot: Lot, led: boolean, leads: boolean): void {
  const t = words('floor');
  const price = lot.price === null ? '' : amount(lot.price, lot.currency);
  const minimum = amount(lot.minimum, lot.currency);
  switch (event) {
    case 'auction:bid':
      if (led && !leads) announce(t('say.outbid', { price, minimum }), { key: 'standing', urgent: true });
      // What came of one's own bid is said by whoever placed it.
      else if (data.bidder !== lot.you?.alias) announce(t('say.bid', { bidder: data.bidder, price }), { key: 'price', mine: false });
      return;
    case 'auction:retracted':
      if (!led && leads) announce(t('say.leading_again', { price }), { key: 'standing', urgent: true });
      else announce(t('say.retracted', { price: price || minimum }), { key: 'price', mine: false });
      return;
    case 'auction:extended':
      if (lot.endsAt) announce(t('say.extended', { time: moment(lot.endsAt) }), { key: 'clock' });
      return;
    case 'auction:reserve_met':
      return announce(t('reserve.met'), { mine: false });
    case 'auction:announcement':
      return announce(t('say.announcement', { text: data.text }));
    case 'auction:status':
      return announce(t(`status.${lot.status}`), { key: 'status' });
    case 'auction:ended':
      return announce(wordsOfEnd(lot), { key: 'status', urgent: true });
  }
}
