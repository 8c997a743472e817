// Why something was not done, in the words of this section where it has some.

import type { RialtoError } from '@rialto/client';
import { has, moment, words } from '../../app/shared';
import { wordsOf } from '../../ui/states';

export function wordsOfRefusal(error: RialtoError): string {
  const name = `error.${error.code}`;
  const { until, ...data } = error.data ?? {};
  if (has('messages', name)) return words('messages')(name as 'title', { ...data, ...(until && { until: moment(until) }) });
  const field = (data.fields as { path: string; code: string }[] | undefined)?.[0];
  const wrong = `invalid.${field?.path.replace(/\[.*/, '')}`;
  return has('messages', wrong) ? words('messages')(wrong as 'title') : wordsOf(error);
}

export function Refused({ error }: { error: RialtoError | undefined }) {
  if (!error) return null;
  return (
    <p class="bad" role="alert">
      {wordsOfRefusal(error)}
    </p>
  );
}
