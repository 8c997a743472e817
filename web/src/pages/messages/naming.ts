// Naming somebody: `@` and the beginning of a name suggests who may be meant.

import { useState } from 'preact/hooks';
import { announce, words } from '../../app/shared';
import { mentionAt } from './text';
import type { Member } from './types';

/** So many are suggested. */
const SUGGESTED_MAX = 6;

export interface Mentions {
  readonly suggested: readonly Member[];
  readonly place: number;
  /** Looks at what stands before the caret. */
  look(text: string, caret: number): void;
  /** Whether the key was for the suggestions; `pick` where it chose one. */
  key(event: KeyboardEvent, pick: (member: Member) => void): boolean;
  /** The text with a name in it, and where the caret stands then. */
  put(text: string, caret: number, member: Member): { text: string; caret: number };
}

export function useMentions(members: readonly Member[], me: string): Mentions {
  const t = words('messages');
  const [typed, set] = useState<string | null>(null);
  const [place, move] = useState(0);
  const fits = (beginning: string) => {
    const wanted = beginning.toLocaleLowerCase();
    return members
      .filter(one => one.user !== me && one.name !== '' && one.name.toLocaleLowerCase().startsWith(wanted))
      .slice(0, SUGGESTED_MAX);
  };
  const suggested = typed === null ? [] : fits(typed);
  return {
    suggested,
    place: Math.min(place, Math.max(0, suggested.length - 1)),
    look: (text, caret) => {
      const next = mentionAt(text, caret)?.typed ?? null;
      if (next === typed) return;
      set(next);
      move(0);
      const count = next === null ? 0 : fits(next).length;
      if (0 < count) announce(t('mentions.found', { count }), { key: 'mentions' });
    },
    key: (event, pick) => {
      if (suggested.length === 0) return false;
      const by = ({ ArrowDown: 1, ArrowUp: -1 } as Record<string, number>)[event.key];
      if (by !== undefined) move((place + by + suggested.length) % suggested.length);
      else if (event.key === 'Enter' || event.key === 'Tab') pick(suggested[place]!);
      else if (event.key === 'Escape') set(null);
      else return false;
      event.preventDefault();
      return true;
    },
    put: (text, caret, { name }) => {
      const from = mentionAt(text, caret)?.from ?? caret;
      set(null);
      const before = `${text.slice(0, from)}@${name} `;
      return { text: before + text.slice(caret).replace(/^ /, ''), caret: before.length };
    },
  };
}
