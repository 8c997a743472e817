// The pages that the README shows run as they are, in a real browser before a real server.

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server as Shop } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BROWSER } from './support/browser.js';
import { Server, type Account } from './support/server.js';

const PACKAGE = join(import.meta.dirname, '..');
const SHOWN_AS = 'https://live.shop.example';

let directory: string;
let server: Server;
let shop: Shop;
let home: string;
let browser: Browser;
let seller: Account;
let ada: Account;
let page = '';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rialto-pages-'));
  await promisify(execFile)('node', ['scripts/bundle.mjs', directory], { cwd: PACKAGE });
  shop = createServer(async (request, response) => {
    const file = /^\/(client|embed)\.js$/.exec(request.url!);
    if (request.url === '/rialto-token') return void response.end(ada.token);
    response.setHeader('content-type', file ? 'text/javascript' : 'text/html');
    response.end(
      file ? await readFile(join(directory, file[0])) : `<!doctype html><html lang="en"><title>Shop</title><body>${page}</body></html>`,
    );
  });
  await new Promise<void>(resolve => shop.listen(0, '127.0.0.1', resolve));
  home = `http://127.0.0.1:${(shop.address() as { port: number }).port}`;
  server = await Server.start({ REALTIME__ORIGINS: JSON.stringify([home]) });
  [seller, ada] = [await server.account('selma', 'seller'), await server.account('ada')];
  browser = await chromium.launch(BROWSER);
});

afterAll(async () => {
  await browser?.close();
  shop?.close();
  await server?.remove();
  await rm(directory, { recursive: true, force: true });
});

/** The example that has this in it, of a lot that is there. The scripts come from the shop, for this server was not built with them. */
async function shown(part: string): Promise<string> {
  const text = await readFile(join(PACKAGE, 'README.md'), 'utf8');
  const example = [...text.matchAll(/^```html\n([^]*?)^```/gm)].map(([, html]) => html!).find(html => html.includes(part));
  const id = await server.auction(seller);
  const local = example!.replaceAll(`src="${SHOWN_AS}`, 'src="').replaceAll(SHOWN_AS, server.url);
  expect(local).toMatch(/['"]42['"]/);
  return local.replaceAll(/(['"])42['"]/g, `$1${id}$1`);
}

test('without a build', async () => {
  page = await shown('Rialto.createClient');
  const tab = await browser.newPage();
  await tab.goto(home);
  await tab.locator('#price', { hasText: '€100.00' }).waitFor();
  await tab.locator('#bid').click();
  await tab.getByText(/leading|You lead/i).waitFor();
  await tab.close();
});

test('without a line of code', async () => {
  page = await shown('<rialto-auction');
  const tab = await browser.newPage();
  await tab.goto(home);
  await tab.getByRole('button', { name: 'Bid €100.00' }).click();
  await tab.getByText('You lead').waitFor();
  await tab.close();
});
