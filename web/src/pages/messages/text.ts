// What is written, in pieces: addresses that can be followed, people who are named. And what is an emoji alone.

export interface Piece {
  readonly kind: 'text' | 'link' | 'mention';
  readonly text: string;
}

const ADDRESS = /https?:\/\/[^\s<>"]+/g;
/** Signs behind an address that belong to the sentence around it. */
const AFTER = /[.,:;!?'»”’)\]}]+$/;
const EMOJI = /^(?:\p{Extended_Pictographic}[\p{Emoji_Modifier}\u{fe0f}\u{200d}]*|\p{Regional_Indicator}{2}){1,6}$/u;

/** `names`: of those who are named in it. */
export function pieces(content: string, names: readonly string[]): Piece[] {
  const all: Piece[] = [];
  let done = 0;
  for (const found of content.matchAll(ADDRESS)) {
    const address = found[0].replace(AFTER, '');
    all.push(...named(content.slice(done, found.index), names), { kind: 'link', text: address });
    done = found.index + address.length;
  }
  return [...all, ...named(content.slice(done), names)];
}

function named(text: string, names: readonly string[]): Piece[] {
  if (text === '') return [];
  // Of names that begin alike the longest is meant.
  const longest = names.filter(name => name !== '').sort((one, other) => other.length - one.length);
  if (longest.length === 0) return [{ kind: 'text', text }];
  const escaped = longest.map(name => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const parts = text.split(new RegExp(`(@(?:${escaped.join('|')}))(?![\\p{L}\\p{N}])`, 'giu'));
  return parts.map((part, place): Piece => ({ kind: place % 2 === 1 ? 'mention' : 'text', text: part })).filter(part => part.text !== '');
}

/** Whether it is a few emoji and nothing else: shown large. */
export function isEmoji(text: string): boolean {
  return EMOJI.test(text);
}

/** As the server counts. */
export function charsOf(text: string): number {
  return [...text].length;
}

/** What is typed behind an `@` before the caret; null where nobody is being named. */
export function mentionAt(text: string, caret: number): { from: number; typed: string } | null {
  const before = text.slice(0, caret);
  const from = before.lastIndexOf('@');
  if (from < 0 || (0 < from && !/\s/.test(before[from - 1]!))) return null;
  const typed = before.slice(from + 1);
  return typed.length <= 40 && !typed.includes('\n') ? { from, typed } : null;
}
