// What the element shows. Text is put in as text; nothing is ever read as markup.

import type { AuctionPage, BidLine } from '../protocol.js';
import { formatMoney, minor } from '../money.js';
import { filled, type Words } from './words.js';

const LINES_MAX = 5;

/** Everything that the element has to show at a moment. */
export interface Scene {
  readonly lot: AuctionPage | undefined;
  /** The code of the error, where it cannot be followed. */
  readonly error: string | undefined;
  /** It is what holds now. */
  readonly fresh: boolean;
  readonly isSignedIn: boolean;
  readonly leftMs: number | null;
  readonly message: string;
  /** What the button would bid, and whether it waits for a second word. */
  readonly amount: number | undefined;
  readonly isAsking: boolean;
  readonly isBusy: boolean;
}

function make<T extends keyof HTMLElementTagNameMap>(tag: T, part: string, ...children: Node[]): HTMLElementTagNameMap[T] {
  const node = document.createElement(tag);
  node.part = part;
  node.className = part;
  node.append(...children);
  return node;
}

export class View {
  readonly root: HTMLElement;
  readonly form = make('form', 'form');
  readonly field = make('input', 'field');
  readonly #title = make('h3', 'title');
  readonly #status = make('span', 'status');
  readonly #price = make('span', 'price');
  readonly #priceLabel = make('span', 'label');
  readonly #clock = make('span', 'clock');
  readonly #clockLabel = make('span', 'label');
  readonly #position = make('p', 'position');
  readonly #fieldLabel = make('span', 'label');
  readonly #button = make('button', 'bid');
  readonly #message = make('p', 'message');
  readonly #note = make('p', 'note');
  readonly #bids = make('ol', 'bids');

  constructor() {
    this.#clock.role = 'timer';
    this.#message.role = 'status';
    this.field.inputMode = 'decimal';
    this.field.autocomplete = 'off';
    this.form.noValidate = true;
    const label = make('label', 'amount', this.#fieldLabel, this.field);
    this.form.append(label, this.#button);
    const row = make(
      'div',
      'row',
      make('span', 'cell', this.#priceLabel, document.createTextNode(' '), this.#price),
      make('span', 'cell', this.#clockLabel, document.createTextNode(' '), this.#clock),
    );
    const header = make('header', 'header', this.#title, this.#status);
    this.root = make('article', 'lot', header, row, this.#position, this.form, this.#message, this.#note, this.#bids);
  }

  show(scene: Scene, words: Words, lang: string): void {
    const { lot, error, fresh } = scene;
    this.root.lang = lang;
    this.root.dir = lang.startsWith('ar') ? 'rtl' : 'ltr';
    this.root.ariaBusy = String(!lot && !error);
    this.root.classList.toggle('old', !!lot && !fresh);
    this.root.dataset['state'] = error ? 'error' : !lot ? 'loading' : !fresh ? 'offline' : lot.status;
    for (const node of [this.#title, this.#status, this.#bids, this.#price.parentElement!.parentElement!]) node.hidden = !lot;
    text(this.#note, error ? (error === 'not_found' ? words.missing : words.failed) : !lot ? words.loading : fresh ? '' : words.offline);
    text(this.#message, scene.message);
    if (!lot) {
      this.form.hidden = this.#position.hidden = true;
      return;
    }
    const money = (amount: number) => formatMoney(minor(amount, lot.currency), lang);
    text(this.#title, lot.title);
    text(this.#status, words[lot.status]);
    text(this.#priceLabel, lot.price === null ? words.start : words.price);
    text(this.#price, money(lot.price ?? lot.minimum));
    this.#showClock(scene, words, lang);
    text(this.#position, position(lot, words, money));
    this.#showForm(scene, lot, words, money);
    this.#bids.ariaLabel = words.bids;
    this.#bids.replaceChildren(...lot.bids.slice(0, LINES_MAX).map(line => bidLine(line, words, money)));
  }

  #showClock({ lot, leftMs }: Scene, words: Words, lang: string): void {
    const runs = leftMs !== null && (lot!.status === 'active' || lot!.status === 'paused');
    text(this.#clockLabel, runs ? words.left : '');
    text(this.#clock, runs ? duration(leftMs, lang) : '');
  }

  #showForm(
    { isSignedIn, amount, isAsking, isBusy, fresh }: Scene,
    lot: AuctionPage,
    words: Words,
    money: (amount: number) => string,
  ): void {
    const isOpen = lot.status === 'active' || lot.status === 'paused';
    const mayBid = isSignedIn && lot.you?.whyNot !== 'seller_cannot_bid' && lot.you?.whyNot !== 'forbidden';
    this.form.hidden = !isOpen || !mayBid;
    if (isOpen && !mayBid) text(this.#note, !isSignedIn ? words.sign_in : lot.you?.whyNot === 'forbidden' ? words.no_right : words.own_lot);
    text(this.#fieldLabel, words.your_bid);
    this.field.placeholder = money(lot.minimum);
    const wanted = money(amount ?? lot.minimum);
    text(this.#button, isBusy ? words.placing : filled(isAsking ? words.sure : words.bid, wanted));
    this.#button.ariaDisabled = String(isBusy || !fresh || !lot.you?.canBid);
  }
}

/** Leaves alone what says it already: screen readers would say it again. */
function text(node: HTMLElement, said: string): void {
  if (node.textContent !== said) node.textContent = said;
  node.hidden = said === '';
}

function position({ you, status, outcome, hammer, winner }: AuctionPage, words: Words, money: (amount: number) => string): string {
  if (status === 'ended') {
    if (outcome !== 'sold') return words.unsold;
    const own = you?.alias !== null && you?.alias !== undefined && you.alias === winner;
    return filled(own ? words.won : words.sold, money(hammer ?? 0));
  }
  if (status === 'cancelled' || !you?.alias) return '';
  const maximum = you.max === null ? '' : ` · ${filled(words.maximum, money(you.max))}`;
  return (you.leading ? words.leading : words.outbid) + maximum;
}

function bidLine({ bidder, amount, automatic, retracted }: BidLine, words: Words, money: (amount: number) => string): HTMLLIElement {
  const name = document.createElement('span');
  name.textContent = [bidder, automatic && words.automatic, retracted && words.retracted].filter(Boolean).join(' · ');
  const price = document.createElement('span');
  price.textContent = money(amount);
  const line = make('li', 'line', name, price);
  if (retracted) line.classList.add('gone');
  return line;
}

/** `2:03:04`, in the digits of the language; days in front where there are any. */
function duration(ms: number, lang: string): string {
  const seconds = Math.ceil(ms / 1_000);
  const two = new Intl.NumberFormat(lang, { minimumIntegerDigits: 2, useGrouping: false });
  const clock = [Math.floor(seconds / 3_600) % 24, Math.floor(seconds / 60) % 60, seconds % 60].map(part => two.format(part)).join(':');
  const days = Math.floor(seconds / 86_400);
  return days === 0 ? clock : `${new Intl.NumberFormat(lang, { style: 'unit', unit: 'day', unitDisplay: 'short' }).format(days)} ${clock}`;
}
