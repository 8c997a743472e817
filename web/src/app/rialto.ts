// The one client of this page, and what signals tell of it.

import { computed, effect, signal } from '@preact/signals';
import { createClient, type Status } from '@rialto/client';
import { person, resume, token, watchOtherTabs } from './session';

type Frames = (direction: 'in' | 'out', frame: any) => void;
const watchers = new Set<Frames>();

export const rialto = createClient({
  token: ({ reason }) => token(reason),
  queue: { storage: 'session' },
  onFrame: (direction, frame) => watchers.forEach(watch => watch(direction, frame)),
});

/** How the connection is. */
export const status = signal<Status>(rialto.status);

/** Whether what is shown holds, and what is asked goes out. */
export const live = computed(() => status.value.phase === 'live');

/** What the server said of itself, once it has been asked. */
export const meta = signal<Meta | null>(null);

export interface Meta {
  version: string;
  title?: string;
  setup?: boolean;
  demo?: 'auction' | 'game' | null;
  currencies: Record<string, number>;
  limits: Record<string, number>;
}

/** Sees every frame until it is told to stop. */
export function watchFrames(watch: Frames): () => void {
  watchers.add(watch);
  return () => void watchers.delete(watch);
}

/** Connects, and comes back as somebody else whenever somebody else is signed in. */
export async function start(): Promise<void> {
  rialto.on('status', now => (status.value = now));
  await resume();
  watchOtherTabs(() => {});
  let who = person.value?.id;
  effect(() => {
    const now = person.value?.id;
    if (now === who) return;
    who = now;
    if (status.peek().phase === 'closed') rialto.connect().catch(() => {});
    else rialto.restart();
  });
  // Why it may not stay is in the status.
  rialto.connect().catch(() => {});
  rialto.rest.ask('GET', 'meta').then(
    answer => (meta.value = answer),
    () => {},
  );
}
