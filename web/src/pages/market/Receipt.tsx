// The receipt of a sale, for its two sides.

import { Heading } from '../../app/Frame';
import { useAsk } from '../../app/hooks';
import type { PageProps } from '../../app/routes';
import { amount, exactMoment, number, person, rialto, words } from '../../app/shared';
import { Known } from '../../ui/states';
import type { Sale } from './Mine';

export default function Receipt({ params }: PageProps) {
  const sale = useAsk<Sale>(`sale ${params['id']}`, signal => rialto.rest.ask('GET', `sales/${params['id']}`, { signal }));
  return (
    <Known of={sale.data} error={sale.error} retry={sale.reload}>
      {found => <Found sale={found} />}
    </Known>
  );
}

function Found({ sale }: { sale: Sale }) {
  const t = words('market');
  const other = person.value?.id === sale.buyer ? sale.seller : sale.buyer;
  const named = useAsk<{ name: string }>(`user ${other}`, signal => rialto.rest.ask('GET', `users/${other}`, { signal }));
  const about = sale.auction ? `/auctions/${sale.auction.split(':').pop()}` : `/market/${sale.listing}`;
  const lines: [string, number | undefined][] = [
    [t('price'), sale.amount],
    [t('premium'), sale.premium],
    [t('total'), sale.total],
    [t('commission'), sale.commission],
    [t('proceeds'), sale.proceeds],
  ];
  return (
    <>
      <Heading text={t('receipt')} />
      <section class="card">
        <p>
          <a href={about}>{sale.title}</a> {1 < sale.quantity && t('times', { count: number(sale.quantity) })}
        </p>
        <dl class="pairs">
          <dt>{t('receipt_number')}</dt>
          <dd>{sale.id}</dd>
          <dt>{t('receipt_at')}</dt>
          <dd>{exactMoment(sale.at)}</dd>
          <dt>{person.value?.id === sale.buyer ? t('seller') : t('buyer')}</dt>
          <dd>
            <a href={`/people/${other}`}>{named.data?.name ?? t('somebody')}</a>
          </dd>
          {lines.map(([name, sum]) =>
            sum === undefined ? null : (
              <>
                <dt key={name}>{name}</dt>
                <dd class="amount">{amount(sum, sale.currency)}</dd>
              </>
            ),
          )}
        </dl>
        <div class="row start">
          <a class="button" href={`/messages?with=${encodeURIComponent(other)}`}>
            {t('write')}
          </a>
          <button onClick={() => print()}>{t('print')}</button>
        </div>
      </section>
    </>
  );
}
