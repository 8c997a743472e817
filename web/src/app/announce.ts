// What screen readers say by themselves: two regions for the whole page, fed by one queue.

import { signal } from '@preact/signals';

/** What is said by itself: everything, only what concerns oneself, or nothing. */
export type Loudness = 'all' | 'mine' | 'none';

const LOUDNESS = 'rialto.announce';
/** At most one message in so long; what comes meanwhile waits, the latest of a kind alone. */
const EVERY_MS = 2_000;
const WAITING_MAX = 20;

export const polite = signal('');
export const assertive = signal('');
export const loudness = signal<Loudness>((localStorage.getItem(LOUDNESS) as Loudness | null) ?? 'mine');

interface Message {
  text: string;
  key: string;
  urgent: boolean;
}

let waiting: Message[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;

export function setLoudness(to: Loudness): void {
  localStorage.setItem(LOUDNESS, to);
  loudness.value = to;
}

/** Says something. Of several with one `key` only the latest is said. `mine`: it concerns whoever is signed in. */
export function announce(text: string, { key = text, urgent = false, mine = true }: { key?: string; urgent?: boolean; mine?: boolean } = {}): void {
  if (loudness.peek() === 'none' || (loudness.peek() === 'mine' && !mine)) return;
  // Nobody hears what a hidden page says; later it would be old.
  if (document.visibilityState === 'hidden') return;
  waiting = [...waiting.filter(message => message.key !== key), { text, key, urgent }].slice(-WAITING_MAX);
  timer ??= setTimeout(next, 50);
}

function next(): void {
  timer = undefined;
  const place = Math.max(0, waiting.findIndex(message => message.urgent));
  const [message] = waiting.splice(place, 1);
  if (!message) return;
  const region = message.urgent ? assertive : polite;
  // The same words twice are said twice only if they differ.
  region.value = region.value === message.text ? `${message.text}\u00a0` : message.text;
  timer = setTimeout(next, EVERY_MS);
}
