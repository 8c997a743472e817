// Why something was not done, in the words of this section where it has some.

import type { RialtoError } from '@rialto/client';
import { has, words } from '../../app/shared';
import { wordsOf } from '../../ui/states';
import { open } from './ask';

export function wordsOfRefusal(error: RialtoError): string {
  const t = words('play');
  const name = `error.${error.code}`;
  if (!has('play', name)) return wordsOf(error);
  return t(name as 'yes', (error.data ?? {}) as Record<string, number>);
}

export function Refused({ error }: { error: RialtoError | undefined }) {
  if (!error) return null;
  return (
    <p class="bad" role="alert">
      {wordsOfRefusal(error)} <WayOut code={error.code} />
    </p>
  );
}

/** Where what stands in the way can be ended. */
function WayOut({ code }: { code: string }) {
  const t = words('play');
  if (['in_lobby', 'too_many_lobbies'].includes(code)) return <a href="/lobbies">{t('mine.lobbies')}</a>;
  if (['searching', 'already_searching'].includes(code)) return <a href="/play">{t('mine.search')}</a>;
  return null;
}

/** What is wrong with a field, by its path: in words where its code has some. */
export function wrongField(error: RialtoError | undefined, path: string): string | undefined {
  const fields: { path: string; code: string; message: string }[] = (error?.data as any)?.fields ?? [];
  const field = fields.find(one => one.path === path);
  if (!field) return undefined;
  const name = `field.${field.code}`;
  return has('play', name) ? words('play')(name as 'yes') : field.message;
}

/** The connection was lost before an answer. */
export function FindingOut() {
  return <div role="status">{0 < open.value && <p class="wait">{words('frame')('error.outcome_unknown')}</p>}</div>;
}
