// What somebody has begun to write, by conversation; kept over a reload, gone with the tab.

import type { Attachment } from './types';

export interface Draft {
  readonly text: string;
  readonly replyTo: string | null;
  /** Files that are at the server already. */
  readonly files: readonly Attachment[];
}

export const EMPTY: Draft = { text: '', replyTo: null, files: [] };

const name = (room: string): string => `rialto.draft.${room}`;

export function draftOf(room: string): Draft {
  try {
    const { text, replyTo, files } = JSON.parse(sessionStorage.getItem(name(room)) ?? '{}');
    return { text: text ?? '', replyTo: replyTo ?? null, files: files ?? [] };
  } catch {
    return EMPTY;
  }
}

export function keepDraft(room: string, draft: Draft): void {
  try {
    if (draft.text === '' && !draft.replyTo && draft.files.length === 0) sessionStorage.removeItem(name(room));
    else sessionStorage.setItem(name(room), JSON.stringify(draft));
  } catch {
    // A page that may keep nothing forgets it with the conversation.
  }
}
