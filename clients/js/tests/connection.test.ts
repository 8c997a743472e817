// The connection comes back by itself, with rooms as they were and what was missed; and it says how it is.

import { expect, test, vi } from 'vitest';
import { SignedOut } from '../src/index.js';
import { clientOf, phase, position, refusal, state, until } from './support/client.js';
import { Server } from './support/server.js';
import { sent, world } from './support/world.js';

const it = world();

test('nothing was missed: the room is taken up without its state', async () => {
  const client = await it.frail(it.ada);
  const lot = client.auction(await it.server.auction(it.seller));
  const stop = lot.subscribe(() => {});
  const before = await lot.ready();
  client.cut(0);
  await phase(client, 'reconnecting');
  expect([lot.fresh, lot.state]).toEqual([false, before]);
  await lot.ready();
  const [first, again] = sent(client.frames, 'subscribe');
  expect(first.data).toEqual({ room: lot.name });
  expect(again.data).toEqual({ room: lot.name, since: lot.seq, epoch: expect.any(String) });
  const reply = client.frames.find(({ direction, frame }) => direction === 'in' && frame.reply === again.id)!.frame;
  expect(reply.data).toMatchObject({ recovered: true, events: [] });
  expect(lot.state).toEqual(before);
  stop();
});

test('what was missed is heard, in order and once', async () => {
  const client = await it.frail();
  const lot = client.auction(await it.server.auction(it.seller));
  const prices: number[] = [];
  const positions: number[] = [];
  const stop = lot.on('bid', ({ price }) => prices.push(price));
  const end = lot.on('*', (_, { seq }) => seq !== undefined && positions.push(seq));
  await lot.ready();
  const bidders = [await it.direct(it.ada), await it.direct(it.bo)];
  it.proxy.refuse();
  await phase(client, 'reconnecting');
  for (let turn = 0; turn < 5; turn++) await bidders[turn % 2]!.auction(lot.name).bid(10_000 * (turn + 1));
  const standing = await bidders[0]!.auction(lot.name).ready();
  it.proxy.accept();
  const back = await state(lot, ({ bidCount }) => bidCount === 5);
  expect(back.price).toBe(standing.price);
  expect(prices).toHaveLength(5);
  expect(positions).toEqual(positions.map((_, place) => positions[0]! + place));
  stop();
  end();
});

test('another database is another world', async () => {
  const old = await Server.start();
  const seller = await old.account('selma', 'seller');
  for (const title of ['A chair', 'A table']) {
    await old.done('POST', 'listings', { token: seller.token, body: { title, currency: 'EUR', price: 100 } });
  }
  const client = clientOf(old.url);
  await client.connect();
  const market = client.market();
  const seen = state(market, ({ listings }) => listings.length === 2);
  await seen;
  const empty = state(market, ({ listings }) => listings.length === 0);
  await old.remove();
  const other = await Server.start({}, old.port);
  await empty;
  expect(market.state!.count).toBe(0);
  client.close();
  await other.remove();
});

test('a token is asked for on every connect, with the reason', async () => {
  const reasons: string[] = [];
  const client = await it.frail(undefined, {
    token: ({ reason }) => {
      reasons.push(reason);
      return it.ada.token;
    },
  });
  client.cut(0);
  await phase(client, 'reconnecting');
  await phase(client, 'live');
  expect(reasons).toEqual(['connect', 'connect']);
});

test('a token that was revoked is asked for anew, and whoever has no other is out', async () => {
  const reasons: string[] = [];
  let token = await it.server.signIn('ada');
  let next = await it.server.signIn('ada');
  const client = await it.frail(undefined, {
    token: ({ reason }) => {
      reasons.push(reason);
      return reason === 'rejected' ? (token = next) : token;
    },
  });
  const gone = phase(client, 'reconnecting');
  await it.server.done('POST', 'auth/logout', { token });
  await gone;
  await phase(client, 'live');
  expect(reasons).toEqual(['connect', 'rejected']);
  await it.server.done('POST', 'auth/logout', { token: next });
  await phase(client, 'closed');
  expect(client.status.reason).toBe('unauthorized');
  expect(reasons).toEqual(['connect', 'rejected', 'rejected']);
  // Signing in again is a new beginning.
  token = next = await it.server.signIn('ada');
  await client.connect();
  expect(client.user!.name).toBe('ada');
});

test('a token that ends is replaced on the connection', async () => {
  const server = await Server.start({ AUTH__ACCESS_TTL: '62s' });
  await server.account('ada');
  const reasons: string[] = [];
  const client = clientOf(server.url, undefined, {
    token: ({ reason }) => {
      reasons.push(reason);
      return server.signIn('ada');
    },
  });
  await client.connect();
  const { session } = client;
  await until<any>('a word of warning', hear => client.on('event', hear), frame => frame.event === 'auth:expiring');
  await vi.waitFor(() => expect(reasons).toEqual(['connect', 'expiring']), { timeout: 5_000 });
  await client.call('ping');
  expect(client.session).toBe(session);
  client.close();
  await server.remove();
});

test('who has signed out does not come back', async () => {
  let out = false;
  const client = await it.frail(undefined, {
    token: () => {
      if (out) throw new SignedOut();
      return it.ada.token;
    },
  });
  out = true;
  const pipes = it.proxy.pipes.length;
  client.cut(0);
  await phase(client, 'closed');
  expect(client.status.reason).toBe('signed_out');
  expect(await refusal(client.connect())).toMatchObject({ code: 'closed' });
  expect(it.proxy.pipes.length).toBe(pipes);
});

test('leaving and coming back at once is one join and no part', async () => {
  const client = await it.frail(it.ada);
  const lot = client.auction(await it.server.auction(it.seller));
  lot.subscribe(() => {})();
  const stop = lot.subscribe(() => {});
  await lot.ready();
  await client.call('ping');
  stop();
  const again = lot.subscribe(() => {});
  await new Promise(resolve => setTimeout(resolve, 0));
  await client.call('ping');
  expect(sent(client.frames, 'subscribe')).toHaveLength(1);
  expect(sent(client.frames, 'unsubscribe')).toHaveLength(0);
  again();
  await vi.waitFor(() => expect(sent(client.frames, 'unsubscribe')).toHaveLength(1));
});

test('who leaves before the room is there has left', async () => {
  const client = await it.frail(it.ada);
  const lot = client.auction(await it.server.auction(it.seller));
  it.proxy.latest.delay(50);
  lot.subscribe(() => {})();
  await vi.waitFor(() => expect(sent(client.frames, 'unsubscribe')).toHaveLength(1));
  expect(lot.fresh).toBe(false);
});

test('a listener that throws keeps nobody from hearing', async () => {
  const strays: any[] = [];
  const client = await it.frail(it.ada, { onUnhandled: error => strays.push(error) });
  const lot = client.auction(await it.server.auction(it.seller));
  const heard: number[] = [];
  const stops = [
    lot.on('bid', () => {
      throw new Error('mine');
    }),
    lot.on('bid', ({ price }) => heard.push(price)),
  ];
  await lot.ready();
  const { bidCount } = await Promise.all([state(lot, one => one.bidCount === 1), lot.bid(10_000)]).then(([one]) => one);
  expect([bidCount, heard]).toEqual([1, [10_000]]);
  expect(strays.map(({ message }) => message)).toEqual(['mine']);
  stops.forEach(stop => stop());
});

test('the time is the server\'s, whatever this machine believes, and even after it was set', async () => {
  const real = Date.now.bind(Date);
  let skew = -10_000;
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => real() + skew);
  const client = await it.frail(it.ada, { heartbeatMs: 50 });
  await vi.waitFor(() => expect(client.status.latencyMs).not.toBeNull());
  expect(Math.abs(client.now() - real())).toBeLessThan(100);
  const lot = client.auction(await it.server.auction(it.seller, { durationMs: 60_000 }));
  await lot.ready();
  expect(lot.timeLeft()).toBeGreaterThan(50_000);
  expect(lot.timeLeft()).toBeLessThanOrEqual(60_000);
  expect(await lot.bid(10_000, { timeoutMs: 2_000 })).toMatchObject({ status: 'leading' });
  skew = 20_000;
  await vi.waitFor(() => expect(Math.abs(client.now() - real())).toBeLessThan(100));
  clock.mockRestore();
});

test('a network that swallows everything is given up', async () => {
  const client = await it.frail(it.ada, { heartbeatMs: 50 });
  it.proxy.latest.stall();
  const lost = await until<any>('a loss', hear => client.on('status', hear), status => status.phase === 'reconnecting');
  expect(lost.reason).toBe('no_pong');
  await phase(client, 'live');
});

test('after waking up a dead connection is found out soon', async () => {
  const machine = new EventTarget();
  vi.stubGlobal('addEventListener', machine.addEventListener.bind(machine));
  vi.stubGlobal('removeEventListener', machine.removeEventListener.bind(machine));
  const client = await it.frail(it.ada);
  machine.dispatchEvent(new Event('online'));
  await client.call('ping');
  it.proxy.latest.stall();
  const began = performance.now();
  machine.dispatchEvent(new Event('online'));
  await phase(client, 'reconnecting');
  expect(performance.now() - began).toBeLessThan(4_000);
  await phase(client, 'live');
  machine.dispatchEvent(new Event('offline'));
  expect(client.status).toMatchObject({ phase: 'reconnecting', reason: 'offline' });
  machine.dispatchEvent(new Event('online'));
  await phase(client, 'live');
  client.close();
  machine.dispatchEvent(new Event('online'));
  expect(client.status.phase).toBe('closed');
  vi.unstubAllGlobals();
});

test('a server that leaves says when to come back, and it is done so', async () => {
  const server = await Server.start();
  const clients = [clientOf(server.url), clientOf(server.url)];
  const goodbyes: any[] = [];
  const lost = clients.map((client, place) => {
    client.on('event', frame => frame.event === 'goodbye' && (goodbyes[place] = frame.data));
    return until<any>('a loss', hear => client.on('status', hear), status => status.phase === 'reconnecting');
  });
  await Promise.all(clients.map(client => client.connect()));
  // What the server has not read when it closes costs its last words.
  await vi.waitFor(() => expect(clients.every(({ status }) => status.latencyMs !== null)).toBe(true));
  const stopped = server.stop('SIGTERM');
  const losses = await Promise.all(lost);
  const now = Date.now();
  for (const [place, status] of losses.entries()) {
    expect(status.reason).toBe('restarting');
    expect(Math.abs(status.retryAt - now - goodbyes[place].retryAfterMs)).toBeLessThan(200);
  }
  expect(goodbyes[0].retryAfterMs).not.toBe(goodbyes[1].retryAfterMs);
  await stopped;
  await server.open();
  await Promise.all(clients.map(client => phase(client, 'live')));
  clients.forEach(client => client.close());
  await server.remove();
});

test('events one after the other, until the signal says so', async () => {
  const client = await it.direct(it.ada);
  const lot = client.auction(await it.server.auction(it.seller));
  const enough = new AbortController();
  const seen: string[] = [];
  const reading = (async () => {
    for await (const { event, seq } of lot.events({ signal: enough.signal })) {
      if (seq === undefined) continue;
      seen.push(event);
      if (event === 'auction:bid') enough.abort();
    }
  })();
  await lot.ready();
  await lot.bid(10_000);
  await reading;
  expect(seen.at(-1)).toBe('auction:bid');
  await position(lot, lot.seq!);
});
