// How much is loaded until somebody sees an auction for the first time.

import { expect, it } from 'vitest';
import { isLive } from '../support/browser';
import { world } from '../support/world';

const here = world();

/** Gzipped, everything that comes until the page is at rest. */
const BYTES_MAX = 60_000;

it('the first load of the floor is small', async () => {
  const id = await here.lot();
  const seat = await here.seat();
  const page = await seat.context.newPage();
  const session = await seat.context.newCDPSession(page);
  await session.send('Network.enable');
  const sizes = new Map<string, number>();
  const names = new Map<string, string>();
  session.on('Network.responseReceived', ({ requestId, response }) => void names.set(requestId, response.url));
  // Of bodies, as they are on the wire; what else is said in headers is the server's business.
  session.on('Network.dataReceived', ({ requestId, encodedDataLength }) => void sizes.set(requestId, (sizes.get(requestId) ?? 0) + encodedDataLength));
  await page.goto(`/auctions/${id}`);
  await isLive(page);
  await page.getByTestId('history').or(page.getByText('No bids yet')).first().waitFor();
  await page.waitForLoadState('networkidle');
  const all = [...sizes].map(([request, bytes]): [string, number] => [new URL(names.get(request) ?? 'http://x/').pathname, bytes]);
  const sum = all.reduce((total, [, bytes]) => total + bytes, 0);
  console.log(`${sum} bytes in ${all.length} answers: ${all.sort((a, b) => b[1] - a[1]).slice(0, 12).map(([name, bytes]) => `${name} ${bytes}`).join(', ')}`);
  expect(sum).toBeLessThanOrEqual(BYTES_MAX);
});
