// The first admin of a new house, by the link that the server has printed.

import { Heading } from '../../app/Frame';
import { useDeed } from '../../app/hooks';
import type { PageProps } from '../../app/routes';
import { setUp } from '../../app/session';
import { go, meta, words } from '../../app/shared';
import { NewAccount, type NewAccountData } from './NewAccount';

export default function Setup({ params }: PageProps) {
  const t = words('people');
  const make = useDeed(async ({ name, password }: NewAccountData) => {
    await setUp({ code: params['code']!, name, password });
    if (meta.value) meta.value = { ...meta.value, setup: false };
    go('/auctions', { replace: true });
  });
  return (
    <>
      <Heading text={t('setup.title')} />
      <p>{t('setup.text')}</p>
      {meta.value?.setup === false ? <p class="empty">{t('setup.done')}</p> : <NewAccount action={t('setup.action')} make={make} />}
    </>
  );
}
