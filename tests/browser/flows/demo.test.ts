// The first minute with the demo: from the printed link to an own bid.

import { expect, it } from 'vitest';
import { Server } from '../support/server';
import { world } from '../support/world';

const here = world(() => Server.demo('auction'));

/** From the printed link to an own bid. */
const CLICKS_MAX = 3;
const SECONDS_MAX = 60;

it('an own bid takes three clicks at most', async () => {
  const link = /Ada \(buyer\)\s+(\S+)/.exec(here.server.output)![1]!;
  const began = performance.now();
  const seat = await here.seat();
  let clicks = 0;
  // Opening the link is one of them.
  clicks++;
  const page = await seat.open(link);
  await page.getByTestId('price').waitFor();
  const placed = page.locator('[data-testid=progress][data-fate=done]');
  clicks++;
  await page.getByTestId('quick-0').click();
  clicks++;
  await page.getByTestId('confirm-bid').click();
  await placed.waitFor();
  const seconds = (performance.now() - began) / 1_000;
  console.log(`an own bid after ${clicks} clicks and ${seconds.toFixed(1)} s`);
  expect(clicks).toBeLessThanOrEqual(CLICKS_MAX);
  expect(seconds).toBeLessThan(SECONDS_MAX);
});

it('a second bidder comes in beside the first', async () => {
  const link = /Bo\s+\(seller\)\s+(\S+)/.exec(here.server.output)![1]!;
  const seat = await here.seat();
  const page = await seat.open(link);
  await page.getByTestId('demo').waitFor();
  const [second] = await Promise.all([seat.context.waitForEvent('page'), page.getByRole('button', { name: 'Open a second bidder' }).click()]);
  await second.getByTestId('account').filter({ hasNotText: 'Bo' }).waitFor();
  await second.getByTestId('price').waitFor();
  // The first is still who they were.
  await page.reload();
  await page.getByTestId('account').filter({ hasText: 'Bo' }).waitFor();
});
