// Searches for a match: how they stand and how they ended. They outlive pages, and a reload.

import { effect, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useEvents, useInbox, useRoom } from '../../app/hooks';
import { announce, go, live, person, rialto, words } from '../../app/shared';
import { ask } from './ask';
import type { Standing, Wanted } from './types';

export interface Search extends Standing {
  /** When it began, by the server's clock. */
  readonly since: number;
  /** A match came to nothing, and it searches on. */
  readonly returned: boolean;
}

/** How a search ended. `gone`: while there was no connection. */
export interface Outcome {
  readonly id: string;
  readonly kind: 'matched' | 'cancelled' | 'expired' | 'error' | 'gone';
  readonly game?: string;
  readonly mode?: string;
  /** `declined` or `no_answer`, or the code of the error. */
  readonly reason?: string;
  readonly lobby?: string;
}

/** Those that go on, by id. */
export const searches = signal<Record<string, Search>>({});
/** How the last one ended, until it is put away. */
export const outcome = signal<Outcome | null>(null);
/** The ready check that is looked away from: until when it lasts. */
export const putAside = signal('');
/** What was searched for last in this tab, to search for it again. */
export const wanted = signal<Wanted | null>(null);

/** Searches that are over: what was said of them before may come later. */
const over = new Set<string>();
/** Matches that were accepted here: this tab goes to their lobbies. */
const accepted = new Set<string>();

let whose = person.peek()?.id;
effect(() => {
  if (person.value?.id === whose) return;
  whose = person.value?.id;
  searches.value = {};
  outcome.value = wanted.value = null;
});

/** Follows the searches of whoever is signed in. */
export function useSearches(): Search[] {
  const inbox = useInbox();
  const { state } = useRoom(inbox);
  useEvents(inbox, hear);
  const told: Record<string, Standing> = state?.searches ?? {};
  useEffect(() => {
    for (const one of Object.values(told)) if (!searches.peek()[one.matchRequestId]) stand(one);
  }, [state?.searches]);
  // What ended meanwhile may not be told any more.
  useEffect(() => {
    if (live.value) for (const id of Object.keys(searches.peek())) void look(id);
  }, [live.value]);
  return Object.values(searches.value);
}

/** Searches from now on. */
export async function find(what: Wanted): Promise<void> {
  wanted.value = what;
  const { matchRequestId } = await ask('matchmaking:find', what);
  outcome.value = null;
  await look(matchRequestId);
}

export async function accept(id: string): Promise<void> {
  accepted.add(id);
  await ask('matchmaking:accept', { matchRequestId: id });
  const one = searches.peek()[id];
  if (one?.readyCheck && !one.readyCheck.youAccepted) {
    put({ ...one, readyCheck: { ...one.readyCheck, youAccepted: true, accepted: one.readyCheck.accepted + 1 } });
  }
}

export async function decline(id: string): Promise<void> {
  await ask('matchmaking:decline', { matchRequestId: id });
}

export async function cancel(id: string): Promise<void> {
  await ask('matchmaking:cancel', { matchRequestId: id });
  // Who cancels here need not be told that it is over.
  over.add(id);
  drop(id);
}

/** Asks how a search stands. */
export async function look(id: string): Promise<void> {
  try {
    stand(await rialto.rest.ask('GET', `matchmaking/${encodeURIComponent(id)}`));
  } catch (error: any) {
    if (error.code !== 'not_found' || !searches.peek()[id]) return;
    // A match that everybody has accepted is told of when its lobby is there.
    if (searches.peek()[id]?.readyCheck?.youAccepted) return;
    drop(id);
    outcome.value = { id, kind: 'gone' };
  }
}

function put(one: Search): void {
  searches.value = { ...searches.peek(), [one.matchRequestId]: one };
}

function drop(id: string): void {
  const { [id]: _, ...rest } = searches.peek();
  searches.value = rest;
}

function stand(now: Standing): void {
  const id = now.matchRequestId;
  if (over.has(id)) return;
  const before = searches.peek()[id];
  const since = before?.since ?? rialto.now() - now.searchTimeElapsed;
  const failed = !!before?.readyCheck && !now.readyCheck;
  put({ ...now, since, returned: !now.readyCheck && (failed || (before?.returned ?? false)) });
  if (failed) announce(words('play')('search.returned'), { key: 'search', urgent: true });
}

function hear(event: string, data: any): void {
  if (event === 'matchmaking:status') return stand(data);
  const kind = /^matchmaking:(matched|cancelled|expired|error)$/.exec(event)?.[1] as Outcome['kind'] | undefined;
  const id = data?.matchRequestId;
  if (!kind || over.has(id)) return;
  over.add(id);
  const { game, mode } = searches.peek()[id] ?? data;
  drop(id);
  end({ id, kind, game, mode, reason: data.reason ?? data.code, lobby: data.lobbyId });
}

function end(how: Outcome): void {
  if (how.kind === 'matched' && accepted.has(how.id)) return go(`/lobbies/${how.lobby}`);
  outcome.value = how;
  announce(wordsOfOutcome(how), { key: 'search', urgent: true });
}

export function wordsOfOutcome({ kind, reason }: Outcome): string {
  const t = words('play');
  switch (kind) {
    case 'matched':
      return t('outcome.matched');
    case 'expired':
      return t('outcome.expired');
    case 'gone':
      return t('outcome.gone');
    case 'error':
      return reason === 'party_changed' ? t('outcome.party_changed') : t('outcome.error');
    case 'cancelled':
      return reason === 'declined' ? t('outcome.declined') : reason === 'no_answer' ? t('outcome.no_answer') : t('outcome.cancelled');
  }
}
