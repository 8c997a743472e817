// The connection is cut, the server dies, the network goes: what then is told, and how it goes on.

import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { isLive } from '../support/browser';
import { Proxy } from '../support/proxy';
import { world } from '../support/world';

const here = world();

function shows(page: Page, testid: string, text: string | RegExp): Promise<void> {
  return page.getByTestId(testid).filter({ hasText: text }).first().waitFor();
}

it('a bid whose answer is lost is told about once the connection is back', async () => {
  const proxy = await Proxy.before(here.server);
  const id = await here.lot();
  const seat = await here.seat('ada', { baseURL: proxy.url });
  const page = await seat.open(`/auctions/${id}`);
  await isLive(page);
  // What goes to the server arrives; nothing comes back.
  proxy.deafen();
  await page.getByTestId('quick-0').click();
  await page.getByTestId('confirm-bid').click();
  await here.server.until(async () => (await here.server.ask('GET', `auctions/${id}`)).bidCount === 1);
  proxy.cut();
  await page.getByTestId('progress').filter({ hasText: /unknown|Unknown/ }).waitFor();
  proxy.hear();
  await page.locator('[data-testid=progress][data-fate=done]').waitFor();
  await shows(page, 'position', 'You are the highest bidder');
  const { items } = await here.server.ask('GET', `auctions/${id}/bids`);
  expect(items.length).toBe(1);
  await proxy.close();
});

it('offline and back without a reload', async () => {
  const id = await here.lot();
  const seat = await here.seat('ada');
  const page = await seat.open(`/auctions/${id}`);
  await isLive(page);
  await page.evaluate(() => ((globalThis as any).sameDocument = true));
  await seat.context.setOffline(true);
  await page.locator('[data-testid=pill][data-phase=offline]').waitFor();
  await page.getByTestId('stale').waitFor();
  expect(await page.getByTestId('quick-0').getAttribute('aria-disabled')).toBe('true');
  const { token } = await here.person('cem');
  await here.server.ask('POST', `auctions/${id}/bids`, { token, body: { amount: 12_000 } });
  await seat.context.setOffline(false);
  await isLive(page);
  await shows(page, 'history', 'cem');
  expect(await page.evaluate(() => (globalThis as any).sameDocument)).toBe(true);
});

it('a server that died and came back is as before', async () => {
  const id = await here.lot();
  const page = await here.page(`/auctions/${id}`, 'ada');
  await isLive(page);
  await page.getByTestId('quick-0').click();
  await page.getByTestId('confirm-bid').click();
  await page.locator('[data-testid=progress][data-fate=done]').waitFor();
  await here.server.kill();
  await page.locator('[data-testid=pill]:not([data-phase=live])').waitFor();
  await here.server.start();
  await isLive(page);
  await shows(page, 'position', 'You are the highest bidder');
  await shows(page, 'history', '100.00');
});
