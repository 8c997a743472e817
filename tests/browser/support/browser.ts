// Chromium, and people who sit before it. What a page complains of, to the console or by its policy, fails the test.

import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Account, Server } from './server';

const PROGRAM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export async function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: PROGRAM, args: FLAGS, headless: true });
}

/** A context, signed in where somebody is named, whose complaints are kept. */
export class Seat {
  readonly complaints: string[] = [];

  private constructor(
    readonly server: Server,
    readonly context: BrowserContext,
  ) {}

  static async take(browser: Browser, server: Server, who?: Account, options: BrowserContextOptions = {}): Promise<Seat> {
    const context = await browser.newContext({ baseURL: server.url, viewport: { width: 1280, height: 900 }, locale: 'en-GB', ...options });
    const seat = new Seat(server, context);
    await context.addInitScript(() => {
      addEventListener('securitypolicyviolation', event => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
    });
    context.on('page', page => seat.#listen(page));
    if (who) await seat.signIn(who);
    return seat;
  }

  /** Signs in as the sign-in page does, without its form. */
  async signIn({ name, password }: Account): Promise<void> {
    const headers = { 'Rialto-Seat': '0' };
    const answer = await this.context.request.post('/api/v1/auth/login', { data: { name, password }, headers });
    expect(answer.status(), await answer.text()).toBe(200);
    const { user } = await answer.json();
    await this.context.addInitScript(people => {
      if (location.protocol.startsWith('http')) localStorage.setItem('rialto.people', people);
    }, JSON.stringify({ 0: user }));
  }

  async open(path: string): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(path);
    return page;
  }

  /** Nothing was complained of; then it is over. */
  async leave(): Promise<void> {
    await this.context.close();
    expect(this.complaints).toEqual([]);
  }

  #listen(page: Page): void {
    page.on('pageerror', error => this.complaints.push(String(error)));
    page.on('console', message => {
      // The browser's own word that a request was refused or a network is gone is no mistake of the page.
      const network = /Failed to load resource|WebSocket connection to|net::ERR_/.test(message.text());
      if (['error', 'warning'].includes(message.type()) && !network) this.complaints.push(message.text());
    });
  }
}

/** Waits until the page is connected. */
export async function isLive(page: Page): Promise<void> {
  await page.locator('[data-testid=pill][data-phase=live]').waitFor();
}
