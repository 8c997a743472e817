// The bar of a search for a match, on every page while one searches; loaded when there is one.

import { useEffect, useState } from 'preact/hooks';
import type { ComponentType } from 'preact';
import { useInbox, useRoom } from './hooks';
import { loadWords } from './words';

export function SearchBar() {
  const { state } = useRoom(useInbox());
  const [Bar, set] = useState<{ Bar: ComponentType } | null>(null);
  const searches = Object.keys(state?.searches ?? {}).length;
  useEffect(() => {
    if (searches === 0 || Bar) return;
    void Promise.all([import('../pages/play/MatchBar'), loadWords(['play'])]).then(([{ MatchBar }]) => set({ Bar: MatchBar }));
  }, [searches]);
  return Bar ? <Bar.Bar /> : null;
}
