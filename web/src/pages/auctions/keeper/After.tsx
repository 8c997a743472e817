// After the end: whether it is paid, and what to do where it is not.

import { useState } from 'preact/hooks';
import { newKey } from '@rialto/client';
import { useDeed } from '../../../app/hooks';
import { exactMoment, go, person, words } from '../../../app/shared';
import { LiveButton, TextField } from '../../../ui/controls';
import { wordsOf } from '../../../ui/states';
import type { KeeperProps } from '../Keeper';

const WEEK_MS = 7 * 86_400_000;

export function After({ room, lot }: KeeperProps) {
  const t = words('selling');
  const staff = ['moderator', 'admin', 'app'].includes(person.value?.role ?? '');
  const deed = useDeed((name: string, data: object = {}) => room.call(name as 'default', data as never, { key: newKey() }));
  const relist = useDeed(async () => {
    const answer: any = await room.call('relist', { durationMs: WEEK_MS } as never, { key: newKey() });
    if (answer?.relistedAs) go(`/auctions/${answer.relistedAs.split(':').pop()}`);
  });
  const [to, name] = useState('');
  const unpaid = lot.settlement === 'unsold' || lot.settlement === 'defaulted';
  const beaten = [...new Set(lot.bids.filter(line => !line.retracted && line.bidder !== lot.winner).map(line => line.bidder))];
  return (
    <>
      {lot.settlement && <p>{t(`settlement.${lot.settlement}`)}</p>}
      {lot.settlement === 'awaiting_payment' && lot.payBy && <p class="soft">{t('pay_by', { time: exactMoment(lot.payBy) })}</p>}
      {lot.settlement === 'awaiting_payment' && staff && (
        <LiveButton class="danger" busy={deed.busy} onClick={() => void deed.run('default')}>
          {t('default')}
        </LiveButton>
      )}
      {unpaid && (
        <>
          <form onSubmit={event => (event.preventDefault(), void (to.trim() && deed.run('second_chance', { to: to.trim() })))}>
            <TextField label={t('second_chance')} hint={t('second_chance_hint')} list="beaten" value={to} onValue={name} />
            <datalist id="beaten">
              {beaten.map(bidder => (
                <option key={bidder} value={bidder} />
              ))}
            </datalist>
            <LiveButton type="submit" busy={deed.busy} because={to.trim() === '' && t('name_first')}>
              {t('second_chance_action')}
            </LiveButton>
          </form>
          <LiveButton busy={relist.busy} onClick={() => void relist.run()}>
            {t('relist')}
          </LiveButton>
        </>
      )}
      {(deed.error ?? relist.error) && (
        <p class="bad" role="alert">
          {wordsOf((deed.error ?? relist.error)!)}
        </p>
      )}
    </>
  );
}
