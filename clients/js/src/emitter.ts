// Listeners. One that throws does not keep the others from hearing.

export type Unsubscribe = () => void;

/** Tells `listen`ers what happens, in the order in which they came. */
export class Emitter<T> {
  readonly #listeners = new Set<{ hear: (value: T) => void }>();

  readonly #stray: (error: unknown) => void;

  constructor(stray: (error: unknown) => void) {
    this.#stray = stray;
  }

  get size(): number {
    return this.#listeners.size;
  }

  listen(hear: (value: T) => void): Unsubscribe {
    const entry = { hear };
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  tell(value: T): void {
    for (const { hear } of [...this.#listeners]) this.call(hear, value);
  }

  /** Tells one alone. */
  call(hear: (value: T) => void, value: T): void {
    try {
      hear(value);
    } catch (error) {
      this.#stray(error);
    }
  }
}
