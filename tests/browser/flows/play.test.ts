// Four people find a match, meet in its lobby, and begin.

import { expect, it } from 'vitest';
import { isLive } from '../support/browser';
import { Server } from '../support/server';
import { world } from '../support/world';

const root = new URL('../../..', import.meta.url).pathname;
const here = world(() => Server.start(`[games]\nfiles = ["${root}config/games/quiz.toml"]\n[limits]\nrequests_per_s = 1000\n`));
const PEOPLE = ['ada', 'ben', 'cem', 'dot'];

it('four search, accept, are ready, and play', async () => {
  const pages = [];
  for (const name of PEOPLE) {
    const page = await here.page('/play', name);
    await isLive(page);
    pages.push(page);
  }
  for (const page of pages) await page.getByRole('button', { name: 'Search', exact: true }).click();
  await Promise.all(pages.map(page => page.getByRole('button', { name: 'Accept' }).click()));
  await Promise.all(pages.map(page => page.waitForURL(/\/lobbies\//)));
  expect(new Set(pages.map(page => new URL(page.url()).pathname)).size).toBe(1);
  // Each sees the others come to be ready.
  for (const page of pages) await page.getByRole('button', { name: 'I am ready' }).click();
  for (const page of pages) await page.getByText('All are here and ready.').waitFor();
  const hosts = [];
  for (const page of pages) if (0 < (await page.getByRole('button', { name: 'Start', exact: true }).count())) hosts.push(page);
  expect(hosts.length).toBe(1);
  await hosts[0]!.getByRole('button', { name: 'Start', exact: true }).click();
  await Promise.all(pages.map(page => page.getByText('The game is on.').waitFor()));
});

it('who is not ready stops the countdown', async () => {
  const host = await here.page('/lobbies', 'eve');
  await isLive(host);
  const { token } = await here.person('eve');
  const { id } = await here.server.ask('POST', 'lobbies', { token, body: { game: 'quiz', privacy: 'public' } });
  const path = `/lobbies/${id}`;
  const guest = await here.page(path, 'fay');
  await guest.getByRole('button', { name: 'Join', exact: true }).click();
  await host.goto(path);
  await host.getByRole('button', { name: 'I am ready' }).click();
  await guest.getByRole('button', { name: 'I am ready' }).click();
  await host.getByRole('button', { name: 'Start', exact: true }).click();
  await guest.getByRole('button', { name: 'Stop: I am not ready' }).click();
  await host.getByText('Waiting for: fay').first().waitFor();
});
