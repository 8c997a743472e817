// The pictures in docs/: the demo as people see it. `npm run pictures` takes them anew.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { it } from 'vitest';
import { isLive } from '../support/browser';
import { Server } from '../support/server';
import { world } from '../support/world';

const docs = new URL('../../../docs/pictures', import.meta.url).pathname;
const here = world(() => Server.demo('auction'));

async function keep(page: Page, name: string): Promise<void> {
  mkdirSync(docs, { recursive: true });
  await page.locator('[aria-busy=true]:not(button)').first().waitFor({ state: 'detached' });
  await page.screenshot({ path: join(docs, `${name}.png`) });
}

it('the main pages', { timeout: 120_000 }, async () => {
  const link = /Ada \(buyer\)\s+(\S+)/.exec(here.server.output)![1]!;
  const seat = await here.seat(undefined, { viewport: { width: 1280, height: 860 } });
  const page = await seat.open(link);
  await isLive(page);
  await page.getByTestId('price').waitFor();
  await page.getByTestId('quick-0').click();
  await page.getByTestId('confirm-bid').click();
  await page.locator('[data-testid=progress]').waitFor();
  await page.getByTestId('demo').getByRole('button', { name: 'Dismiss' }).click();
  await keep(page, 'floor');
  const floor = new URL(page.url()).pathname;
  for (const [path, name] of [['/auctions', 'auctions'], ['/market', 'market'], ['/messages', 'messages'], ['/lobbies', 'lobbies']] as const) {
    await page.goto(path);
    await isLive(page);
    if (name === 'messages') await page.locator('main a[href^="/messages/"]').first().click();
    await keep(page, name);
  }
  await page.goto('/console/test');
  await page.locator('[data-probe=A] .pill[data-phase=live]').waitFor();
  await keep(page, 'console');
  // On a phone, in the dark, from right to left.
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.evaluate(() => localStorage.setItem('rialto.language', 'ar'));
  await page.goto(floor);
  await isLive(page);
  await keep(page, 'floor-phone');
});
