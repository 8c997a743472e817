// Where the auction stands when one cannot bid: in a sentence, with its reason.

import { amount, person, words } from '../../../app/shared';
import { Away } from './Away';
import { isWon, type Lot } from './lot';
import { wordsOfEnd } from './said';

export function Standing({ lot }: { lot: Lot }) {
  const t = words('floor');
  const { status, reason, relistedAs } = lot;
  if (status === 'active') return null;
  const won = isWon(lot, person.value);
  return (
    <div class="standing-box" data-testid="standing">
      <p class={won ? 'good' : ''}>
        <strong>{status === 'ended' ? wordsOfEnd(lot) : t(`status.${status}`)}</strong>
      </p>
      {reason && <p>{t('reason', { reason })}</p>}
      {0 < (lot.awards?.length ?? 0) && (
        <table>
          <caption>{t('awards')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('history.bidder')}</th>
              <th scope="col" class="amount">
                {t('quantity')}
              </th>
              <th scope="col" class="amount">
                {t('awards.price')}
              </th>
            </tr>
          </thead>
          <tbody>
            {lot.awards!.map(({ bidder, quantity, price }) => (
              <tr key={bidder}>
                <td>
                  {bidder} {bidder === lot.you?.alias && <span class="badge">{t('history.you')}</span>}
                </td>
                <td class="amount">{quantity}</td>
                <td class="amount">{amount(price, lot.currency)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {relistedAs && (
        <p>
          <Away href={`/auctions/${relistedAs.split(':')[1]}`}>{t('relisted')}</Away>
        </p>
      )}
    </div>
  );
}
