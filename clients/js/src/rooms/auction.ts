import { fail } from '../errors.js';
import { formatMoney, minor, type Money } from '../money.js';
import type { CallOptions } from '../requests.js';
import { RoomCore } from '../room.js';
import type { In, Out } from '../kinds.js';

/** An amount: minor units of the auction's currency, or money, which is compared with it. */
export type Amount = number | Money;

export interface BidOptions extends CallOptions {
  /** The most that the house may bid in one's name. Nobody else sees it. */
  max?: Amount;
  /** The price that was looked at; another one refuses the bid (`price_changed`). */
  expectedPrice?: Amount | null;
  /** Of several units: for how many. */
  quantity?: number;
  allOrNone?: boolean;
}

/** One lot. */
export class AuctionRoom extends RoomCore<'auction'> {
  /** Offers to pay. */
  async bid(amount: Amount, { max, expectedPrice, quantity, allOrNone, ...options }: BidOptions = {}): Promise<Out<'auction', 'bid'>> {
    const units = (value?: Amount | null) => (value == null ? undefined : this.#units(value));
    const prices = { amount: this.#units(amount), max: units(max), expectedPrice: units(expectedPrice) };
    // What is undefined does not go out.
    return this.call('bid', { ...prices, currency: this.state?.currency, quantity, allOrNone } as In<'auction', 'bid'>, options);
  }

  /** Lets the house bid up to `max` from now on. */
  setMax(max: Amount, options?: CallOptions): Promise<Out<'auction', 'bid'>> {
    return this.bid(this.state?.minimum ?? max, { ...options, max });
  }

  /** Takes the latest bid back, while that is possible. */
  retract(bid: string, options?: CallOptions): Promise<Out<'auction', 'retract'>> {
    return this.call('retract', { bid }, options);
  }

  /** Follows it, or no longer. */
  async watch(on: boolean, options?: CallOptions): Promise<void> {
    await this.call('watch', { on }, options);
  }

  /** Milliseconds until the hammer falls; null where nobody knows. */
  timeLeft(): number | null {
    const { remainingMs, endsAt } = this.state ?? {};
    return remainingMs ?? (endsAt ? Math.max(0, Date.parse(endsAt) - this.now()) : null);
  }

  /** An amount of the auction as money. */
  money(amount: number): Money {
    if (!this.state) throw fail('not_ready', 'Not known yet.');
    return minor(amount, this.state.currency);
  }

  /** An amount of the auction as people write it. */
  format(amount: number, locale?: string): string {
    return formatMoney(this.money(amount), locale);
  }

  #units(amount: Amount): number {
    if (typeof amount === 'number') return amount;
    if (this.state && amount.currency !== this.state.currency) throw fail('currency_mismatch', `The auction is in ${this.state.currency}.`);
    return Number(amount.minor);
  }
}
