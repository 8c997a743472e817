// Why a form was not taken, in the words of this section where it has some.

import type { RialtoError } from '@rialto/client';
import { has, words } from '../../app/shared';
import { wordsOf } from '../../ui/states';

export function Refused({ error }: { error: RialtoError | undefined }) {
  const t = words('people');
  if (!error) return null;
  const name = `error.${error.code}`;
  return (
    <p class="bad" role="alert">
      {has('people', name) ? t(name as 'sign_in.title', (error.data ?? {}) as Record<string, number>) : wordsOf(error)}
    </p>
  );
}
