// @vitest-environment happy-dom
// Hooks before a real server, in StrictMode: what mounts twice connects once, joins once, and leaves cleanly.

import { StrictMode, type ReactNode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, expect, test, vi } from 'vitest';
import { formatMoney, minor, type Client } from '../src/index.js';
import {
  RialtoProvider, useAuction, useConversation, useConversations, useCountdown, useLobby, useMarket, useNotifications, usePresence, useStatus, useTicket, useUser,
} from '../src/react.js';
import { sent, world } from './support/world.js';

const it = world({ GAMES__FILES: '["config/games/quiz.toml"]' });

let root: Root | undefined;

afterEach(() => {
  root?.unmount();
  root = undefined;
});

function show(client: Client, children: ReactNode): HTMLElement {
  const page = document.createElement('div');
  root = createRoot(page);
  root.render(<StrictMode><RialtoProvider client={client}>{children}</RialtoProvider></StrictMode>);
  return page;
}

/** Until the page says so. */
async function shows(page: HTMLElement, text: string | RegExp): Promise<void> {
  await vi.waitFor(() => expect(page.textContent).toMatch(text), { timeout: 5_000 });
}

function Lot({ id }: { id: string }) {
  const { state: lot, room, error, fresh } = useAuction(id);
  const left = useCountdown(lot?.endsAt);
  const { phase } = useStatus();
  if (error) return <p>{error.code}</p>;
  if (!lot) return <p>…</p>;
  const money = (amount: number) => formatMoney(minor(amount, lot.currency), 'en');
  return (
    <>
      <b>{lot.price === null ? 'no bid' : money(lot.price)}</b> <span role="timer">{left === null ? '' : Math.round(left / 1000)} s</span>
      <i>{fresh ? 'fresh' : 'old'}</i>
      <button aria-disabled={phase !== 'live'} onClick={() => void room.bid(lot.minimum)}>Bid {money(lot.minimum)}</button>
    </>
  );
}

test('in StrictMode one socket, one join, and a clean leave', async () => {
  const id = await it.server.auction(it.seller, { durationMs: 3_600_000 });
  const client = await it.frail(it.ada);
  const pipes = it.proxy.pipes.length;
  const page = show(client, <Lot id={id} />);
  await shows(page, /no bid 3[56]\d\d s.*fresh.*Bid €100\.00/);
  page.querySelector('button')!.click();
  await shows(page, /^€100\.00/);
  expect(it.proxy.pipes.length).toBe(pipes);
  // One join; the second look is at what the own bid has changed.
  expect(sent(client.frames, 'subscribe').filter(({ data }) => 'since' in data)).toEqual([]);
  expect(sent(client.frames, 'unsubscribe')).toEqual([]);
  root!.unmount();
  await vi.waitFor(() => expect(sent(client.frames, 'unsubscribe')).toHaveLength(1));
  client.close();
});

test('what is old is said to be old, and what is not there has an error', async () => {
  const id = await it.server.auction(it.seller);
  const client = await it.frail(it.ada);
  const page = show(client, <Lot id={id} />);
  await shows(page, 'fresh');
  it.proxy.refuse();
  await shows(page, /old/);
  expect(page.querySelector('button')!.getAttribute('aria-disabled')).toBe('true');
  it.proxy.accept();
  await shows(page, 'fresh');
  root!.render(<RialtoProvider client={client}><Lot id="1m7z8prnec5hz" /></RialtoProvider>);
  await shows(page, 'not_found');
});

function Talk({ id }: { id: string }) {
  const { state, room, queued } = useConversation(id);
  return (
    <>
      <ul>{state?.messages.map(({ id, content }) => <li key={id}>{content}</li>)}</ul>
      <em>{queued.map(({ data, state }) => `${data.content} ${state}`).join()}</em>
      <button onClick={() => void room.send('hello').catch(() => {})}>Say</button>
    </>
  );
}

function Desk() {
  const { conversations } = useConversations();
  const { notifications, unreadCount, read } = useNotifications();
  const seen = usePresence([it.ada.id, it.seller.id]);
  return (
    <>
      <p>{useUser()?.name}: {conversations.map(({ title, unreadCount }) => `${title} ${unreadCount}`).join()}</p>
      <p>{notifications.length} told, {unreadCount} unread</p>
      <p>ada is {seen[it.ada.id]?.status}, selma is {seen[it.seller.id]?.status}</p>
      <button onClick={() => void read()}>Read</button>
    </>
  );
}

test('conversations, notifications and presence', async () => {
  const body = { kind: 'group', members: [it.bo.id], title: 'Lots' };
  const { id } = await it.server.done('POST', 'conversations', { token: it.ada.token, body });
  const ada = await it.direct(it.ada);
  const client = await it.frail(it.bo);
  const page = show(client, <><Talk id={id} /><Desk /></>);
  await shows(page, /bo: Lots 0/);
  await shows(page, /ada is online, selma is offline/);
  await ada.conversation(id).send('hi @bo');
  await shows(page, /hi @bo/);
  await shows(page, /bo: Lots 1/);
  await shows(page, /1 told, 1 unread/);
  page.querySelectorAll('button')[1]!.click();
  await shows(page, /1 told, 0 unread/);
  it.proxy.refuse();
  await vi.waitFor(() => expect(client.status.phase).toBe('reconnecting'));
  page.querySelectorAll('button')[0]!.click();
  await shows(page, /hello waiting/);
  it.proxy.accept();
  await vi.waitFor(() => expect(page.querySelector('em')!.textContent).toBe(''));
  await shows(page, /hi @bo.*hello/);
});

function Play({ lobby, search }: { lobby: string; search: any }) {
  const { state } = useLobby(lobby);
  const { state: market } = useMarket();
  const { status, error } = useTicket(search);
  return <p>{state?.title}, {market?.count} for sale, {status?.status} {error?.code}</p>;
}

test('lobbies, the market and searches', async () => {
  const { room } = await it.server.done('POST', 'lobbies', { token: it.ada.token, body: { game: 'quiz', title: 'Round one' } });
  const client = await it.direct(it.bo);
  const ticket = await client.matchmaking.find({ game: 'quiz', mode: 'quick' });
  const page = show(client, <Play lobby={room} search={ticket} />);
  await shows(page, /Round one, 0 for sale, searching/);
  await ticket.cancel();
  await shows(page, /searching cancelled/);
  expect(ticket.status!.game).toBe('quiz');
});

test('hooks need a provider', async () => {
  const errors: any[] = [];
  root = createRoot(document.createElement('div'), { onUncaughtError: error => errors.push(error) });
  root.render(<Lot id="1" />);
  await vi.waitFor(() => expect(errors.map(({ message }) => message)).toEqual(['useRialto needs a RialtoProvider around it']));
});
