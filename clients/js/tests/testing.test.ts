// The real client works against the fake server as it does against the real one.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { RialtoError } from '../src/index.js';
import { fakeServer, waitFor, type FakeServer } from '../src/testing.js';
import { phase, refusal, state } from './support/client.js';

let server: FakeServer;

function start(): FakeServer {
  server = fakeServer();
  return server;
}

afterEach(() => server?.close());

test('of two clients one outbids the other, who is told', async () => {
  start();
  const [ada, bo] = await server.clients(2);
  await bo.auction('1').bid(12_000);
  const outbid = waitFor(bo.inbox(), 'auction:outbid');
  expect(await ada.auction('1').bid(12_500)).toEqual({ bid: '2', status: 'leading', price: 12_500, minimum: 12_600, leader: 'ada' });
  expect(await outbid).toMatchObject({ auction: 'auction:1', price: 12_500, currency: 'EUR' });
  expect(bo.inbox().state!.notes.map(({ note }) => note.event)).toEqual(['auction:outbid']);
});

test('a room is followed, and everybody sees what is theirs', async () => {
  start();
  server.auction('1', { title: 'A lamp', startPrice: 500, increment: 50 });
  const [ada, bo] = await server.clients(2);
  const [hers, his] = [ada.auction('1'), bo.auction('1')];
  expect(await hers.ready()).toMatchObject({ title: 'A lamp', price: null, minimum: 500, you: { canBid: true } });
  await his.ready();
  his.subscribe(() => {});
  hers.subscribe(() => {});
  const bid = waitFor(his, 'bid');
  await hers.bid(500);
  expect(await bid).toMatchObject({ amount: 500, bidder: 'ada' });
  expect(await state(hers, one => one.you.leading)).toMatchObject({ price: 500, minimum: 550, watchers: 2, you: { max: 500, alias: 'ada' } });
  expect(his.state).toMatchObject({ price: 500, bids: [{ bidder: 'ada' }], you: { leading: false, alias: null } });
  await hers.retract('1');
  expect(await state(his, one => one.bidCount === 0)).toMatchObject({ price: null, minimum: 500, leader: null });
  await hers.watch(true);
  await state(hers, one => one.you.watching);
});

test('the server refuses what the real one refuses', async () => {
  start();
  const lot = server.auction('1', { startPrice: 500, seller: 'bo' });
  const [ada, bo] = await server.clients(2);
  const guest = await server.client(null);
  const room = ada.auction('1');
  expect(await refusal(room.bid(499))).toMatchObject({ code: 'bid_too_low', data: { minimum: 500 } });
  expect(await refusal(room.bid(500, { expectedPrice: 400 }))).toMatchObject({ code: 'price_changed' });
  expect(await refusal(room.bid(0.5))).toMatchObject({ code: 'invalid_amount' });
  expect(await refusal(room.call('bid', {} as never))).toMatchObject({ code: 'invalid', data: { fields: [{ path: 'amount' }] } });
  expect(await refusal(bo.auction('1').bid(500))).toMatchObject({ code: 'seller_cannot_bid' });
  expect(await refusal(guest.auction('1').bid(500))).toMatchObject({ code: 'unauthenticated' });
  expect(await refusal(room.call('buy'))).toMatchObject({ code: 'unknown_event' });
  expect(await refusal(ada.room('inbox', bo.user!.id).ready())).toMatchObject({ code: 'not_found' });
  lot.pause('A word.');
  expect(await refusal(room.bid(500))).toMatchObject({ code: 'paused', retry: true });
  lot.resume();
  lot.end();
  expect(await refusal(room.bid(500))).toMatchObject({ code: 'ended' });
});

test('an auction ends by its clock, or by hand, and those whom it concerns are told', async () => {
  start();
  const lot = server.auction('1', { durationMs: 30 });
  const [ada] = await server.clients(1);
  const ended = waitFor(ada.auction('1'), 'ended');
  const won = waitFor(ada.inbox(), 'auction:won');
  await ada.auction('1').bid(100);
  expect(await ended).toMatchObject({ outcome: 'sold', winner: 'ada', hammer: 100 });
  expect(await won).toMatchObject({ price: 100 });
  expect(() => lot.end()).toThrow('Not while the auction is ended');
});

test('pausing, extending and cancelling are seen as they happen', async () => {
  start();
  const lot = server.auction('1');
  const [ada] = await server.clients(1);
  const room = ada.auction('1');
  const { endsAt } = await room.ready();
  lot.extend(60_000);
  lot.pause('Power.');
  expect(await state(room, one => one.status === 'paused')).toMatchObject({ reason: 'Power.', you: { canBid: false, whyNot: 'paused' } });
  lot.resume();
  const { endsAt: later } = await state(room, one => one.status === 'active');
  expect(Date.parse(later) - Date.parse(endsAt!)).toBeGreaterThan(50_000);
  lot.cancel('Broken.');
  await state(room, one => one.status === 'cancelled');
});

for (const when of ['before', 'after'] as const) {
  test(`a bid is applied once where it is cut off ${when} it arrives`, async () => {
    start();
    const [ada] = await server.clients(1);
    const lot = server.auction('1');
    let asked = 0;
    server.handle('auction:bid', ({ next }) => {
      asked++;
      const reply = next();
      if (when === 'after') server.cut();
      return reply;
    });
    const bid = ada.auction('1').bid(100);
    if (when === 'before') server.cut();
    expect(await bid).toMatchObject({ bid: '1', status: 'leading' });
    expect([asked, lot.seq, lot.price]).toEqual([1, 1, 100]);
  });
}

test('what was missed is told afterwards, once and in order', async () => {
  start();
  const lot = server.auction('1');
  const [ada] = await server.clients(1);
  const room = ada.auction('1');
  const heard: string[] = [];
  room.on('bid', ({ bid }) => heard.push(bid));
  await room.ready();
  lot.bid('bo', 100);
  server.cut(Infinity);
  await phase(ada, 'reconnecting');
  expect(await refusal(room.bid(200))).toMatchObject({ code: 'offline' });
  lot.bid('cy', 200);
  lot.bid('bo', 300);
  server.mend();
  await state(room, one => one.price === 300);
  // The first was under way when the connection was cut.
  expect(heard).toEqual(['1', '2', '3']);
});

test('requests are scripted: refused, answered late, or not at all', async () => {
  start();
  const [ada] = await server.clients(1);
  const room = ada.auction('1');
  const end = server.handle('auction:bid', () => {
    throw new RialtoError({ code: 'insufficient_funds', message: 'Short.', retry: true, data: { short: 5 } });
  });
  expect(await refusal(room.bid(100))).toMatchObject({ code: 'insufficient_funds', retry: true, data: { short: 5 } });
  const endSilence = server.handle('auction:bid', () => new Promise(() => {}));
  const error = await refusal(room.bid(100, { key: 'k', timeoutMs: 20 }));
  expect(error).toMatchObject({ code: 'outcome_unknown', data: { key: 'k' } });
  expect(await ada.outcome('k')).toEqual({ state: 'unknown' });
  endSilence();
  end();
  // Those that wait for an answer hold up the same room on the same connection.
  server.cut();
  await ada.connect();
  expect(await room.bid(100)).toMatchObject({ bid: '1' });
  expect(server.auction('1').price).toBe(100);
});

test('a key belongs to one request, and its outcome is known', async () => {
  start();
  const [ada] = await server.clients(1);
  const room = ada.auction('1');
  const first = await room.bid(100, { key: 'k' });
  expect(await room.bid(100, { key: 'k' })).toEqual(first);
  expect(await refusal(room.bid(200, { key: 'k' }))).toMatchObject({ code: 'key_reused' });
  expect(await ada.outcome('k')).toMatchObject({ state: 'applied', reply: { data: first } });
  await refusal(room.bid(1, { key: 'low' }));
  expect(await ada.outcome('low')).toMatchObject({ state: 'refused', reply: { error: { code: 'bid_too_low' } } });
});

test('people talk: messages, typing, receipts and what is unread', async () => {
  start();
  server.conversation('c', { members: ['ada', 'bo'], title: 'Lamps' });
  const [ada, bo, cy] = await server.clients(3);
  const [hers, his] = [ada.conversation('c'), bo.conversation('c')];
  await Promise.all([hers.ready(), his.ready()]);
  his.subscribe(() => {});
  expect(await refusal(cy.conversation('c').ready())).toMatchObject({ code: 'not_found' });
  const typing = waitFor(his, 'chat:typing');
  hers.typing();
  expect(await typing).toEqual({ user: ada.user!.id, typing: true });
  const said = waitFor(his, 'chat:message');
  const { message } = (await hers.send('Hello @bo')) as { message: string };
  expect(await said).toMatchObject({ id: message, authorName: 'ada', content: 'Hello @bo', mentions: [bo.user!.id] });
  expect(his.state!.you!.unreadCount).toBe(1);
  await state(bo.inbox(), one => one.conversations[0]?.unreadCount === 1);
  await his.read(Number(message));
  await state(bo.inbox(), one => one.conversations[0]?.unreadCount === 0);
  expect(await refusal(hers.send(''))).toMatchObject({ code: 'invalid' });
});

test('what is said without a connection is said afterwards', async () => {
  start();
  const [ada] = await server.clients(1);
  const talk = ada.conversation('c');
  await talk.ready();
  server.cut(Infinity);
  const sayings = [talk.send('one'), talk.send('two')];
  server.mend();
  await Promise.all(sayings);
  expect(server.conversation('c').page(undefined).messages.map(one => one.content)).toEqual(['one', 'two']);
});

test('players meet in a lobby', async () => {
  start();
  server.lobby('l', { capacity: 2 });
  const [ada, bo, cy] = await server.clients(3);
  const lobby = ada.lobby('l');
  lobby.subscribe(() => {});
  await lobby.join();
  await bo.lobby('l').join();
  expect(await refusal(cy.lobby('l').join())).toMatchObject({ code: 'lobby_full', data: { capacity: 2 } });
  expect(await refusal(cy.lobby('l').setReady())).toMatchObject({ code: 'forbidden' });
  await lobby.setReady();
  await bo.lobby('l').setReady();
  expect(await state(lobby, one => one.status === 'ready')).toMatchObject({ host: ada.user!.id, members: [{ seat: 0 }, { seat: 1 }] });
  const left = waitFor(bo.lobby('l'), 'lobby:host:changed');
  await bo.lobby('l').ready();
  await lobby.leave();
  expect(await left).toEqual({ user: bo.user!.id });
});

test('rooms of any kind are made and told by the test', async () => {
  start();
  const board = server.room('chess:1', { fen: 'start' });
  server.handle('chess:move', ({ data, room }) => {
    board.state = { fen: data.san };
    board.tell('chess:moved', data);
    return { room };
  });
  const [ada] = await server.clients(1);
  const game = ada.room<any>('chess', '1');
  expect(await game.ready()).toEqual({ fen: 'start' });
  const moved = waitFor(game, 'moved');
  expect(await game.call('move', { san: 'e4' })).toEqual({ room: 'chess:1' });
  expect(await moved).toEqual({ san: 'e4' });
  expect(await refusal(ada.room<any>('chess', '2').ready())).toMatchObject({ code: 'not_found' });
});

test('frames take their time, and keep their order', async () => {
  start();
  const [ada] = await server.clients(1);
  vi.useFakeTimers();
  try {
    server.delay(50);
    const pings = ['one', 'two'].map(name => ada.call('ping').then(() => name));
    let done: string[] = [];
    void Promise.all(pings).then(names => (done = names));
    await vi.advanceTimersByTimeAsync(99);
    expect(done).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(done).toEqual(['one', 'two']);
  } finally {
    vi.useRealTimers();
  }
});

test('who waits in vain is told why', async () => {
  start();
  const [ada] = await server.clients(1);
  await expect(waitFor(ada.auction('1'), 'ended', { timeoutMs: 20 })).rejects.toThrow(/auction:1 did not tell ended within 20 ms.*ready\(\)/);
});

/** What a file imports when it runs, and what that imports. */
function imported(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, what] of readFileSync(file, 'utf8').matchAll(/^(?:import|export)(?! type).*? from '(.+)';$/gm)) {
    if (what!.startsWith('.')) imported(join(dirname(file), what!.replace(/\.js$/, '.ts')), seen);
    else seen.add(what!);
  }
  return seen;
}

test('the entry of tests needs nothing but the client, and the client does not need it', () => {
  const source = join(import.meta.dirname, '../src');
  const own = [...imported(join(source, 'testing.ts'))];
  expect(own).toContain(join(source, 'testing/server.ts'));
  expect(own.filter(one => !one.startsWith(source))).toEqual([]);
  expect([...imported(join(source, 'index.ts'))].filter(one => one.includes('testing'))).toEqual([]);
});
