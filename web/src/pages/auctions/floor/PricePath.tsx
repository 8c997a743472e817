// How the price went: a sentence, a chart that comes with it, and the same as a table.

import { useState } from 'preact/hooks';
import { amount, clockTime, number, rialto, words } from '../../../app/shared';
import { useAsk } from '../../../app/hooks';
import { countdown } from '../../../app/format';
import { Failure } from '../../../ui/states';
import { path, type Point } from './bids';
import { later } from './later';
import type { BidLine, Lot } from './lot';

const Chart = later(() => import('./Chart'));

const PAGE = 200;
/** More bids than this are not drawn. */
const PAGES_MAX = 10;

export function PricePath({ lot }: { lot: Lot }) {
  const t = words('floor');
  const [tabled, table] = useState(false);
  const bids = useAsk<BidLine[]>(`path ${lot.id} ${lot.status}`, signal => all(lot.id, signal));
  if (bids.error) return <Failure error={bids.error} retry={bids.reload} />;
  if (!bids.data) return null;
  const points = path(bids.data, lot);
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return null;
  const money = (units: number) => amount(units, lot.currency);
  const values = { from: money(first.price), to: money(last.price), count: lot.bidCount, span: countdown(last.at - first.at) };
  return (
    <section>
      <h2>{t('path')}</h2>
      <p>{t('path.summary', values)}</p>
      {tabled ? <Table points={points} lot={lot} /> : <Chart points={points} currency={lot.currency} label={t('path.summary', values)} />}
      <button class="quiet" aria-expanded={tabled} onClick={() => table(!tabled)}>
        {tabled ? t('path.chart') : t('path.table')}
      </button>
    </section>
  );
}

async function all(id: string, signal: AbortSignal): Promise<BidLine[]> {
  const bids: BidLine[] = [];
  let after: string | null = null;
  for (let page = 0; page < PAGES_MAX; page++) {
    const answer: { items: BidLine[]; next: string | null } = await rialto.rest.ask('GET', `auctions/${id}/bids`, {
      query: { limit: PAGE, after },
      signal,
    });
    bids.push(...answer.items);
    after = answer.next;
    if (after === null) break;
  }
  return bids;
}

function Table({ points, lot }: { points: readonly Point[]; lot: Lot }) {
  const t = words('floor');
  return (
    <div class="scroll tall" tabIndex={0} role="region" aria-label={t('path')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('path.number')}</th>
            <th scope="col">{t('history.time')}</th>
            <th scope="col" class="amount">
              {t('price.now')}
            </th>
          </tr>
        </thead>
        <tbody>
          {points.map(({ at, price }, place) => (
            <tr key={place}>
              <td>{number(place + 1)}</td>
              <td>{clockTime(at)}</td>
              <td class="amount">{amount(price, lot.currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
