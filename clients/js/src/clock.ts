// The server's clock, as far as it can be known from here.

/** Clocks are read in whole milliseconds. */
const GRAIN_MS = 2;

/** Knows the server's time by its answers: of several measurements the quickest is the most exact. */
export class Clock {
  #offset = 0;
  #quickest = Infinity;

  /** Server time in milliseconds since 1970. */
  now(): number {
    return Date.now() + this.#offset;
  }

  /** The server said `now` at a moment that lies at most `withinMs` back. */
  measure(now: string, withinMs: number): void {
    const least = Date.parse(now) - Date.now();
    const agrees = least - GRAIN_MS <= this.#offset && this.#offset <= least + withinMs + GRAIN_MS;
    // What cannot be true any more is forgotten: this machine's clock was set, or it slept.
    if (agrees && this.#quickest <= withinMs) return;
    this.#offset = least + withinMs / 2;
    this.#quickest = withinMs;
  }
}
