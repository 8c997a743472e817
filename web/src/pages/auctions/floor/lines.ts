// The history of the bids: what stands in the state, and behind it older lines that were asked for.

import { useRef } from 'preact/hooks';
import type { AuctionRoom } from '@rialto/client';
import { rialto } from '../../../app/shared';
import { useEvents } from '../../../app/hooks';
import { behind, joined, LINES_MAX, struck, type Lines } from './bids';
import type { Lot } from './lot';
import { useOnce } from './once';

/** As many as stand in the state; where there are fewer, there are no older ones. */
const STATE_LINES = 20;
const PAGE = 50;

/** `whole`: older lines are kept and can be asked for. */
export function useLines(room: AuctionRoom, lot: Lot, whole: boolean) {
  const known = useRef<Lines>([]);
  /** Where the next page begins; undefined before the first, null after the last. */
  const next = useRef<string | null | undefined>(undefined);
  const page = useOnce();
  const { lines, hole } = joined(lot.bids, whole ? known.current : known.current.slice(0, STATE_LINES));
  known.current = lines;
  if (hole || !whole) next.current = undefined;
  useEvents(room, (event, data) => {
    if (event === 'auction:retracted') known.current = struck(known.current, data);
  });
  const load = async () => {
    const query = { limit: PAGE, after: next.current };
    const answer = await rialto.rest.ask('GET', `auctions/${lot.id}/bids`, { query });
    known.current = behind(known.current, answer.items);
    next.current = answer.next;
  };
  return {
    lines,
    more: next.current !== null && STATE_LINES <= lot.bids.length && lines.length < LINES_MAX,
    loading: page.open,
    error: page.fate.at === 'refused' ? page.fate.error : undefined,
    load: () => void page.run(load),
  };
}
