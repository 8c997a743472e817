// An auction of the fake server: open bidding, one unit, no money.

import type { AuctionPage, AuctionTerms, AuctionYou, BidReply, BidShown, HammerFell, RemovedReply } from '../protocol.js';
import { FakeRoom, idOf, invalid, refuse, type House, type Someone, type Viewer } from './room.js';

const BIDS_SHOWN_MAX = 20;
const AMOUNT_MAX = Number.MAX_SAFE_INTEGER;
const HOUR_MS = 3_600_000;
/** Timers know no longer wait. */
const WAIT_MAX_MS = 2 ** 31 - 1;
const RETRACTION = { windowMs: 30_000, limit: 1 };
const BID_FIELDS = ['amount', 'max', 'expectedPrice', 'currency', 'bidder', 'quantity', 'allOrNone'];

/** What an auction is made of; what is missing is made up. */
export interface LotTerms extends Partial<Pick<AuctionTerms, 'title' | 'description' | 'images' | 'attributes' | 'currency' | 'startPrice'>> {
  /** By how much a bid must exceed the price; 100. */
  increment?: number;
  /** How long it runs; an hour. */
  durationMs?: number;
  /** The name of the seller; `sam`. */
  seller?: string;
}

interface Placed {
  readonly bid: string;
  readonly by: Someone;
  readonly amount: number;
  readonly at: number;
  retracted: boolean;
}

export class FakeAuction extends FakeRoom {
  readonly terms: Required<LotTerms>;
  status: AuctionPage['status'] = 'active';
  readonly #startsAt = Date.now();
  #endsAt: number | undefined;
  #remainingMs: number | undefined;
  #reason: string | undefined;
  #extensions = 0;
  #ended: HammerFell | undefined;
  #bids: Placed[] = [];
  readonly #watching = new Set<string>();
  #hammer: ReturnType<typeof setTimeout> | undefined;

  constructor(name: string, house: House, terms: LotTerms) {
    super(name, house);
    const usual = { title: `Lot ${this.id}`, description: '', images: [], attributes: {}, currency: 'EUR', startPrice: 100 };
    this.terms = { ...usual, increment: 100, durationMs: HOUR_MS, seller: 'sam', ...terms };
    this.#run(this.terms.durationMs);
  }

  /** The price of now; null before the first bid. */
  get price(): number | null {
    return this.#lead?.amount ?? null;
  }

  /** The least that the next bid must offer. */
  get minimum(): number {
    return this.price === null ? this.terms.startPrice : this.price + this.terms.increment;
  }

  override ask(event: string, data: any, user: Someone): unknown {
    switch (event) {
      case 'auction:bid':
        return this.#bid(data, user);
      case 'auction:retract':
        return this.#retract(data, user);
      case 'auction:watch':
        return this.#watch(data, user);
      default:
        return super.ask(event, data, user);
    }
  }

  /** Somebody bids who needs no client. */
  bid(name: string, amount: number): BidReply {
    return this.#bid({ amount }, { id: idOf(name), name, role: 'user' });
  }

  /** The clock stands. */
  pause(reason: string): void {
    this.#mustBe('active');
    this.#remainingMs = Math.max(0, this.#endsAt! - Date.now());
    this.#reason = reason;
    this.#endsAt = undefined;
    this.stop();
    this.#tellStatus('paused');
  }

  /** The clock runs on. */
  resume(): void {
    this.#mustBe('paused');
    this.#run(this.#remainingMs!);
    this.#remainingMs = this.#reason = undefined;
    this.#tellStatus('active');
  }

  /** Moves the end. */
  extend(byMs: number): void {
    this.#mustBe('active', 'paused');
    if (this.status === 'paused') this.#remainingMs! += byMs;
    else this.#run(this.#endsAt! + byMs - Date.now());
    this.tell('auction:extended', { by: 'staff', ...this.#clock() });
  }

  /** The hammer falls now. */
  end(): void {
    this.#mustBe('active', 'paused');
    this.stop();
    const endedAt = new Date().toISOString();
    const lead = this.#lead;
    this.#ended = lead ? { outcome: 'sold', hammer: lead.amount, winner: lead.by.name, endedAt } : { outcome: 'unsold_no_bids', endedAt };
    this.status = 'ended';
    this.#remainingMs = this.#reason = undefined;
    this.#endsAt = Date.parse(endedAt);
    this.tell('auction:ended', this.#ended);
    const bidders = new Set(this.#standing().map(({ by }) => by.id));
    for (const id of bidders) this.#note(id, id === lead?.by.id ? 'won' : 'lost');
    this.#note(idOf(this.terms.seller), 'ended');
  }

  /** Calls it off. */
  cancel(reason: string): void {
    this.#mustBe('active', 'paused');
    this.stop();
    this.#reason = reason;
    this.#remainingMs = undefined;
    this.#tellStatus('cancelled');
    for (const id of new Set(this.#standing().map(({ by }) => by.id))) this.#note(id, 'cancelled');
  }

  /** Takes the clock away, without a word. */
  stop(): void {
    clearTimeout(this.#hammer);
  }

  override watched(): void {
    this.signal('auction:watchers', { count: this.house.following(this.name) });
  }

  override page(viewer: Viewer): AuctionPage {
    const { title, description, images, attributes, currency, seller } = this.terms;
    return {
      id: this.id, room: this.name, title, currency, kind: 'english', bidding: 'open',
      item: { title, description, images, attributes },
      seller: { id: idOf(seller), name: seller },
      rules: this.#rules(),
      status: this.status,
      ...(this.#reason !== undefined && { reason: this.#reason }),
      price: this.price,
      minimum: this.minimum,
      bidCount: this.#standing().length,
      leader: this.#lead?.by.name ?? null,
      reserveMet: null,
      buyNow: false,
      startsAt: new Date(this.#startsAt).toISOString(),
      endsAt: null,
      ...this.#clock(),
      extensions: this.#extensions,
      bids: this.#newest().map(one => ({ ...line(one), bidder: one.by.name, amount: one.amount, automatic: false })),
      watchers: this.house.following(this.name),
      ...this.#ended,
      serverNow: new Date().toISOString(),
      ...(viewer && { you: this.#you(viewer) }),
    };
  }

  #rules(): AuctionPage['rules'] {
    const { startPrice, increment, durationMs } = this.terms;
    return {
      startPrice, durationMs, tick: 1, increment: { type: 'fixed', amount: increment }, retraction: RETRACTION, softClose: null,
      hasReserve: false, belowReserve: 'competitive', allowLowerMax: false, bidders: 'public', buyNow: null, buyNowPolicy: 'until_first_bid',
      hold: 'none', paid: 'on_payment', paymentMs: 3 * 24 * HOUR_MS, premiumBps: 0,
    };
  }

  #you(viewer: Someone): AuctionYou {
    const own = this.#newest(viewer);
    const [latest] = own;
    const leading = this.#lead?.by.id === viewer.id;
    const whyNot = this.#refusal(viewer)?.code ?? null;
    const until = latest && !latest.retracted && leading ? { retractableUntil: new Date(latest.at + RETRACTION.windowMs).toISOString() } : {};
    return {
      alias: latest?.by.name ?? null,
      bids: own.map(one => ({ ...line(one), max: one.amount })),
      canBid: whyNot === null,
      whyNot,
      leading,
      max: own.find(one => !one.retracted)?.amount ?? null,
      watching: this.#watching.has(viewer.id),
      ...until,
    };
  }

  /** Why somebody may not bid, whatever they offer. */
  #refusal(by: Someone): Error & { code: string } | undefined {
    if (this.status === 'paused') return refuse('paused', 'The auction is paused.', undefined, true);
    if (this.status === 'ended') return refuse('ended', 'The auction is over.');
    if (this.status === 'cancelled') return refuse('cancelled', 'The auction was called off.');
    if (by.id === idOf(this.terms.seller)) return refuse('seller_cannot_bid', 'Sellers cannot bid on their own lots.');
    return undefined;
  }

  /** The most decisive reason first. */
  #check(data: any, by: Someone): void {
    const { amount, max, expectedPrice, currency, bidder } = data ?? {};
    const strange = Object.keys(data ?? {}).find(field => !BID_FIELDS.includes(field));
    if (strange) throw invalid(strange, 'unknown_field', `unknown field \`${strange}\``);
    if (amount === undefined) throw invalid('amount', 'missing_field', 'missing field `amount`');
    if (bidder != null && bidder !== by.id && bidder !== by.name) throw refuse('forbidden', 'You are somebody else.');
    const closed = this.#refusal(by);
    if (closed && closed.code !== 'seller_cannot_bid') throw closed;
    if (max != null) throw invalid('max', 'not_here', 'only in proxy bidding');
    if (!Number.isInteger(amount) || amount < 1 || AMOUNT_MAX < amount) throw refuse('invalid_amount', 'An amount is 1 to 2^53 - 1 minor units.');
    const own = this.terms.currency;
    if (currency != null && currency !== own) throw refuse('currency_mismatch', `The auction is in ${own}.`, { currency: own });
    if (closed) throw closed;
    const { price, minimum } = this;
    const looked = price ?? this.terms.startPrice;
    if (expectedPrice != null && expectedPrice !== looked) throw refuse('price_changed', `The price is ${looked} now.`, { price, minimum });
    if (amount < minimum) throw refuse('bid_too_low', `The minimum is ${minimum}.`, { minimum });
  }

  #bid(data: any, by: Someone): BidReply {
    this.#check(data, by);
    const before = this.#lead;
    const placed = { bid: String(this.#bids.length + 1), by, amount: data.amount, at: Date.now(), retracted: false };
    this.#bids.push(placed);
    const { bid, amount } = placed;
    const stand = { minimum: this.minimum, price: amount, leader: by.name };
    const shown: BidShown = {
      bid, amount, bidder: by.name, automatic: false, buyNow: false, bidCount: this.#standing().length, endsAt: null, ...this.#clock(), ...stand,
    };
    this.tell('auction:bid', shown);
    if (before && before.by.id !== by.id) this.#note(before.by.id, 'outbid');
    return { bid, status: before?.by.id === by.id ? 'raised' : 'leading', ...stand };
  }

  #retract(data: any, by: Someone): RemovedReply {
    const own = this.#bids.filter(one => one.by.id === by.id);
    const gone = own.find(one => one.bid === data?.bid);
    if (this.status === 'ended' || this.status === 'cancelled') throw this.#refusal(by);
    if (!gone) throw refuse('unknown_bid', 'You have no such bid.');
    if (gone.retracted) throw refuse('already_retracted', 'That bid no longer counts.');
    if (gone !== own.at(-1)) throw refuse('not_latest_bid', 'Only your latest bid can be taken back.');
    if (gone.at + RETRACTION.windowMs < Date.now()) throw refuse('retract_window_closed', 'It is too late to take the bid back.');
    if (RETRACTION.limit <= own.filter(one => one.retracted).length) throw refuse('retract_limit', 'You cannot take back another bid here.');
    const before = this.#lead;
    gone.retracted = true;
    const { bid } = gone;
    const lead = this.#lead;
    const leader = lead?.by.name ?? null;
    const leaderChanged = before?.by.id !== lead?.by.id;
    const stand = { bid, price: this.price, minimum: this.minimum, leader, bidCount: this.#standing().length };
    this.tell('auction:retracted', { ...stand, leaderChanged, reserveMet: null });
    if (lead && leaderChanged) this.#note(lead.by.id, 'leading_again');
    return stand;
  }

  #watch(data: any, { id }: Someone): object {
    if (typeof data?.on !== 'boolean') throw invalid('on', 'missing_field', 'missing field `on`');
    if (data.on) this.#watching.add(id);
    else this.#watching.delete(id);
    this.tell('auction:watching', {}, viewer => (viewer?.id === id ? { on: data.on } : undefined));
    return {};
  }

  get #lead(): Placed | undefined {
    return this.#standing().at(-1);
  }

  #standing(): Placed[] {
    return this.#bids.filter(one => !one.retracted);
  }

  /** The last bids, of somebody or of all. */
  #newest(by?: Someone): Placed[] {
    return this.#bids.filter(one => !by || one.by.id === by.id).slice(-BIDS_SHOWN_MAX).reverse();
  }

  #clock(): { endsAt?: string; remainingMs?: number } {
    if (this.#remainingMs !== undefined) return { remainingMs: this.#remainingMs };
    return this.#endsAt === undefined ? {} : { endsAt: new Date(this.#endsAt).toISOString() };
  }

  #run(forMs: number): void {
    this.stop();
    this.#endsAt = Date.now() + forMs;
    const look = () => (Date.now() < this.#endsAt! ? this.#run(this.#endsAt! - Date.now()) : this.end());
    this.#hammer = setTimeout(look, Math.min(forMs, WAIT_MAX_MS));
    // Node is not to wait for the hammer once the tests are done.
    (this.#hammer as { unref?(): void }).unref?.();
  }

  #mustBe(...fit: AuctionPage['status'][]): void {
    if (!fit.includes(this.status)) throw refuse('bad_state', `Not while the auction is ${this.status}.`, { status: this.status });
  }

  #tellStatus(status: AuctionPage['status']): void {
    this.status = status;
    this.tell('auction:status', { status, ...this.#clock(), ...(this.#reason !== undefined && { reason: this.#reason }) });
  }

  #note(user: string, what: string): void {
    const { title, currency } = this.terms;
    this.house.note(user, `auction:${what}`, { auction: this.name, title, currency, price: this.price });
  }
}

function line({ bid, at, retracted }: Placed): { bid: string; at: string; retracted: boolean } {
  return { bid, at: new Date(at).toISOString(), retracted };
}
