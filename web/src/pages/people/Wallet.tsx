// What is in one's wallet, and how it came there.

import { useState } from 'preact/hooks';
import { Heading } from '../../app/Frame';
import { useAsk, useInbox, usePages, useRoom } from '../../app/hooks';
import { amount, has, rialto, words } from '../../app/shared';
import { Empty, Failure, Known, Loading } from '../../ui/states';
import { When } from '../../ui/time';

interface Balance {
  currency: string;
  available: number;
  held: number;
}

interface Entry {
  id: string;
  kind: string;
  cause: string;
  direction: 'in' | 'out';
  amount: number;
  currency: string;
  at: string;
}

export default function Wallet() {
  const t = words('people');
  const { state } = useRoom(useInbox());
  const wallet = useAsk<{ items: Balance[] }>('wallet', signal => rialto.rest.ask('GET', 'wallet', { signal }));
  // What has changed since is told by the inbox.
  const news: Record<string, Balance> = state?.wallets ?? {};
  return (
    <>
      <Heading text={t('wallet.title')} />
      <Known of={wallet.data} error={wallet.error} retry={wallet.reload}>
        {({ items }) => {
          const all = new Map(items.map(one => [one.currency, one]));
          for (const [currency, one] of Object.entries(news)) all.set(currency, one);
          return all.size === 0 ? <Empty text={t('wallet.empty')} /> : <Balances all={[...all.values()]} />;
        }}
      </Known>
      <Entries news={JSON.stringify(news)} />
    </>
  );
}

function Balances({ all }: { all: Balance[] }) {
  const t = words('people');
  return (
    <ul class="tiles">
      {all.map(({ currency, available, held }) => (
        <li key={currency} class="card" data-testid={`wallet-${currency}`}>
          <h2>{currency}</h2>
          <dl class="pairs">
            <dt>{t('wallet.available')}</dt>
            <dd class="amount">{amount(available, currency)}</dd>
            <dt>{t('wallet.held')}</dt>
            <dd class="amount">{amount(held, currency)}</dd>
          </dl>
        </li>
      ))}
    </ul>
  );
}

function named(prefix: string, name: string): string {
  const key = `${prefix}.${name}`;
  return has('people', key) ? words('people')(key as 'wallet.title') : name;
}

function Entries({ news }: { news: string }) {
  const t = words('people');
  const f = words('frame');
  const list = usePages<Entry>('wallet/entries', { limit: 50 });
  const [seen, note] = useSeen(news);
  return (
    <section>
      <h2>{t('wallet.entries')}</h2>
      {seen !== news && (
        <button onClick={() => (note(), list.reload())}>{t('wallet.news')}</button>
      )}
      {list.error && list.items.length === 0 ? (
        <Failure error={list.error} retry={list.reload} />
      ) : list.loading && list.items.length === 0 ? (
        <Loading retry={list.reload} />
      ) : list.items.length === 0 ? (
        <Empty text={t('wallet.no_entries')} />
      ) : (
        <div class="scroll" tabIndex={0} role="region" aria-label={t('wallet.entries')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('wallet.at')}</th>
                <th scope="col">{t('wallet.what')}</th>
                <th scope="col">{t('wallet.how')}</th>
                <th scope="col" class="amount">
                  {t('wallet.amount')}
                </th>
              </tr>
            </thead>
            <tbody>
              {list.items.map(one => (
                <tr key={`${one.id} ${one.direction}`}>
                  <td>
                    <When at={one.at} exact />
                  </td>
                  <td>
                    {named('wallet.for', one.cause)}
                  </td>
                  <td>{named('wallet.kind', one.kind)}</td>
                  <td class={`amount ${one.direction === 'in' ? 'good' : ''}`}>
                    {one.direction === 'in' ? '+' : '−'} {amount(one.amount, one.currency)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {list.more && <button onClick={list.loadMore}>{f('more')}</button>}
    </section>
  );
}

/** What was known when the list was read. */
function useSeen(news: string): [string, () => void] {
  const [seen, set] = useState(news);
  return [seen, () => set(news)];
}
