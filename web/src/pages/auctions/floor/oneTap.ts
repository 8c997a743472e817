// Bidding with one tap: in one auction, up to an amount, for a while.

import { useEffect, useState } from 'preact/hooks';
import { person, rialto } from '../../../app/shared';

export interface OneTap {
  /** The most that one wants to pay in all, fees included. */
  readonly limit: number;
  /** By the server's clock. */
  readonly until: number;
}

const name = (lot: string) => `rialto.tap.${person.value?.id}.${lot}`;

function read(lot: string): OneTap | null {
  const kept = JSON.parse(sessionStorage.getItem(name(lot)) ?? 'null') as OneTap | null;
  return kept && rialto.now() < kept.until ? kept : null;
}

/** What is set in this tab; it ends by itself. */
export function useOneTap(lot: string): [OneTap | null, (to: OneTap | null) => void] {
  const [tap, set] = useState(() => read(lot));
  const change = (to: OneTap | null) => {
    if (to) sessionStorage.setItem(name(lot), JSON.stringify(to));
    else sessionStorage.removeItem(name(lot));
    set(to);
  };
  useEffect(() => {
    if (!tap) return;
    const timer = setTimeout(() => change(null), Math.max(0, tap.until - rialto.now()));
    return () => clearTimeout(timer);
  }, [tap?.until]);
  return [tap, change];
}
