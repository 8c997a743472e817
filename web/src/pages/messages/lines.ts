// A thread as it is drawn: messages by day and author, and where the new ones begin.

import type { Message } from './types';

/** Messages of one author so close together stand under one name. */
const TOGETHER_MS = 5 * 60_000;

export type Line =
  | { readonly kind: 'day'; readonly key: string; readonly at: string }
  | { readonly kind: 'new'; readonly key: string }
  | {
      readonly kind: 'message';
      readonly key: string;
      readonly message: Message;
      /** Its author and time stand above it. */ readonly isFirst: boolean;
    };

/** `readUpTo`: behind this position the new ones begin; null where there are none to be marked. */
export function linesOf(messages: readonly Message[], readUpTo: number | null, me: string | undefined): Line[] {
  const lines: Line[] = [];
  let before: Message | undefined;
  let isMarked = readUpTo === null;
  for (const message of messages) {
    const isNewDay = !before || dayOf(before.at) !== dayOf(message.at);
    if (isNewDay) lines.push({ kind: 'day', key: `day ${message.id}`, at: message.at });
    const isNew = !isMarked && readUpTo! < message.seq && message.author !== me;
    if (isNew) lines.push({ kind: 'new', key: 'new' });
    isMarked ||= isNew;
    const isApart = !before || before.author !== message.author || TOGETHER_MS < Date.parse(message.at) - Date.parse(before.at);
    lines.push({ kind: 'message', key: message.id, message, isFirst: isNewDay || isNew || isApart || message.replyTo !== null });
    before = message;
  }
  return lines;
}

/** The day where the reader is. */
export function dayOf(at: string | number): string {
  return new Date(at).toDateString();
}
