// The bids, newest first. However many there are, few of them are in the page.

import { useState } from 'preact/hooks';
import type { AuctionRoom } from '@rialto/client';
import { amount, clockTime, exactMoment, words } from '../../../app/shared';
import { Button, LiveButton } from '../../../ui/controls';
import { Empty } from '../../../ui/states';
import { LINES_MAX } from './bids';
import { useLines } from './lines';
import { isSealed, type BidLine, type Lot } from './lot';
import { sayError } from './said';

/** So many until one asks for more. */
const SHOWN = 8;

export function History({ room, lot }: { room: AuctionRoom; lot: Lot }) {
  const t = words('floor');
  const [whole, show] = useState(false);
  const { lines, more, loading, error, load } = useLines(room, lot, whole);
  const shown = whole ? lines : lines.slice(0, SHOWN);
  if (lot.kind === 'dutch') return <p class="soft">{t('history.dutch')}</p>;
  if (isSealed(lot)) return <p class="soft">{t(lot.status === 'ended' ? 'history.opened' : 'history.sealed')}</p>;
  const over = lot.status === 'ended' || lot.status === 'cancelled';
  if (lines.length === 0)
    return <Empty text={t(over ? 'history.none_ever' : 'history.none', { amount: amount(lot.minimum, lot.currency) })} />;
  return (
    <>
      <div class="scroll">
        <table data-testid="history">
          <caption class="unseen">{t('history')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('history.bidder')}</th>
              <th scope="col" class="amount">
                {t('history.amount')}
              </th>
              <th scope="col">{t('history.time')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(line => (
              <Line key={line.bid} line={line} lot={lot} />
            ))}
          </tbody>
        </table>
      </div>
      <div class="row start">
        {SHOWN < lines.length && (
          <Button class="quiet" aria-expanded={whole} onClick={() => show(!whole)}>
            {whole ? t('history.fewer') : t('history.all')}
          </Button>
        )}
        {whole && more && (
          <LiveButton class="quiet" busy={loading} onClick={load}>
            {t('history.older')}
          </LiveButton>
        )}
        {whole && lines.length === LINES_MAX && <span class="soft">{t('history.most', { count: LINES_MAX })}</span>}
        {error && (
          <span class="bad" role="alert">
            {sayError(error, lot.currency)}
          </span>
        )}
      </div>
    </>
  );
}

function Line({ line, lot }: { line: BidLine; lot: Lot }) {
  const t = words('floor');
  const { bidder, at, automatic, retracted, reason } = line;
  const sum = amount(line.amount, lot.currency);
  return (
    <tr class={retracted ? 'soft' : ''}>
      <td>
        {bidder} {bidder === lot.you?.alias && <span class="badge">{t('history.you')}</span>}
      </td>
      <td class="amount">{retracted ? <s>{sum}</s> : sum}</td>
      <td>
        <time dateTime={at} title={exactMoment(at)}>
          {clockTime(at)}
        </time>
        {automatic && !retracted && <span class="soft note">{t('history.automatic')}</span>}
        {retracted && <span class="note">{reason ? t('history.struck', { reason }) : t('history.retracted')}</span>}
      </td>
    </tr>
  );
}
