// The bids, for those who may strike one out: what that would do is said before.

import { useState } from 'preact/hooks';
import { newKey } from '@rialto/client';
import { amount, clockTime, person, words } from '../../../app/shared';
import { Confirm, LiveButton } from '../../../ui/controls';
import type { KeeperProps } from '../Keeper';

export function Bids({ room, lot }: KeeperProps) {
  const t = words('selling');
  const [voiding, ask] = useState<string | null>(null);
  const staff = ['moderator', 'admin'].includes(person.value?.role ?? '');
  if (!staff || lot.bids.length === 0) return null;
  const standing = lot.bids.filter(line => !line.retracted);
  const bid = standing.find(line => line.bid === voiding);
  const next = standing.find(line => line.bid !== voiding && line.bidder !== bid?.bidder);
  const leads = bid && bid.bidder === lot.leader;
  return (
    <details>
      <summary>{t('void_title')}</summary>
      <ul class="lines">
        {standing.map(line => (
          <li key={line.bid} class="row middle">
            <span>
              {line.bidder} <span class="amount">{amount(line.amount, lot.currency)}</span> <span class="soft">{clockTime(line.at)}</span>
            </span>
            <LiveButton class="danger" onClick={() => ask(line.bid)}>
              {t('void')}
            </LiveButton>
          </li>
        ))}
      </ul>
      {bid && (
        <Confirm
          title={t('void')}
          text={<p>{leads ? (next ? t('void_leader', { bidder: bid.bidder, next: next.bidder }) : t('void_last')) : t('void_text', { bidder: bid.bidder })}</p>}
          reason={t('reason')}
          action={t('void')}
          danger
          onDone={reason => room.call('void', { bid: bid.bid, reason }, { key: newKey() })}
          onClose={() => ask(null)}
        />
      )}
    </details>
  );
}
