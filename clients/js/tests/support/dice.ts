// Chance that can be repeated: the same seed falls the same way.

export class Dice {
  #state: number;

  constructor(readonly seed: number) {
    this.#state = seed | 0 || 1;
  }

  /** 0 to `sides` - 1. */
  roll(sides: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % sides;
  }

  /** Whether it is one of so many times. */
  once(times: number): boolean {
    return this.roll(times) === 0;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.roll(list.length)]!;
  }
}

/** What is rolled where nobody says otherwise: the same each time, so that a change is judged by itself. */
const USUAL = 615_376_193;

/** The seed that the environment names; any other looks elsewhere. */
export function seedOf(name: string): number {
  return Number(process.env[name] ?? USUAL);
}
