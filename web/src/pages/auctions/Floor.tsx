// The auction floor: one lot, live.

import { useEffect, useState } from 'preact/hooks';
import type { AuctionRoom } from '@rialto/client';
import { Heading } from '../../app/Frame';
import { useRoom } from '../../app/hooks';
import type { PageProps } from '../../app/routes';
import { live, meta, person, rialto, words } from '../../app/shared';
import { Known } from '../../ui/states';
import { About } from './floor/About';
import { Announcements } from './floor/Announcements';
import { BidPanel } from './floor/BidPanel';
import { Clock } from './floor/Clock';
import { Gallery } from './floor/Gallery';
import { Head } from './floor/Head';
import { later } from './floor/later';
import { isKeeper, type Lot } from './floor/lot';
import { PriceBox } from './floor/PriceBox';
import { useSpeech } from './floor/speech';
import { Stale } from './floor/Stale';
import { Standing } from './floor/Standing';
import { Talk } from './floor/Talk';
import '../../style/floor.css';

const Demo = later(() => import('./floor/Demo'));
const After = later(() => import('./floor/After'));
const Keeper = later(() => import('./Keeper'), 'selling');

/** The strip of the demo was put away. */
const SEEN = 'rialto.demo.seen';

export default function Floor({ params }: PageProps) {
  const t = words('floor');
  const room = rialto.auction(params['id']!);
  const { state, error, fresh } = useRoom(room);
  return (
    <>
      {!state && <Heading text={t('title')} />}
      <Known of={state} error={error} retry={() => room.resume()}>
        {lot => <Hall room={room} lot={lot} fresh={fresh && live.value} />}
      </Known>
    </>
  );
}

function Hall({ room, lot, fresh }: { room: AuctionRoom; lot: Lot; fresh: boolean }) {
  const t = words('floor');
  useSpeech(room);
  const bids = lot.status === 'active' || lot.status === 'scheduled' || lot.status === 'paused';
  return (
    <article class={`floor ${fresh ? '' : 'stale'}`} data-kind={lot.kind}>
      <Head room={room} lot={lot} />
      <DemoStrip room={room} lot={lot} />
      <div class="floor-hall">
        <div class="floor-about">
          <Gallery lot={lot} />
          <About lot={lot} />
        </div>
        <section class="floor-panel card" aria-label={t('panel')}>
          <Stale room={room} lot={lot} fresh={fresh} />
          <PriceBox room={room} lot={lot} />
          <Clock room={room} lot={lot} />
          <Standing lot={lot} />
          {bids && <BidPanel room={room} lot={lot} />}
          {lot.status === 'ended' && <After room={room} lot={lot} />}
          <Announcements room={room} />
          {isKeeper(lot, person.value) && <Keeper room={room} lot={lot} />}
        </section>
        <Talk room={room} lot={lot} />
      </div>
    </article>
  );
}

function DemoStrip({ room, lot }: { room: AuctionRoom; lot: Lot }) {
  const [seen, see] = useState(localStorage.getItem(SEEN) !== null);
  useEffect(() => {
    if (seen) localStorage.setItem(SEEN, '');
  }, [seen]);
  if (!meta.value?.demo || seen) return null;
  return <Demo room={room} lot={lot} onDismiss={() => see(true)} />;
}
