// Signing in, and back to where one came from.

import { useState } from 'preact/hooks';
import { Heading } from '../../app/Frame';
import { useDeed } from '../../app/hooks';
import { signIn } from '../../app/session';
import { go, meta, place, words } from '../../app/shared';
import { Button, TextField } from '../../ui/controls';
import { Refused } from './Refused';

/** A path of ours, whatever somebody has put into the address. */
export function whereTo(): string {
  const to = place.value.query.get('to') ?? '/auctions';
  return to.startsWith('/') && !to.startsWith('//') && !to.startsWith('/\\') ? to : '/auctions';
}

export default function SignIn() {
  const t = words('people');
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const enter = useDeed(async () => {
    await signIn(login.includes('@') ? { email: login.trim(), password } : { name: login.trim(), password });
    go(whereTo(), { replace: true });
  });
  const submit = (event: Event) => {
    event.preventDefault();
    if (login.trim() !== '' && password !== '') void enter.run();
  };
  return (
    <>
      <Heading text={t('sign_in.title')} />
      {meta.value?.setup && <p class="empty">{t('sign_in.not_set_up')}</p>}
      <form class="narrow card" onSubmit={submit}>
        <TextField label={t('sign_in.login')} value={login} onValue={setLogin} name="username" autocomplete="username" spellcheck={false} required />
        <TextField label={t('sign_in.password')} value={password} onValue={setPassword} type="password" name="password" autocomplete="current-password" required />
        <Refused error={enter.error} />
        <Button type="submit" main busy={enter.busy}>
          {t('sign_in.action')}
        </Button>
        <p>
          {t('sign_in.no_account')} <a href={`/register?to=${encodeURIComponent(whereTo())}`}>{t('register.title')}</a>
        </p>
      </form>
    </>
  );
}
