// <rialto-auction auction="id" token-url="/rialto-token">: a lot on any page, without a build and without a line of code.
//
// It tells what happens by events that bubble: `rialto:bid`, `rialto:outbid`, `rialto:won` and `rialto:ended`.

import { createClient, type Client } from './client.js';
import { styleSheet } from './element/style.js';
import { View } from './element/view.js';
import { filled, wordsOf, type Words } from './element/words.js';
import type { RialtoError } from './errors.js';
import type { Unsubscribe } from './emitter.js';
import { parseMoney } from './money.js';
import type { HammerFell } from './protocol.js';
import type { AuctionRoom } from './rooms/auction.js';

/** A bid of so many times the minimum may be a slip. */
const SLIP_TIMES = 2;
const TICK_MS = 250;
/** Where this script came from there is the server. */
const HOME = import.meta.url;

interface Shared {
  readonly client: Client;
  elements: number;
}

/** One connection for all elements of a page that come from the same server as the same person. */
const shared = new Map<string, Shared>();

function take(url: string, tokenUrl: string | null): { client: Client; release: Unsubscribe } {
  const name = `${url} ${tokenUrl}`;
  const known = shared.get(name) ?? { client: createClient({ url, token: () => askToken(tokenUrl) }), elements: 0 };
  shared.set(name, known);
  known.elements++;
  // Why it may not connect shows in its status.
  known.client.connect().catch(() => {});
  const release = () => {
    known.elements--;
    // An element that is moved on its page leaves and comes back at once.
    setTimeout(() => {
      if (known.elements > 0 || shared.get(name) !== known) return;
      shared.delete(name);
      known.client.close();
    }, 0);
  };
  return { client: known.client, release };
}

/** The page's own backend says who is here; whoever is not signed in there is a guest. */
async function askToken(url: string | null): Promise<string | null> {
  if (!url) return null;
  const response = await fetch(url, { cache: 'no-store' });
  if (response.status === 401 || response.status === 403 || response.status === 204) return null;
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return (await response.text()).trim() || null;
}

export class RialtoAuction extends HTMLElement {
  static readonly observedAttributes = ['auction', 'url', 'token-url', 'lang'];
  readonly #view = new View();
  #client: Client | undefined;
  #room: AuctionRoom | undefined;
  #ends: Unsubscribe[] = [];
  #isHere = false;
  #message = '';
  #isBusy = false;
  /** An amount that was asked about, and not yet confirmed. */
  #asked: number | undefined;
  #wasLeading = false;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [styleSheet()];
    root.append(this.#view.root);
    this.#view.form.onsubmit = event => {
      event.preventDefault();
      void this.#bid();
    };
    this.#view.field.oninput = () => {
      this.#asked = undefined;
      this.#message = '';
      this.#show();
    };
  }

  connectedCallback(): void {
    this.#isHere = true;
    this.#open();
  }

  disconnectedCallback(): void {
    this.#isHere = false;
    this.#close();
  }

  attributeChangedCallback(name: string, old: string | null, now: string | null): void {
    // Attributes of markup come before the element is here, one by one.
    if (!this.#isHere || old === now) return;
    if (name !== 'lang') {
      this.#close();
      this.#open();
    }
    this.#show();
  }

  #open(): void {
    const id = this.getAttribute('auction');
    if (!id) return this.#show();
    const { client, release } = take(this.getAttribute('url') ?? new URL('/', HOME).href, this.getAttribute('token-url'));
    const room = client.auction(id);
    [this.#client, this.#room] = [client, room];
    const show = () => this.#show();
    const timer = setInterval(show, TICK_MS);
    this.#ends = [
      room.subscribe(show),
      room.on('bid', () => this.#compareLead()),
      room.on('retracted', () => this.#compareLead()),
      room.on('ended', result => this.#ended(result)),
      client.on('user', show),
      () => clearInterval(timer),
      release,
    ];
  }

  #close(): void {
    for (const end of this.#ends.splice(0)) end();
    this.#room = this.#client = this.#asked = undefined;
    this.#message = '';
    this.#wasLeading = false;
  }

  get #lang(): string {
    return this.lang || this.closest<HTMLElement>('[lang]')?.lang || navigator.language;
  }

  get #words(): Words {
    return wordsOf(this.#lang);
  }

  /** What stands in the field; the least that is accepted where it is empty, nothing where it cannot be read. */
  #amount(): number | undefined {
    const lot = this.#room?.state;
    if (!lot) return undefined;
    const typed = this.#view.field.value.trim();
    if (typed === '') return lot.minimum;
    const money = parseMoney(typed, lot.currency, this.#lang);
    return money === null ? undefined : Number(money.minor);
  }

  #show(): void {
    const room = this.#room;
    const scene = {
      lot: room?.state,
      error: this.hasAttribute('auction') ? room?.error?.code : 'not_found',
      fresh: room?.fresh ?? false,
      isSignedIn: this.#client?.user !== undefined,
      leftMs: room?.timeLeft() ?? null,
      message: this.#message,
      amount: this.#amount(),
      isAsking: this.#asked !== undefined,
      isBusy: this.#isBusy,
    };
    // Who never led cannot be outbid.
    if (room?.state?.you?.leading) this.#wasLeading = true;
    this.#view.show(scene, this.#words, this.#lang);
  }

  async #bid(): Promise<void> {
    const [room, lot, amount] = [this.#room, this.#room?.state, this.#amount()];
    if (!room?.fresh || !lot?.you?.canBid || this.#isBusy) return;
    if (amount === undefined) return this.#say(this.#words.unreadable);
    if (lot.minimum * SLIP_TIMES < amount && this.#asked !== amount) {
      this.#asked = amount;
      return this.#say('');
    }
    this.#asked = undefined;
    this.#isBusy = true;
    this.#say('');
    try {
      const reply = await room.bid(amount);
      this.#placed(amount, reply);
    } catch (error: any) {
      this.#say(await this.#refused(room, amount, error));
    } finally {
      this.#isBusy = false;
      this.#show();
    }
  }

  #placed(amount: number, reply: { bid: string; status: string }): void {
    this.#view.field.value = '';
    this.#tell('rialto:bid', { bid: reply.bid, amount, status: reply.status });
    this.#say('');
  }

  /** What is said of an error. What is open is asked about until it is known. */
  async #refused(room: AuctionRoom, amount: number, error: RialtoError): Promise<string> {
    const words = this.#words;
    if (error.code === 'bid_too_low') return filled(words.too_low, room.format(error.data.minimum, this.#lang));
    if (error.code === 'offline') return words.not_placed;
    if (error.code === 'unauthenticated') return words.sign_in;
    if (error.code !== 'outcome_unknown') return words.refused;
    this.#say(words.unknown);
    const { state, reply } = await this.#client!.outcome(error.data.key);
    if (state !== 'applied') return words.not_placed;
    this.#placed(amount, reply?.data);
    return '';
  }

  #compareLead(): void {
    const leads = this.#room?.state?.you?.leading ?? false;
    if (this.#wasLeading && !leads) this.#tell('rialto:outbid', { price: this.#room?.state?.price, minimum: this.#room?.state?.minimum });
    this.#wasLeading = leads;
  }

  #ended(result: HammerFell): void {
    const alias = this.#room?.state?.you?.alias;
    if (alias && result.winner === alias) this.#tell('rialto:won', result);
    this.#tell('rialto:ended', result);
  }

  #say(message: string): void {
    this.#message = message;
    this.#show();
  }

  #tell(name: string, detail: unknown): void {
    const auction = this.getAttribute('auction');
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail: { auction, ...(detail as object) } }));
  }
}

if (!customElements.get('rialto-auction')) customElements.define('rialto-auction', RialtoAuction);
