// Every page, in light, dark and Arabic: axe finds nothing wrong, and nothing runs over the edge of a phone.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { isLive, type Seat } from '../support/browser';
import { Server } from '../support/server';
import { world } from '../support/world';

const root = new URL('../../..', import.meta.url).pathname;
const here = world(() => Server.start(`[games]\nfiles = ["${root}config/games/arena.toml"]\n[limits]\nrequests_per_s = 1000\n`));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const LOOKS = ['light', 'dark', 'arabic'] as const;

/** What there is to see; ids are made as they are needed. */
const PAGES: [string, string | undefined, () => Promise<string>][] = [
  ['auctions', 'ada', async () => '/auctions'],
  ['floor', 'ada', async () => `/auctions/${await lotWithBids()}`],
  ['floor as a guest', undefined, async () => `/auctions/${await lotWithBids()}`],
  ['floor as its seller', 'bo', async () => `/auctions/${await lotWithBids()}`],
  ['a falling price', 'ada', async () => `/auctions/${await here.lot({ kind: 'dutch', floorPrice: 5_000, increment: undefined })}`],
  ['sealed bids', 'ada', async () => `/auctions/${await here.lot({ kind: 'vickrey', increment: undefined })}`],
  ['no such auction', 'ada', async () => '/auctions/nothing'],
  ['sell', 'bo', async () => '/sell'],
  ['market', 'ada', async () => (await here.listing(), '/market')],
  ['listing', 'ada', async () => `/market/${await here.listing({ acceptOffers: true })}`],
  ['sell at a price', 'bo', async () => '/market/sell'],
  ['my buying and selling', 'bo', async () => '/market/mine'],
  ['messages', 'ada', async () => '/messages'],
  ['lobbies', 'ada', async () => '/lobbies'],
  ['find a match', 'ada', async () => '/play'],
  ['lobby', 'ada', async () => `/lobbies/${await lobby()}`],
  ['notifications', 'ada', async () => '/notifications'],
  ['profile', 'ada', async () => '/profile'],
  ['wallet', 'ada', async () => (await here.fund('ada', 10_000), '/wallet')],
  ['a person', 'ada', async () => `/people/${(await here.person('bo', 'seller')).id}`],
  ['signing in', undefined, async () => '/sign-in'],
  ['making an account', undefined, async () => '/register'],
  ['a spent link', undefined, async () => '/in/nothing'],
  ['test console', 'ada', async () => '/console/test'],
  ['test console: REST', 'ada', async () => '/console/test?tab=rest'],
  ['test console: self test', 'ada', async () => '/console/test?tab=test'],
  ['no such page', undefined, async () => '/nothing'],
];

async function lotWithBids(): Promise<string> {
  const id = await here.lot({ description: 'Three draws, mahogany barrel.', buyNow: 90_000, reserve: 30_000 });
  for (const [name, amount] of [['ada', 10_000], ['cem', 12_000]] as const) {
    const { token } = await here.person(name);
    await here.server.ask('POST', `auctions/${id}/bids`, { token, body: { amount } });
  }
  return id;
}

let opened: string | undefined;
async function lobby(): Promise<string> {
  if (!opened) {
    const { token } = await here.person('ada');
    opened = (await here.server.ask('POST', 'lobbies', { token, body: { game: 'arena', privacy: 'public' } })).id;
  }
  return opened!;
}

async function take(look: (typeof LOOKS)[number], name: string | undefined, width: number): Promise<Seat> {
  const colorScheme = look === 'dark' ? 'dark' : 'light';
  const seat = await here.seat(name, { colorScheme, viewport: { width, height: 900 }, ...(name === 'bo' && { role: 'seller' }) });
  if (look === 'arabic') await seat.context.addInitScript(() => {
    if (location.protocol.startsWith('http')) localStorage.setItem('rialto.language', 'ar');
  });
  return seat;
}

/** The page is there: it has a heading, and nothing is loading any more. */
async function settled(page: Page): Promise<void> {
  await page.locator('h1, .failure h2').first().waitFor();
  await isLive(page);
  await page.locator('[aria-busy=true]:not(button)').first().waitFor({ state: 'detached' });
}

describe.each(LOOKS)('%s', look => {
  it.each(PAGES)('%s', async (_, name, path) => {
    const seat = await take(look, name, look === 'arabic' ? 360 : 1280);
    const page = await seat.open(await path());
    await settled(page);
    // The policy lets no script in but from the server: this one comes by the debugger.
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => (globalThis as any).axe.run(document, { resultTypes: ['violations'] }));
    const said = violations.map(({ id, nodes }: any) => `${id}: ${nodes.map((node: any) => node.target.join(' ')).join(', ')}`);
    expect(said).toEqual([]);
    await page.setViewportSize({ width: 360, height: 800 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(over, 'runs over the edge at 360 px').toBeLessThanOrEqual(0);
  });
});
