// What people are called of whom only the id is known; each is asked for once.

import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { rialto, words } from '../../app/shared';
import { language } from '../../app/words';

const names = signal<Record<string, string>>({});
const asked = new Set<string>();

/** What is known already need not be asked for. */
export function know(known: readonly (readonly [id: string, name: string])[]): void {
  const news = known.filter(([id, name]) => name !== '' && names.peek()[id] !== name);
  if (news.length === 0) return;
  names.value = { ...names.peek(), ...Object.fromEntries(news) };
}

/** By id, what these are called; a word for somebody until it is known, and for whoever is gone. */
export function useNames(ids: readonly string[]): (id: string) => string {
  const t = words('play');
  const known = names.value;
  useEffect(() => {
    for (const id of ids) {
      if (names.peek()[id] || asked.has(id)) continue;
      asked.add(id);
      rialto.rest.ask('GET', `users/${id}`).then(
        ({ name }) => know([[id, name]]),
        // Whoever is not there stays somebody; after anything else it is asked again.
        error => error.code === 'not_found' || asked.delete(id),
      );
    }
  }, [ids.join()]);
  return id => known[id] ?? t('somebody');
}

/** Several names as the page's language lists them. */
export function listed(those: readonly string[]): string {
  return new Intl.ListFormat(language.value, { type: 'conjunction' }).format(those);
}
