// What was said, as far back as somebody has looked: pages of REST, and what comes live behind them.

import { useEffect, useMemo, useState } from 'preact/hooks';
import type { ConversationRoom, RialtoError } from '@rialto/client';
import { useEvents } from '../../app/hooks';
import { live, rialto } from '../../app/shared';
import type { Message, Page, Talk } from './types';

/** As many are asked for when somebody comes, and when they look further back. */
const PAGE = 50;
/** As many where what is between is to be had, too. */
const PAGE_MAX = 200;
/** No more are kept; what is older is found by its words. */
const THREAD_MAX = 2_000;

export class Thread {
  loading = false;
  error: RialtoError | undefined;
  #lines = new Map<number, Message>();
  /** Before which position there is more; null where there is nothing, undefined until that is known. */
  #previous: number | null | undefined;
  #sorted: Message[] | undefined;

  readonly #path: string;
  readonly #changed: () => void;

  constructor(id: string, changed: () => void) {
    this.#path = `conversations/${id}/messages`;
    this.#changed = changed;
  }

  /** In order. */
  get messages(): readonly Message[] {
    return (this.#sorted ??= [...this.#lines.values()].sort((one, other) => one.seq - other.seq));
  }

  get isFull(): boolean {
    return THREAD_MAX <= this.#lines.size;
  }

  /** Whether there is more to be had. */
  get more(): boolean {
    return typeof this.#previous === 'number' && !this.isFull;
  }

  /** The latest, as the room has them; what is missing among them is asked for. */
  take(latest: readonly Message[]): void {
    const first = latest[0]?.seq;
    if (first === undefined) return;
    // So much was missed that there is a hole: what lies before it is to be loaded anew.
    if (0 < this.#lines.size && !latest.some(one => this.#lines.has(one.seq)) && PAGE <= latest.length) {
      this.#lines.clear();
      this.#previous = first;
    }
    const [shown, last] = [new Set(latest.map(one => one.seq)), latest.at(-1)!.seq];
    for (const one of this.#lines.values()) {
      if (first <= one.seq && one.seq <= last && !shown.has(one.seq) && one.content !== undefined)
        queueMicrotask(() => void this.look(one.seq));
    }
    for (const one of latest) this.#lines.set(one.seq, one);
    this.#sorted = undefined;
  }

  /** A message is gone, or hidden. */
  conceal(id: string, how: 'deleted' | 'hidden'): void {
    const line = this.#lines.get(Number(id));
    if (!line) return;
    const { content: _, reactions: __, ...rest } = line;
    this.#put({ ...rest, attachments: [], [how]: true });
    this.#changed();
  }

  /** Looks at one message anew. */
  async look(seq: number): Promise<void> {
    if (!this.#lines.has(seq)) return;
    const page = await this.#ask({ after: seq - 1, limit: 1 });
    if (!page) return;
    const found = page.items.find(one => one.seq === seq);
    if (found) this.#put(found);
    else this.#lines.delete(seq);
    this.#sorted = undefined;
    this.#changed();
  }

  /** Everything from the end back to where somebody has looked. */
  async reload(): Promise<void> {
    const oldest = this.messages[0]?.seq ?? Infinity;
    const limit = this.#lines.size <= PAGE ? PAGE : PAGE_MAX;
    const found: Message[] = [];
    let before: number | null | undefined;
    do {
      const page = await this.#ask({ before, limit });
      if (!page) return;
      found.unshift(...page.items);
      before = page.previous;
    } while (before !== null && oldest < before && found.length < THREAD_MAX);
    const last = found.at(-1)?.seq ?? 0;
    const later = this.messages.filter(one => last < one.seq);
    this.#lines = new Map([...found, ...later].map(one => [one.seq, one]));
    this.#previous = before;
    this.#sorted = undefined;
    this.#changed();
  }

  /** What was said before. */
  async older(limit = PAGE): Promise<void> {
    if (this.loading || !this.more) return;
    const page = await this.#ask({ before: this.#previous, limit });
    if (!page) return;
    for (const one of page.items) this.#put(one);
    this.#previous = page.previous;
    this.#changed();
  }

  /** Loads until a message is there; whether it is. */
  async reach(seq: number): Promise<boolean> {
    while (!this.#lines.has(seq) && this.more && !this.error) {
      if (this.loading) await new Promise(resolve => setTimeout(resolve, 50));
      else if ((this.#previous ?? 0) <= seq) return false;
      else await this.older(PAGE_MAX);
    }
    return this.#lines.has(seq);
  }

  #put(message: Message): void {
    this.#lines.set(message.seq, message);
    this.#sorted = undefined;
  }

  async #ask(query: Record<string, number | null | undefined>): Promise<Page | undefined> {
    this.loading = true;
    this.#changed();
    try {
      const page = await rialto.rest.ask('GET', this.#path, { query });
      this.error = undefined;
      return page;
    } catch (error: any) {
      this.error = error;
      return undefined;
    } finally {
      this.loading = false;
      this.#changed();
    }
  }
}

/** The thread of a room, kept up as long as the component is there. `deaf`: to whom one does not listen. */
export function useThread(room: ConversationRoom, talk: Talk | undefined, deaf: readonly string[]): Thread {
  const [, turn] = useState(0);
  const thread = useMemo(() => new Thread(room.name.split(':')[1]!, () => turn(times => times + 1)), [room]);
  const latest = talk?.messages;
  useMemo(() => latest && thread.take(latest), [thread, latest]);
  useEffect(() => {
    // While one was away, older messages may have changed, too.
    if (live.value) void thread.reload();
  }, [thread, live.value, deaf.join()]);
  useEvents(room, (event, data) => {
    if (event === 'chat:deleted') thread.conceal(data.message, 'deleted');
    else if (event === 'chat:hidden' && data.on) thread.conceal(data.message, 'hidden');
    else if (event === 'chat:hidden') void thread.look(Number(data.message));
    else if ((event === 'chat:edited' || event === 'chat:reaction') && Number(data.message) < (latest?.[0]?.seq ?? 0))
      void thread.look(Number(data.message));
  });
  return thread;
}
