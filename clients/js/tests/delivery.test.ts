// What is asked happens once or not at all, and one is told which, whatever becomes of the connection.

import { WebSocket } from 'ws';
import { expect, test, vi } from 'vitest';
import type { QueueStore } from '../src/index.js';
import { clientOf, phase, refusal, state, until } from './support/client.js';
import { sent, world } from './support/world.js';

const it = world();

async function group(): Promise<string> {
  const body = { kind: 'group', members: [it.bo.id], title: 'Lots' };
  return (await it.server.done('POST', 'conversations', { token: it.ada.token, body })).id;
}

async function said(id: string): Promise<string[]> {
  const frames = await it.server.journal(`conversation:${id}`, it.ada.token);
  return frames.filter(frame => frame.event === 'chat:message').map(frame => frame.data.content);
}

async function bids(id: string): Promise<any[]> {
  return (await it.server.journal(`auction:${id}`)).filter(frame => frame.event === 'auction:bid');
}

function memory(): QueueStore {
  let kept: string | null = null;
  return { load: () => kept, save: text => void (kept = text) };
}

for (const direction of ['up', 'down'] as const) {
  test(`a bid that is cut off on its way ${direction} is applied once, and answered`, async () => {
    const id = await it.server.auction(it.seller);
    const client = await it.frail(it.ada);
    await client.auction(id).ready();
    it.proxy.latest.cutAfter(direction, direction === 'up' ? 20 : 0);
    expect(await client.auction(id).bid(10_000)).toMatchObject({ status: 'leading' });
    const [first, again, ...more] = sent(client.frames, 'auction:bid');
    expect(again).toEqual(first);
    expect(more).toEqual([]);
    expect(await bids(id)).toHaveLength(1);
  });
}

test('without a connection a bid is refused and never sent', async () => {
  const id = await it.server.auction(it.seller);
  const client = await it.frail(it.ada);
  const lot = client.auction(id);
  const back = state(lot, () => client.frames.length > 0);
  await back;
  it.proxy.refuse();
  await phase(client, 'reconnecting');
  expect(lot.fresh).toBe(false);
  expect(await refusal(lot.bid(10_000))).toMatchObject({ code: 'offline', retry: true });
  it.proxy.accept();
  await phase(client, 'live');
  await client.call('ping');
  expect(sent(client.frames, 'auction:bid')).toEqual([]);
  expect(await bids(id)).toEqual([]);
});

test('a bid that nobody answers is open, and its outcome is known once the connection is back', async () => {
  const id = await it.server.auction(it.seller);
  const client = await it.frail(it.ada);
  it.proxy.latest.cutAfter('down', 0);
  it.proxy.onPipe = pipe => pipe.stall();
  const error = await refusal(client.auction(id).bid(10_000, { timeoutMs: 400 }));
  it.proxy.onPipe = () => {};
  expect(error).toMatchObject({ code: 'outcome_unknown', data: { key: expect.any(String) } });
  client.cut(0);
  const outcome = await client.outcome(error.data.key);
  expect(outcome).toMatchObject({ state: 'applied', reply: { data: { status: 'leading' } } });
  expect(await bids(id)).toHaveLength(1);
});

test('a refusal that nobody heard is known, too', async () => {
  const id = await it.server.auction(it.seller);
  const client = await it.frail(it.ada);
  it.proxy.latest.cutAfter('down', 0);
  it.proxy.onPipe = pipe => pipe.stall();
  const error = await refusal(client.auction(id).bid(1, { timeoutMs: 400 }));
  it.proxy.onPipe = () => {};
  client.cut(0);
  expect(await client.outcome(error.data.key)).toMatchObject({ state: 'refused', reply: { error: { code: 'bid_too_low' } } });
});

test('what is unknown did not happen, and what arrives later is not carried out', async () => {
  const id = await it.server.auction(it.seller);
  const client = await it.frail(it.ada);
  it.proxy.latest.stall();
  const error = await refusal(client.auction(id).bid(10_000, { timeoutMs: 300 }));
  client.cut(0);
  expect(await client.outcome(error.data.key)).toEqual({ state: 'unknown' });
  // The same frame, late: as if a network had kept it.
  const [frame] = sent(client.frames, 'auction:bid');
  const socket = new WebSocket(`${it.server.url.replace('http', 'ws')}/ws`, { headers: { authorization: `Bearer ${it.ada.token}` } });
  const hears = (hear: (frame: any) => void) => {
    socket.on('message', text => hear(JSON.parse(String(text))));
    return () => socket.close();
  };
  socket.on('open', () => socket.send(JSON.stringify(frame)));
  expect(await until('a reply', hears, (one: any) => one.reply === frame.id)).toMatchObject({ error: { code: 'too_late' } });
  expect(await bids(id)).toEqual([]);
});

test('who gives up waiting gets the key, and may ask', async () => {
  const id = await it.server.auction(it.seller);
  const client = await it.frail(it.ada);
  it.proxy.latest.stall();
  const given = new AbortController();
  const bid = refusal(client.auction(id).bid(10_000, { signal: given.signal, key: 'mine' }));
  given.abort();
  expect(await bid).toMatchObject({ code: 'outcome_unknown', data: { key: 'mine' } });
});

test('closing leaves nothing hanging', async () => {
  const id = await it.server.auction(it.seller);
  const client = await it.frail(it.ada);
  it.proxy.latest.stall();
  const bid = refusal(client.auction(id).bid(10_000));
  client.close();
  expect(await bid).toMatchObject({ code: 'outcome_unknown' });
});

test('what is said without a connection is said once and in order', async () => {
  const id = await group();
  const client = await it.frail(it.ada);
  const talk = client.conversation(id);
  await talk.ready();
  it.proxy.refuse();
  await phase(client, 'reconnecting');
  const waiting = until<readonly unknown[]>('three that wait', hear => talk.onQueued(hear), queued => queued.length === 3);
  const sayings = ['one', 'two', 'three'].map(content => talk.send(content));
  await waiting;
  expect(talk.queued.map(({ data, state }) => [data.content, state])).toEqual(['one', 'two', 'three'].map(content => [content, 'waiting']));
  // The first answer gets lost.
  it.proxy.onPipe = pipe => {
    it.proxy.onPipe = () => {};
    const look = setInterval(() => {
      if (sent(client.frames, 'chat:message').length === 0) return;
      clearInterval(look);
      pipe.cut();
    }, 1);
  };
  it.proxy.accept();
  await Promise.all(sayings);
  expect(talk.queued).toEqual([]);
  expect(await said(id)).toEqual(['one', 'two', 'three']);
});

test('what waits survives a reload, and is said by nobody else', async () => {
  const id = await group();
  const storage = memory();
  const first = await it.frail(it.ada, { queue: { storage } });
  await first.conversation(id).ready();
  it.proxy.refuse();
  await phase(first, 'reconnecting');
  const waiting = until<readonly unknown[]>('two that wait', hear => first.conversation(id).onQueued(hear), queued => queued.length === 2);
  for (const content of ['one', 'two']) first.conversation(id).send(content).catch(() => {});
  await waiting;
  first.close();
  it.proxy.accept();
  const other = await it.direct(it.bo, { queue: { storage } });
  await other.conversation(id).send('from bo');
  other.close();
  const second = await it.direct(it.ada, { queue: { storage } });
  await second.conversation(id).send('three');
  expect(await said(id)).toEqual(['from bo', 'one', 'two', 'three']);
  expect(storage.load()).toBe('[]');
});

test('what waited too long is asked about, and what is refused can be given up', async () => {
  const id = await group();
  const client = await it.frail(it.ada, { queue: { maxAgeMs: 1_000, limit: 2 } });
  const talk = client.conversation(id);
  await talk.ready();
  it.proxy.refuse();
  await phase(client, 'reconnecting');
  const old = until<any>('one that is old', hear => talk.onQueued(hear), ([one]) => one?.state === 'old');
  const waiting = until<readonly unknown[]>('one that waits', hear => talk.onQueued(hear), queued => queued.length === 1);
  const saying = talk.send('one');
  await waiting;
  const now = Date.now();
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => now + 2_000);
  it.proxy.accept();
  const [one] = await old;
  clock.mockRestore();
  client.queue.retry(one.key);
  await saying;
  expect(await said(id)).toEqual(['one']);

  const failed = until<any>('one that failed', hear => talk.onQueued(hear), ([queued]) => queued?.state === 'failed');
  expect(await refusal(talk.send(''))).toMatchObject({ code: 'invalid' });
  client.queue.discard((await failed)[0].key);
  expect(talk.queued).toEqual([]);
  it.proxy.refuse();
  await phase(client, 'reconnecting');
  const many = ['a', 'b', 'c'].map(content => talk.send(content));
  expect(await refusal(many[2]!)).toMatchObject({ code: 'queue_full' });
  for (const saying of many.slice(0, 2)) saying.catch(() => {});
  it.proxy.accept();
});

test('what one has asked is not asked in the name of another', async () => {
  const id = await it.server.auction(it.seller);
  let who = it.ada;
  const client = await it.frail(undefined, { token: () => who.token });
  await client.auction(id).ready();
  it.proxy.latest.stall();
  const bid = refusal(client.auction(id).bid(10_000));
  who = it.bo;
  client.restart();
  expect(await bid).toMatchObject({ code: 'outcome_unknown' });
  await client.call('ping');
  expect(client.user!.name).toBe('bo');
  expect(await bids(id)).toEqual([]);
});

test('typing is told, and not kept', async () => {
  const id = await group();
  const client = await it.frail(it.ada);
  const other = (await it.direct(it.bo)).conversation(id);
  await Promise.all([other.ready(), client.conversation(id).ready()]);
  const seen = state(other, ({ typing }) => typing?.[it.ada.id] > 0);
  client.conversation(id).typing();
  await seen;
  client.cut();
  client.conversation(id).typing(false);
  await phase(client, 'live');
  expect(sent(client.frames, 'chat:typing')).toHaveLength(1);
});

test('a client that is not connected asks nothing', async () => {
  const client = clientOf(it.server.url, it.ada);
  expect(await refusal(client.call('ping'))).toMatchObject({ code: 'offline' });
  expect(() => client.inbox()).toThrow('Sign in first.');
});
