// Guests and users at a real server: following, bidding, being refused, asking over REST.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatMoney, RialtoError, type Client } from '../src/index.js';
import { clientOf, refusal, state } from './support/client.js';
import { Server, type Account } from './support/server.js';

let server: Server;
let ada: Account;
let bo: Account;
let seller: Account;
const clients: Client[] = [];

function open(account?: Account): Client {
  const client = clientOf(server.url, account);
  clients.push(client);
  return client;
}

beforeAll(async () => {
  server = await Server.start();
  seller = await server.account('selma', 'seller');
  ada = await server.account('ada');
  bo = await server.account('bo');
});

afterAll(async () => {
  for (const client of clients) client.close();
  await server.remove();
});

test('a guest sees a lot and may not bid', async () => {
  const lot = open().auction(await server.auction(seller));
  const seen = state(lot, ({ title }) => title === 'A brass telescope');
  await clients.at(-1)!.connect();
  expect(await seen).toMatchObject({ price: null, minimum: 10_000, currency: 'EUR' });
  expect(lot.format(123_456_78, 'en')).toBe('€123,456.78');
  expect(clients.at(-1)!.user).toBeUndefined();
  const error = await refusal(lot.bid(10_000));
  expect(error).toBeInstanceOf(RialtoError);
  expect(error).toMatchObject({ code: 'unauthenticated', retry: false });
});

test('what one bids, all see', async () => {
  const id = await server.auction(seller);
  const [mine, hers, guest] = [open(ada), open(bo), open()];
  for (const client of [mine, hers, guest]) await client.connect();
  expect(mine.user).toMatchObject({ name: 'ada', role: 'user' });
  expect(mine.limits!.frameBytes).toBe(65_536);
  const seen = state(guest.auction(id), ({ bidCount }) => bidCount === 2);
  const lot = mine.auction(id);
  await lot.ready();
  const outbid = state(lot, ({ you, bidCount }) => bidCount === 2 && !you.leading);
  expect(await lot.bid(20_000, { expectedPrice: 10_000 })).toMatchObject({ status: 'leading', leader: 'ada' });
  expect(await hers.auction(id).bid(30_000)).toMatchObject({ status: 'leading', leader: 'bo' });
  expect((await seen).bids.map((line: any) => line.bidder)).toEqual(['bo', 'ada']);
  expect((await outbid).you).toMatchObject({ alias: 'ada', max: 20_000 });
});

test('refusals carry what one needs', async () => {
  const id = await server.auction(seller);
  const client = open(ada);
  await client.connect();
  const lot = client.auction(id);
  await lot.ready();
  expect(await refusal(lot.bid(9_000))).toMatchObject({ code: 'bid_too_low', data: { minimum: 10_000 } });
  expect(await refusal(lot.bid(20_000, { expectedPrice: 15_000 }))).toMatchObject({
    code: 'price_changed',
    data: { price: null, minimum: 10_000 },
  });
  expect(await refusal(lot.bid({ minor: 20_000, currency: 'USD', scale: 2 }))).toMatchObject({ code: 'currency_mismatch' });
  expect(await refusal(client.auction('1m7z8prnec5hz').ready())).toMatchObject({ code: 'not_found' });
  expect(await refusal(client.call('auction:bid', { amount: 'much' }, { room: lot.name }))).toMatchObject({
    code: 'invalid',
    data: { fields: [{ path: 'amount' }] },
  });
});

test('a frame that is too large is refused here, and the connection lives', async () => {
  const client = open(ada);
  await client.connect();
  const lot = client.auction(await server.auction(seller));
  await lot.ready();
  const { session } = client;
  expect(await refusal(lot.call('announce', { text: 'ä'.repeat(40_000) }))).toMatchObject({ code: 'too_large' });
  await client.call('ping');
  expect(client.session).toBe(session);
});

test('REST has the same token and the same errors', async () => {
  const client = open(ada);
  const { user } = await client.rest.ask('GET', 'me').then(me => ({ user: me.user ?? me }));
  expect(user.name).toBe('ada');
  expect(await refusal(client.rest.ask('GET', 'admin/users'))).toMatchObject({ code: 'forbidden' });
  const body = { title: 'A lamp', currency: 'EUR', startPrice: 100, durationMs: 60_000 };
  expect(await refusal(client.rest.ask('POST', 'auctions', { body }))).toMatchObject({ code: 'forbidden' });
  const id = await server.auction(seller);
  const asked = { body: { amount: 10_000 }, key: 'once' };
  const first = await client.rest.ask('POST', `auctions/${id}/bids`, asked);
  expect(await client.rest.ask('POST', `auctions/${id}/bids`, asked)).toEqual(first);
});

test('a token that is rejected over REST is asked for once again', async () => {
  const asked: string[] = [];
  const client = clientOf(server.url, undefined, {
    token: ({ reason }) => {
      asked.push(reason);
      return reason === 'rejected' ? ada.token : 'no token at all';
    },
  });
  expect(await client.rest.ask('GET', 'me/blocks')).toMatchObject({ items: [] });
  expect(asked).toEqual(['connect', 'rejected']);
});

test('who comes as somebody else sees nothing of the one before', async () => {
  let who = ada;
  const client = clientOf(server.url, undefined, { token: () => who.token });
  clients.push(client);
  await client.connect();
  const id = await server.auction(seller);
  const lot = client.auction(id);
  await lot.ready();
  const own = state(lot, ({ you }) => you?.alias === 'ada');
  await lot.bid(10_000);
  await own;
  who = bo;
  const seen: any[] = [];
  const stop = lot.subscribe(one => one && seen.push(one.you?.alias));
  const other = state(lot, ({ you }) => you?.alias === null);
  seen.length = 0;
  client.restart();
  await other;
  stop();
  expect(client.user!.name).toBe('bo');
  expect(seen.filter(alias => alias === 'ada').length).toBeLessThan(2);
  expect(formatMoney(lot.money(lot.state!.price!), 'de')).toContain('100,00');
});
