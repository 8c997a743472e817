// The test console: the self test, a request by its form, a key sent twice, and what is broken on purpose.

import { expect, it } from 'vitest';
import { world } from '../support/world';

const here = world();

it('the self test passes', async () => {
  await here.lot();
  const page = await here.page('/console/test?tab=test', 'ada');
  await page.getByRole('button', { name: 'Run the test' }).click();
  await page.getByTestId('test-summary').waitFor();
  const failed = await page.locator('[data-state=failed]').allTextContents();
  expect(failed).toEqual([]);
  expect(await page.locator('[data-state=passed]').count()).toBeGreaterThan(10);
});

it('the other address leads there', async () => {
  const page = await here.page('/test-websocket');
  await page.getByRole('heading', { name: 'Test console' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/console/test');
});

it('a request is made by its form, and happens once however often it is sent', async () => {
  const id = await here.lot();
  const page = await here.page('/console/test', 'ada');
  await page.locator('[data-probe=A] .pill[data-phase=live]').waitFor();
  await page.getByLabel('Follow a room').fill(`auction:${id}`);
  await page.getByRole('button', { name: 'Follow', exact: true }).click();
  await page.getByLabel('Request', { exact: true }).selectOption('auction:bid');
  await page.getByLabel('Room', { exact: true }).fill(`auction:${id}`);
  await page.getByLabel('amount', { exact: true }).fill('10000');
  await page.getByRole('button', { name: 'Send it twice with this key' }).click();
  await page.getByTestId('answer').filter({ hasText: /leading.*leading/s }).waitFor();
  await page.locator('tr[data-event="auction:bid"]').first().waitFor();
  const { bidCount } = await here.server.ask('GET', `auctions/${id}`);
  expect(bidCount).toBe(1);
});

it('what is lost on purpose is asked for', async () => {
  const id = await here.lot();
  const page = await here.page('/console/test', 'ada');
  await page.locator('[data-probe=A] .pill[data-phase=live]').waitFor();
  await page.getByLabel('Follow a room').fill(`auction:${id}`);
  await page.getByRole('button', { name: 'Follow', exact: true }).click();
  await page.getByTestId('position').filter({ hasText: '#2' }).waitFor();
  await page.getByText('Break something').click();
  await page.getByRole('button', { name: 'Lose the next event' }).click();
  const { token } = await here.person('cem');
  for (const amount of [10_000, 12_000]) await here.server.ask('POST', `auctions/${id}/bids`, { token, body: { amount } });
  await page.getByTestId('position').filter({ hasText: '#4' }).waitFor();
  await page.getByRole('button', { name: 'Drop it now' }).click();
  await page.locator('[data-probe=A] .pill[data-phase=live]').waitFor();
});
