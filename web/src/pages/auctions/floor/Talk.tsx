// What goes on around the bids: their history, and questions. Tabs with the arrow keys.

import { useId, useState } from 'preact/hooks';
import type { AuctionRoom } from '@rialto/client';
import { words } from '../../../app/shared';
import { History } from './History';
import { later } from './later';
import type { Lot } from './lot';

const Questions = later(() => import('./Questions'));

const TABS = ['history', 'questions'] as const;

export function Talk({ room, lot }: { room: AuctionRoom; lot: Lot }) {
  const t = words('floor');
  const id = useId();
  const [tab, show] = useState<(typeof TABS)[number]>('history');
  const step = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    const to = tab === 'history' ? 'questions' : 'history';
    show(to);
    document.getElementById(`${id}-${to}`)?.focus();
  };
  return (
    <section class="floor-talk">
      <div class="tabs" role="tablist" aria-label={t('talk')} onKeyDown={step}>
        {TABS.map(one => (
          <button
            key={one}
            id={`${id}-${one}`}
            role="tab"
            aria-selected={tab === one}
            aria-controls={`${id}-panel`}
            tabIndex={tab === one ? 0 : -1}
            onClick={() => show(one)}
          >
            {t(one)}
          </button>
        ))}
      </div>
      <div id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-${tab}`} tabIndex={0}>
        {tab === 'history' ? <History room={room} lot={lot} /> : <Questions lot={lot} />}
      </div>
    </section>
  );
}
