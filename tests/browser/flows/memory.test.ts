// A page that hears thousands of bids holds no more than one that has heard a few.

import { expect, it } from 'vitest';
import { isLive } from '../support/browser';
import { world } from '../support/world';

const here = world();

const WARM = 500;
const UPDATES = 5_000;
/** What a browser may keep more after so many updates, its own caches included. */
const GROWTH_BYTES_MAX = 1_500_000;

it('5,000 updates in a row leave nothing behind', { timeout: 240_000 }, async () => {
  const id = await here.lot({ increment: { type: 'fixed', amount: 100 } });
  const seat = await here.seat();
  const page = await seat.open(`/auctions/${id}`);
  await isLive(page);
  const tokens = [(await here.person('ada')).token, (await here.person('cem')).token];
  let sent = 0;
  const bid = async (until: number) => {
    for (; sent < until; sent++) {
      await here.server.ask('POST', `auctions/${id}/bids`, { token: tokens[sent % 2]!, body: { amount: 10_000 + 100 * sent } });
    }
    await page.getByTestId('bid-count').filter({ hasText: `${until.toLocaleString('en')} bids` }).waitFor();
  };
  const session = await seat.context.newCDPSession(page);
  const measure = async () => {
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    return { bytes: usedSize, nodes: await page.evaluate(() => document.querySelectorAll('*').length) };
  };
  await bid(WARM);
  const before = await measure();
  await bid(WARM + UPDATES);
  const after = await measure();
  console.log(`after ${UPDATES} updates: ${after.bytes - before.bytes} bytes more, ${after.nodes - before.nodes} elements more`);
  expect(after.bytes - before.bytes).toBeLessThan(GROWTH_BYTES_MAX);
  expect(after.nodes).toBeLessThanOrEqual(before.nodes + 5);
});
