// The fake server says what the real one says: the same requests, answered in the same shape.

import { expect, test } from 'vitest';
import type { Client } from '../src/index.js';
import { fakeServer } from '../src/testing.js';
import { refusal, state } from './support/client.js';
import { world } from './support/world.js';

const it = world({ GAMES__FILES: '["config/games/quiz.toml"]' });

/** The names of what is there, and of what kind it is; not what it says. */
function shape(value: any): any {
  if (Array.isArray(value)) return value.map(shape);
  if (value === null || typeof value !== 'object') return typeof value;
  return Object.fromEntries(Object.entries(value).sort().map(([name, part]) => [name, shape(part)]));
}

/** Everything that is told, in order; the clients' own refreshes are not part of it. */
async function auctionSeen(ada: Client, bo: Client, id: string): Promise<unknown> {
  const [hers, his] = [ada.auction(id), bo.auction(id)];
  const told: unknown[] = [];
  const hear = (data: unknown, { event }: { event: string }) => event !== 'auction:watchers' && told.push([event, shape(data)]);
  his.on('*', hear);
  const before = await his.ready();
  await hers.ready();
  const replies = [await hers.bid(10_000), await his.bid(11_000), await his.bid(12_000), await his.retract('3')];
  const refusals = [];
  for (const wrong of [hers.bid(1), hers.bid(20_000, { expectedPrice: 5 }), hers.retract('2'), hers.bid(20_000, { max: 30_000 }), hers.call('bid', {} as never)]) {
    const { code, retry, data } = await refusal(wrong);
    refusals.push([code, retry, shape(data)]);
  }
  const outbid = await state(ada.inbox(), one => one.notes.some(({ note }: any) => note.event === 'auction:outbid'));
  const after = await state(his, one => one.bidCount === 2 && one.bids[0].retracted);
  await state(his, one => one.you.bids.length === 2 && one.you.bids[0].retracted);
  return { before: shape(before), replies: replies.map(shape), refusals, told, note: shape(outbid.notes.at(-1)), after: shape(after.bids), you: shape(his.state!.you), status: replies.map((one: any) => one.status) };
}

async function talkSeen(ada: Client, bo: Client, id: string): Promise<unknown> {
  const [hers, his] = [ada.conversation(id), bo.conversation(id)];
  const told: unknown[] = [];
  his.on('*', (data, { event }) => told.push([event, shape(data)]));
  const before = await his.ready();
  await hers.ready();
  const reply = await hers.send('Hello');
  await state(his, one => one.messages.length === 1);
  await his.read(his.seq!);
  await state(hers, one => one.members.some((member: any) => 0 < (member.read ?? 0)));
  const { code, data } = await refusal(hers.send(''));
  const listed = await state(bo.inbox(), one => one.conversations.some((line: any) => line.conversation === his.name && line.lastMessage && line.unreadCount === 0));
  const line = listed.conversations.find((one: any) => one.conversation === his.name);
  return { before: shape(before), reply: shape(reply), told, refusal: [code, shape(data)], line: shape(line) };
}

async function lobbySeen(ada: Client, bo: Client, id: string): Promise<unknown> {
  const [hers, his] = [ada.lobby(id), bo.lobby(id)];
  const told: unknown[] = [];
  his.on('*', (data, { event }) => told.push([event, shape(data)]));
  const before = await his.ready();
  const early = await refusal(his.setReady());
  const replies = [await his.join(), await hers.setReady(), await his.setReady(), await hers.leave()];
  const after = await state(his, one => one.members.length === 1 && one.code);
  const own = { settings: undefined, conversation: undefined };
  return { before: { ...shape(before), ...own }, early: early.code, replies, told, after: { ...shape(after), ...own } };
}

test('of an auction with open bidding', async () => {
  const terms = { bidding: 'open', startPrice: 10_000, increment: { type: 'fixed', amount: 100 }, durationMs: 3_600_000 };
  const real = await auctionSeen(await it.direct(it.ada), await it.direct(it.bo), await it.server.auction(it.seller, terms));
  const server = fakeServer();
  server.auction('1', { startPrice: 10_000, increment: 100 });
  const fake = await auctionSeen(...(await server.clients(2)), '1');
  server.close();
  expect(fake).toEqual(real);
});

test('of a conversation', async () => {
  const body = { kind: 'group', members: [it.bo.id], title: 'Lamps' };
  const { id } = await it.server.done('POST', 'conversations', { token: it.ada.token, body });
  const real = await talkSeen(await it.direct(it.ada), await it.direct(it.bo), id);
  const server = fakeServer();
  server.conversation('c', { members: ['ada', 'bo'], title: 'Lamps' });
  const fake = await talkSeen(...(await server.clients(2)), 'c');
  server.close();
  expect(fake).toEqual(real);
});

test('of a lobby', async () => {
  const { id } = await it.server.done('POST', 'lobbies', { token: it.ada.token, body: { game: 'quiz', title: 'Here', capacity: 4 } });
  const real = await lobbySeen(await it.direct(it.ada), await it.direct(it.bo), id);
  const server = fakeServer();
  server.lobby('l', { members: ['ada'], title: 'Here', game: 'quiz' });
  const fake = await lobbySeen(...(await server.clients(2)), 'l');
  server.close();
  expect(fake).toEqual(real);
});
