// The element in a real browser: a shop's page of another origin, under a strict content security policy.

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server as Shop } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { BROWSER } from './support/browser.js';
import { clientOf } from './support/client.js';
import { Server, type Account } from './support/server.js';

const POLICY = (server: string) =>
  [
    "default-src 'none'; script-src 'self'; style-src 'self'",
    `connect-src 'self' ${server.replace('http', 'ws')}`,
    "require-trusted-types-for 'script'; trusted-types 'none'",
  ].join('; ');

let server: Server;
let shop: Shop;
let shopUrl: string;
let browser: Browser;
let directory: string;
let seller: Account;
let ada: Account;
let bo: Account;
/** What the shop's page has in it, and who is signed in there. */
let body = '';
let visitor: Account | undefined;
/** Of the pages of a test: what went wrong unheard, and where they connected to. */
let errors: string[] = [];
let sockets: string[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rialto-embed-'));
  await promisify(execFile)('node', ['scripts/bundle.mjs', directory], { cwd: join(import.meta.dirname, '..') });
  const files: Record<string, string> = { '/embed.js': await readFile(join(directory, 'embed.js'), 'utf8'), '/shop.js': SHOP_SCRIPT };
  shop = createServer((request, response) => {
    const file = files[request.url!];
    if (request.url === '/rialto-token') {
      response.statusCode = visitor ? 200 : 401;
      return void response.end(visitor?.token);
    }
    response.setHeader('content-security-policy', POLICY(server.url));
    response.setHeader('content-type', file ? 'text/javascript' : 'text/html');
    response.end(
      file ??
        `<!doctype html><html lang="en"><meta charset="utf-8"><title>Shop</title><script src="/shop.js"></script>
      <script type="module" src="/embed.js"></script><body>${body}</body></html>`,
    );
  });
  await new Promise<void>(resolve => shop.listen(0, '127.0.0.1', resolve));
  shopUrl = `http://127.0.0.1:${(shop.address() as { port: number }).port}`;
  server = await Server.start({ REALTIME__ORIGINS: JSON.stringify([shopUrl]) });
  [seller, ada, bo] = [await server.account('selma', 'seller'), await server.account('ada'), await server.account('bo')];
  browser = await chromium.launch(BROWSER);
});

afterEach(() => {
  expect(errors).toEqual([]);
  [errors, sockets] = [[], []];
});

afterAll(async () => {
  await browser?.close();
  shop?.close();
  await server?.remove();
  await rm(directory, { recursive: true, force: true });
});

/** Keeps what the element tells and what the policy forbids, for the test to look at. */
const SHOP_SCRIPT = `
  window.told = [];
  for (const name of ['bid', 'outbid', 'won', 'ended']) addEventListener('rialto:' + name, ({ detail }) => told.push([name, detail]));
  document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => told.push(['violation', violatedDirective]));
`;

async function open(as: Account | undefined, html: string): Promise<Page> {
  [visitor, body] = [as, html];
  const page = await browser.newPage();
  page.on('pageerror', error => errors.push(error.message));
  page.on('websocket', socket => sockets.push(socket.url()));
  await page.goto(shopUrl);
  return page;
}

const element = (id: string, more = '') =>
  `<rialto-auction auction="${id}" url="${server.url}" token-url="/rialto-token" ${more}></rialto-auction>`;
const told = (page: Page) => page.evaluate(() => (globalThis as any).told as [string, any][]);
const shows = (page: Page, text: string | RegExp) => page.locator('rialto-auction', { hasText: text }).first().waitFor({ timeout: 10_000 });

test('a visitor bids, is outbid, bids again and wins', async () => {
  const id = await server.auction(seller, { startPrice: 10_000, bidding: 'open', increment: { type: 'fixed', amount: 1_000 } });
  const page = await open(ada, element(id));
  await shows(page, 'A brass telescope');
  await shows(page, 'Open');
  await page.getByRole('button', { name: 'Bid €100.00' }).click();
  await shows(page, 'You lead');
  const rival = clientOf(server.url, bo);
  await rival.connect();
  await rival.auction(id).bid(12_000);
  await shows(page, 'You are outbid');
  await page.getByLabel('Your bid').fill('500');
  await page.getByRole('button', { name: 'Bid €500.00' }).click();
  await page.getByRole('button', { name: 'Really bid €500.00?' }).click();
  await shows(page, 'You lead');
  await server.done('POST', `auctions/${id}/end`, { token: seller.token, body: {} });
  await shows(page, 'You have won, for €500.00');
  await page.waitForFunction(() => (globalThis as any).told.length >= 5);
  expect((await told(page)).map(([name, detail]) => [name, detail.auction, detail.amount ?? detail.price ?? detail.hammer])).toEqual([
    ['bid', id, 10_000],
    ['outbid', id, 12_000],
    ['bid', id, 50_000],
    ['won', id, 50_000],
    ['ended', id, 50_000],
  ]);
  rival.close();
  await page.close();
});

test('what is too low, or no amount, is said and not sent', async () => {
  const id = await server.auction(seller);
  const page = await open(ada, element(id));
  await page.getByLabel('Your bid').fill('1,50');
  await page.getByRole('button', { name: /Bid/ }).click();
  await shows(page, 'This is no amount.');
  await page.getByLabel('Your bid').fill('50');
  await page.getByRole('button', { name: 'Bid €50.00' }).click();
  await shows(page, 'Too low: the minimum is €100.00.');
  expect(await told(page)).toEqual([]);
  await page.close();
});

test('guests look on, sellers do not bid, and what is not there is said', async () => {
  const id = await server.auction(seller);
  const guest = await open(undefined, element(id));
  await shows(guest, 'Sign in to bid.');
  expect(await guest.getByRole('button').count()).toBe(0);
  await guest.close();
  const own = await open(seller, element(id));
  await shows(own, 'This is your own lot.');
  await own.close();
  const nothing = await open(undefined, element('1m7z8prnec5hz'));
  await shows(nothing, 'There is no such auction.');
  await nothing.close();
});

test('it speaks the language of the page, from right to left where that is written so', async () => {
  const id = await server.auction(seller);
  const page = await open(ada, `${element(id, 'lang="de"')}<div lang="ar">${element(id)}</div>`);
  await shows(page, 'Offen');
  await page.getByRole('button', { name: /100,00.€ bieten/ }).waitFor();
  await shows(page, 'مفتوح');
  expect(await page.locator('div rialto-auction').evaluate(node => node.shadowRoot!.querySelector('article')!.dir)).toBe('rtl');
  await page
    .locator('rialto-auction')
    .first()
    .evaluate(node => node.setAttribute('lang', 'en'));
  await page.getByRole('button', { name: 'Bid €100.00' }).waitFor();
  await page.close();
});

test('a page dresses it, and its policy forbids nothing of it', async () => {
  const id = await server.auction(seller);
  const page = await open(ada, element(id));
  await shows(page, 'Open');
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('rialto-auction { --rialto-accent: rgb(1, 2, 3); } rialto-auction::part(title) { color: rgb(4, 5, 6); }');
    document.adoptedStyleSheets = [sheet];
  });
  const colours = await page.locator('rialto-auction').evaluate(node => {
    const style = (selector: string) => getComputedStyle(node.shadowRoot!.querySelector(selector)!);
    return [style('button').backgroundColor, style('h3').color, style('article').display];
  });
  expect(colours).toEqual(['rgb(1, 2, 3)', 'rgb(4, 5, 6)', 'grid']);
  expect(await told(page)).toEqual([]);
  await page.close();
});

test('without a connection it shows how it stood, and two elements share one connection', async () => {
  const id = await server.auction(seller);
  const other = await server.auction(seller, { title: 'A clock' });
  const page = await open(ada, element(id) + element(other));
  await shows(page, 'A clock');
  await page.getByRole('button', { name: 'Bid' }).nth(1).waitFor();
  expect(sockets).toHaveLength(1);
  await server.stop('SIGKILL');
  await shows(page, 'No connection. This is how it stood.');
  expect(await page.getByRole('button').first().getAttribute('aria-disabled')).toBe('true');
  await server.open();
  await page.locator('rialto-auction >> article[data-state=active]').first().waitFor({ timeout: 20_000 });
  await page.close();
});
