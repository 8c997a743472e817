// Four people find a match, meet in its lobby, and begin.

import { expect, it } from 'vitest';
import { isLive } from '../support/browser';
import { Server } from '../support/server';
import { world } from '../support/world';

const root = new URL('../../..', import.meta.url).pathname;
const here = world(() => Server.start(`[games]\nfiles = ["${root}config/games/arena.toml"]\n[limits]\nrequests_per_s = 1000\n`));

it('four search, accept, are ready, and play', async () => {
  const pages = [];
  for (const name of ['ada', 'ben', 'cem', 'dot']) {
    const page = await here.page('/play', name);
    await isLive(page);
    pages.push(page);
  }
  await Promise.all(pages.map(async page => {
    await page.getByRole('combobox', { name: 'Mode' }).selectOption({ label: 'duo' }).catch(() => {});
    await page.getByRole('button', { name: 'Search' }).click();
  }));
  await Promise.all(pages.map(page => page.getByRole('button', { name: 'Accept' }).click()));
  await Promise.all(pages.map(page => page.waitForURL(/\/lobbies\//)));
  const lobbies = new Set(pages.map(page => new URL(page.url()).pathname));
  expect(lobbies.size).toBe(1);
});
