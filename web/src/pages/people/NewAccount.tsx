// The form of a new account: a name, a password, and an address where one is wanted.

import { useState } from 'preact/hooks';
import type { Deed } from '../../app/hooks';
import { meta, words } from '../../app/shared';
import { Button, fieldErrors, TextField } from '../../ui/controls';
import { Refused } from './Refused';

export interface NewAccountData {
  name: string;
  password: string;
  email: string;
}

/** Where the server has not said yet. */
const USUAL = { nameCharsMin: 2, nameCharsMax: 40, passwordCharsMin: 8, passwordCharsMax: 200 };

export function NewAccount({ action, make, withEmail }: { action: string; make: Deed<[NewAccountData]>; withEmail?: boolean }) {
  const t = words('people');
  const limits = { ...USUAL, ...meta.value?.limits };
  const [data, set] = useState<NewAccountData>({ name: '', password: '', email: '' });
  const wrong = fieldErrors(make.error);
  const change = (field: keyof NewAccountData) => (value: string) => set({ ...data, [field]: value });
  const submit = (event: Event) => {
    event.preventDefault();
    void make.run({ ...data, name: data.name.trim(), email: data.email.trim() });
  };
  return (
    <form class="narrow card" onSubmit={submit}>
      <TextField
        label={t('register.name')}
        hint={t('register.name_hint', { min: limits.nameCharsMin, max: limits.nameCharsMax })}
        error={wrong['name']}
        value={data.name}
        onValue={change('name')}
        name="username"
        autocomplete="username"
        spellcheck={false}
        required
        minLength={limits.nameCharsMin}
        maxLength={limits.nameCharsMax}
      />
      {withEmail && (
        <TextField label={t('register.email')} hint={t('register.email_hint')} error={wrong['email']} value={data.email} onValue={change('email')} type="email" autocomplete="email" />
      )}
      <TextField
        label={t('sign_in.password')}
        hint={t('register.password_hint', { min: limits.passwordCharsMin })}
        error={wrong['password']}
        value={data.password}
        onValue={change('password')}
        type="password"
        name="password"
        autocomplete="new-password"
        required
        minLength={limits.passwordCharsMin}
        maxLength={limits.passwordCharsMax}
      />
      <Refused error={make.error} />
      <Button type="submit" main busy={make.busy}>
        {action}
      </Button>
    </form>
  );
}
