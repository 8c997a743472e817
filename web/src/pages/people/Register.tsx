// Making an account.

import { Heading } from '../../app/Frame';
import { useDeed } from '../../app/hooks';
import { register } from '../../app/session';
import { go, words } from '../../app/shared';
import { NewAccount, type NewAccountData } from './NewAccount';
import { whereTo } from './SignIn';

export default function Register() {
  const t = words('people');
  const make = useDeed(async ({ name, password, email }: NewAccountData) => {
    await register(email === '' ? { name, password } : { name, password, email });
    go(whereTo(), { replace: true });
  });
  return (
    <>
      <Heading text={t('register.title')} />
      <NewAccount action={t('register.action')} make={make} withEmail />
      <p>
        {t('register.has_account')} <a href={`/sign-in?to=${encodeURIComponent(whereTo())}`}>{t('sign_in.title')}</a>
      </p>
    </>
  );
}
