// Who is writing.

import { words } from '../../app/shared';
import { useNow } from '../../app/hooks';
import { nameOf } from './names';
import type { Talk } from './types';

/** Whoever stops without a word has stopped after so long. */
const OVER_AFTER_MS = 5_000;

/** Who is writing in it, in words; empty where nobody is. */
export function useTyping({ typing, members }: Pick<Talk, 'typing' | 'members'>, me: string | undefined, deaf: readonly string[]): string {
  const t = words('messages');
  // Told again every second: nobody says when they have stopped.
  useNow();
  const since = Date.now() - OVER_AFTER_MS;
  const users = Object.entries(typing ?? {}).filter(([user, at]) => since < at && user !== me && !deaf.includes(user));
  const [first, second, ...more] = users.map(([user]) => nameOf(members.find(one => one.user === user)?.name));
  if (first === undefined) return '';
  if (second === undefined) return t('typing.one', { name: first });
  if (more.length === 0) return t('typing.two', { name: first, other: second });
  return t('typing.more', { name: first, count: more.length + 1 });
}
