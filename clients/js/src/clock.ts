// The server's clock, as far as it can be known from here.

/** A measurement counts for so long; afterwards a slower one may take its place, for clocks drift. */
const BEST_FOR_MS = 300_000;

/** Knows the server's time by its answers: of several measurements the quickest is the most exact. */
export class Clock {
  #offset = 0;
  #quickest = Infinity;
  #measuredAt = -Infinity;

  /** Server time in milliseconds since 1970. */
  now(): number {
    return Date.now() + this.#offset;
  }

  /** The server said `now`, `roundTripMs` after it was asked. */
  measure(now: string, roundTripMs: number): void {
    const stale = performance.now() - this.#measuredAt > BEST_FOR_MS;
    if (this.#quickest < roundTripMs && !stale) return;
    this.#offset = Date.parse(now) + roundTripMs / 2 - Date.now();
    this.#quickest = roundTripMs;
    this.#measuredAt = performance.now();
  }

  /** The machine slept, or came elsewhere: what was measured may be wrong. */
  doubt(): void {
    this.#quickest = Infinity;
  }
}
