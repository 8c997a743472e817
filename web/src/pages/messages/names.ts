// What conversations and people are called.

import { words } from '../../app/shared';
import { language } from '../../app/words';
import type { Kind, Message, Talk } from './types';

/** Whoever has erased their account has no name any more. */
export function nameOf(name: string | undefined): string {
  return name || words('messages')('somebody');
}

/** A conversation in the list. */
export function titleOf({ kind, title }: { kind: Kind; title: string | null }): string {
  if (title) return title;
  return kind === 'direct' ? nameOf('') : words('messages')(`untitled.${kind}`);
}

/** A conversation that one is in: the other's name, the title, or who belongs to it. */
export function titleOfTalk(talk: Talk, me: string | undefined): string {
  const others = talk.members.filter(one => one.user !== me);
  if (talk.kind === 'direct') return nameOf(others[0]?.name);
  if (talk.title || talk.kind !== 'group' || others.length === 0) return titleOf(talk);
  return listed(others.slice(0, 3).map(one => nameOf(one.name)));
}

/** Several names as the page's language lists them. */
export function listed(names: readonly string[]): string {
  return new Intl.ListFormat(language.value, { type: 'conjunction' }).format(names);
}

/** One or two letters for a picture. */
export function initials(name: string): string {
  const parts = name.split(/\s+/).filter(part => part !== '');
  const letters = [parts[0], parts.length < 2 ? undefined : parts.at(-1)].map(part => [...(part ?? '')][0] ?? '');
  return letters.join('').toLocaleUpperCase(language.value);
}

/** A message in a line: what it says, or what it carries. */
export function lineOf({ content, contentType, attachments, deleted, hidden }: Message): string {
  const t = words('messages');
  if (deleted) return t('deleted');
  if (hidden || content === undefined) return t('hidden');
  if (contentType === 'gif') return t('gif');
  if (content !== '') return content;
  const kind = attachments[0]?.kind ?? 'file';
  return attachments.length === 1 ? t(`one.${kind}`) : t('files', { count: attachments.length });
}
