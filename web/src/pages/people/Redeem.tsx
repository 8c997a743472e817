// A link that signs somebody in, once.

import { useEffect } from 'preact/hooks';
import { Heading } from '../../app/Frame';
import { useDeed } from '../../app/hooks';
import type { PageProps } from '../../app/routes';
import { redeem } from '../../app/session';
import { go, words } from '../../app/shared';
import { Loading, signInPath } from '../../ui/states';
import { Refused } from './Refused';
import { whereTo } from './SignIn';

export default function Redeem({ params }: PageProps) {
  const t = words('people');
  const enter = useDeed(async () => {
    await redeem(params['code']!);
    go(whereTo(), { replace: true });
  });
  useEffect(() => void enter.run(), []);
  return (
    <>
      <Heading text={t('redeem.title')} />
      {enter.error ? (
        <>
          {enter.error.code === 'not_found' ? <p>{t('redeem.spent')}</p> : <Refused error={enter.error} />}
          <a class="button main" href={signInPath()}>
            {t('sign_in.title')}
          </a>
        </>
      ) : (
        <Loading />
      )}
    </>
  );
}
