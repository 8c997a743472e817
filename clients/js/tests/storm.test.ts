// A thousand cuts at random moments while people bid and talk. Every bid is applied once or not at all, and whoever
// made it knows which; everybody has heard everything once and in order, and sees what a newcomer sees.

import { expect, test } from 'vitest';
import type { Client, Room } from '../src/index.js';
import { clientOf } from './support/client.js';
import { expectExact } from './support/compare.js';
import { Dice, seedOf } from './support/dice.js';
import { Proxy, type Pipe } from './support/proxy.js';
import { Server, type Account } from './support/server.js';

const SEED = seedOf('STORM_SEED');
const CUTS = Number(process.env['STORM_CUTS'] ?? 1_000);
const PEOPLE = ['ada', 'bo', 'cy', 'dee', 'eve'];
/** A try is told by its amount: that is a multiple of this, and the number of the try. */
const STEP = 100_000;
const DELAY_MS_MAX = 50;

type Told = 'applied' | 'refused' | 'offline' | 'applied later' | 'refused later' | 'never happened';

interface Try {
  readonly by: string;
  readonly number: number;
  told: Told;
  bid?: string;
}

interface Bidder {
  readonly account: Account;
  readonly client: Client;
  readonly proxy: Proxy;
  readonly heard: Record<string, any[]>;
  readonly tries: Try[];
  readonly sayings: { content: string; reply: Promise<any> }[];
}

const settings = {
  LIMITS__BIDS_PER_S: '1000',
  LIMITS__REQUESTS_PER_S: '5000',
  LIMITS__REQUESTS_PER_ADDRESS_PER_S: '50000',
  LIMITS__SUBSCRIBES_PER_S: '1000',
  LIMITS__CONNECTIONS_PER_USER: '200',
};

let tries = 0;

/** Bids once, and finds out what became of it. */
async function bid({ account, client, tries: made }: Bidder, auction: string, dice: Dice): Promise<void> {
  const lot = client.auction(auction);
  const number = ++tries;
  const floor = Math.ceil((lot.state?.minimum ?? 0) / STEP) * STEP;
  const amount = (dice.once(5) ? Math.max(0, floor - 2 * STEP) : floor) + number;
  const own: Try = { by: account.name, number, told: 'offline' };
  made.push(own);
  try {
    const reply = await lot.bid(amount, { timeoutMs: 20 + dice.roll(400) });
    Object.assign(own, { told: 'applied', bid: reply.bid });
  } catch (error: any) {
    if (error.code === 'offline') return;
    if (error.code !== 'outcome_unknown') {
      // Too late is said of what was not carried out, and will not be.
      expect(['bid_too_low', 'too_late']).toContain(error.code);
      own.told = 'refused';
      return;
    }
    const { state, reply } = await client.outcome(error.data.key);
    Object.assign(own, {
      told: state === 'applied' ? 'applied later' : state === 'refused' ? 'refused later' : 'never happened',
      bid: reply?.data?.bid,
    });
  }
}

/** Breaks this connection in one of many ways. */
function wound(pipe: Pipe, dice: Dice): void {
  if (dice.once(2)) pipe.delay(dice.roll(DELAY_MS_MAX));
  const ways = [
    () => pipe.cut(),
    () => pipe.cutAfter('up', dice.roll(600)),
    () => pipe.cutAfter('down', dice.roll(4_000)),
    () => pipe.cutAfter('down', 0),
    () => pipe.halfClose('client'),
    () => pipe.halfClose('server'),
  ];
  dice.pick(ways)();
}

function turn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}

/** Bids and talks until all cuts have been made; then until everything is answered. */
async function live(one: Bidder, rooms: { auction: string; talk: string }, dice: Dice, isOver: () => boolean): Promise<void> {
  const talk = one.client.conversation(rooms.talk);
  while (!isOver()) {
    if (dice.once(3)) {
      const content = `${one.account.name} ${one.sayings.length}`;
      const reply = talk.send(content);
      reply.catch(() => {});
      one.sayings.push({ content, reply });
      if (dice.once(2)) await reply;
    } else {
      if (!dice.once(4)) await one.client.connect();
      await bid(one, rooms.auction, dice);
    }
    // A queue that fills faster than it empties would only measure its limit.
    if (100 < talk.queued.length) await one.sayings.at(-1)!.reply;
    await turn();
  }
  await Promise.all(one.sayings.map(({ reply }) => reply));
}

test('storm', async () => {
  const dice = new Dice(SEED);
  console.log(`storm: seed ${SEED}`);
  const began = performance.now();
  const server = await Server.start(settings);
  const seller = await server.account('selma', 'seller');
  const auction = await server.auction(seller, { startPrice: 1, bidding: 'open', increment: { type: 'fixed', amount: 1 } });
  const accounts = [];
  for (const name of PEOPLE) accounts.push(await server.account(name));
  const members = accounts.slice(1).map(({ id }) => id);
  const talk = (await server.done('POST', 'conversations', { token: accounts[0]!.token, body: { kind: 'group', title: 'Storm', members } }))
    .id;
  let cuts = 0;
  const isOver = () => CUTS <= cuts;
  const people: Bidder[] = [];
  for (const account of accounts) {
    const proxy = await Proxy.start(() => server.port);
    const client = clientOf(proxy.url, account, { backoff: { minMs: 1, maxMs: 20 } });
    const one: Bidder = { account, client, proxy, heard: {}, tries: [], sayings: [] };
    for (const room of [client.auction(auction), client.conversation(talk)] as Room<any>[]) {
      one.heard[room.name] = [];
      room.on('*', (_, whole) => whole.seq !== undefined && one.heard[room.name]!.push(whole));
    }
    await client.connect();
    await client.auction(auction).ready();
    await client.conversation(talk).ready();
    const own = new Dice(dice.roll(0x7fff_ffff));
    const next = (pipe: Pipe) => {
      pipe.onClose = () => cuts++;
      if (isOver()) return;
      // Some do not get as far as their first word.
      if (own.once(8)) wound(pipe, own);
      else setTimeout(() => isOver() || wound(pipe, own), own.roll(150));
    };
    proxy.onPipe = next;
    next(proxy.latest);
    people.push(one);
  }
  await Promise.all(people.map(one => live(one, { auction, talk }, new Dice(dice.roll(0x7fff_ffff)), isOver)));
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);

  const applied = (await server.journal(`auction:${auction}`)).filter(frame => frame.event === 'auction:bid');
  const byNumber = new Map(applied.map(({ data }) => [data.amount % STEP, data]));
  expect(byNumber.size).toBe(applied.length);
  const all = people.flatMap(one => one.tries);
  for (const { by, number, told, bid: id } of all) {
    const data = byNumber.get(number);
    const isTold = told === 'applied' || told === 'applied later';
    expect([number, told, data?.bidder, data?.bid]).toEqual([number, told, isTold ? by : undefined, isTold ? id : undefined]);
  }
  expect(applied.length).toBe(all.filter(({ told }) => told.startsWith('applied')).length);

  for (const one of people) {
    const fresh = clientOf(server.url, one.account);
    await fresh.connect();
    for (const room of [one.client.auction(auction), one.client.conversation(talk)]) {
      await expectExact(room, fresh);
      const visible = (await server.journal(room.name, one.account.token)).filter(frame => frame.event);
      const heard = one.heard[room.name]!;
      const from = heard[0].seq;
      expect(heard.map(({ seq, event, data }) => ({ seq, event, data }))).toEqual(
        visible.filter(frame => from <= frame.seq).map(({ seq, event, data }) => ({ seq, event, data })),
      );
    }
    const said = (await server.journal(`conversation:${talk}`, one.account.token))
      .filter(frame => frame.event === 'chat:message' && frame.data.author === one.account.id)
      .map(frame => frame.data.content);
    expect(said).toEqual(one.sayings.map(({ content }) => content));
    fresh.close();
  }
  const count = (told: Told) => `${all.filter(one => one.told === told).length} ${told}`;
  const kinds: Told[] = ['applied', 'refused', 'applied later', 'refused later', 'never happened', 'offline'];
  const messages = people.reduce((sum, one) => sum + one.sayings.length, 0);
  const bids = `${all.length} bids (${kinds.map(count).join(', ')})`;
  console.log(`storm: ${cuts} cuts in ${seconds} s, ${bids}, ${messages} messages; nothing lost, nothing twice`);
  for (const { client, proxy } of people) {
    client.close();
    proxy.close();
  }
  await server.remove();
}, 240_000);
