// What is typed into the form of an auction, and the terms that it makes.

import { readMoney } from '../../../ui/controls';

export const KINDS = ['english', 'dutch', 'sealed_first', 'vickrey', 'multi_unit'] as const;
export type Kind = (typeof KINDS)[number];

export interface Draft {
  title: string;
  description: string;
  images: string[];
  currency: string;
  kind: Kind;
  startPrice: string;
  reserve: string;
  buyNow: string;
  floorPrice: string;
  quantity: string;
  bidding: 'proxy' | 'open';
  increment: 'ladder' | 'fixed';
  step: string;
  /** In minutes; what is 0 lasts until `endsAt`. */
  minutes: string;
  endsAt: string;
  startsAt: string;
  softClose: boolean;
  masked: boolean;
  hold: 'none' | 'max' | 'deposit';
  deposit: string;
}

export const EMPTY: Draft = {
  title: '', description: '', images: [], currency: 'EUR', kind: 'english', startPrice: '', reserve: '', buyNow: '', floorPrice: '', quantity: '2',
  bidding: 'proxy', increment: 'ladder', step: '', minutes: '60', endsAt: '', startsAt: '', softClose: true, masked: false, hold: 'none', deposit: '',
};

export const LASTS = ['10', '60', '360', '1440', '4320', '10080', '0'] as const;

const MINUTE_MS = 60_000;
/** A bid in the last minute moves the end by a minute, for half an hour at most. */
const SOFT_CLOSE = { windowMs: MINUTE_MS, extendMs: MINUTE_MS, hardEndMs: 30 * MINUTE_MS };

/** The body of `POST auctions`. */
export function termsOf(draft: Draft, publish: boolean): Record<string, unknown> {
  const money = (text: string) => (text.trim() === '' ? undefined : (readMoney(text, draft.currency) ?? undefined));
  const english = draft.kind === 'english';
  const local = (text: string) => (text === '' ? undefined : new Date(text).toISOString());
  const terms: Record<string, unknown> = {
    title: draft.title.trim(),
    description: draft.description,
    images: draft.images,
    currency: draft.currency,
    kind: draft.kind,
    startPrice: money(draft.startPrice),
    startsAt: local(draft.startsAt),
    bidders: draft.masked ? 'masked' : 'public',
    publish,
  };
  if (draft.minutes === '0') terms['endsAt'] = local(draft.endsAt);
  else terms['durationMs'] = Number(draft.minutes) * MINUTE_MS;
  if (draft.kind !== 'dutch' && draft.kind !== 'multi_unit') terms['reserve'] = money(draft.reserve);
  if (english) {
    terms['bidding'] = draft.bidding;
    terms['buyNow'] = money(draft.buyNow);
    if (draft.increment === 'fixed') terms['increment'] = { type: 'fixed', amount: money(draft.step) };
    if (draft.softClose) terms['softClose'] = SOFT_CLOSE;
  }
  if (draft.kind === 'dutch') terms['floorPrice'] = money(draft.floorPrice);
  if (draft.kind === 'multi_unit') terms['quantity'] = Number(draft.quantity) || 1;
  else if (draft.hold !== 'none') terms['hold'] = draft.hold;
  if (draft.hold === 'deposit' && draft.kind !== 'multi_unit') terms['deposit'] = money(draft.deposit);
  return terms;
}
