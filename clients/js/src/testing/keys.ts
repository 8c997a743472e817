// Keys of the fake server: the same key with the same request happens once.

import type { Outcome } from '../requests.js';
import type { Answer } from './connection.js';
import { refuse } from './room.js';

interface Kept {
  readonly request: string;
  readonly answer: Promise<Answer>;
  settled?: Answer;
}

export class Keys {
  readonly #kept = new Map<string, Kept>();

  /** Carries it out, or answers as it was answered. A refusal that may be retried is not kept, nor is a fault. */
  async once(user: string, key: string, request: unknown, act: () => Promise<Answer>, isKept: (answer: Answer) => boolean): Promise<Answer> {
    const name = `${user} ${key}`;
    const text = canonical(request);
    const old = this.#kept.get(name);
    if (old && old.request !== text) throw refuse('key_reused', 'This key was used with another request.');
    if (old) return { ...(await old.answer), replayed: true };
    const kept: Kept = { request: text, answer: act() };
    this.#kept.set(name, kept);
    const answer = await kept.answer;
    if (isKept(answer)) kept.settled = answer;
    else this.#kept.delete(name);
    return answer;
  }

  /** What became of a key. */
  outcome(user: string, key: string): Outcome {
    const reply = this.#kept.get(`${user} ${key}`)?.settled;
    if (!reply) return { state: 'unknown' };
    return { state: reply.error ? 'refused' : 'applied', reply: reply as Outcome['reply'] };
  }
}

/** The order of fields does not matter. */
function canonical(value: unknown): string {
  const sorted = (_: string, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part) ? Object.fromEntries(Object.entries(part).sort()) : part;
  return JSON.stringify(value, sorted);
}
