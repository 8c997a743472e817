// A server with people on it, and a browser before which they sit.

import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { launch, Seat } from './browser';
import { Server, type Account } from './server';

export class World {
  browser!: Browser;
  server!: Server;
  readonly #people = new Map<string, { account: Account; token: string; id: string }>();
  #seats: Seat[] = [];

  /** Somebody who has an account; made when first named. */
  async person(name: string, role = 'user'): Promise<{ account: Account; token: string; id: string }> {
    let known = this.#people.get(name);
    if (!known) {
      const account = this.server.account(name, role);
      const token = this.server.token(name);
      const { id } = await this.server.ask('GET', 'me', { token });
      known = { account, token, id };
      this.#people.set(name, known);
    }
    return known;
  }

  /** A browser context in which somebody is signed in, or nobody. */
  async seat(name?: string, { role, ...options }: BrowserContextOptions & { role?: string } = {}): Promise<Seat> {
    const account = name === undefined ? undefined : (await this.person(name, role)).account;
    const seat = await Seat.take(this.browser, this.server, account, options);
    this.#seats.push(seat);
    return seat;
  }

  /** A page that somebody looks at. */
  async page(path: string, name?: string, options: BrowserContextOptions & { role?: string } = {}): Promise<Page> {
    return (await this.seat(name, options)).open(path);
  }

  /** A lot of the seller's, running; its id. */
  async lot(terms: object = {}): Promise<string> {
    const { token } = await this.person('bo', 'seller');
    const body = { title: 'Brass telescope', currency: 'EUR', startPrice: 10_000, increment: { type: 'fixed', amount: 1_000 }, durationMs: 600_000, publish: true, ...terms };
    return (await this.server.ask('POST', 'auctions', { token, body })).id;
  }

  /** Something for sale; its id. */
  async listing(terms: object = {}): Promise<string> {
    const { token } = await this.person('bo', 'seller');
    const made = await this.server.ask('POST', 'listings', { token, body: { title: 'Lamp', currency: 'EUR', price: 9_900, ...terms } });
    return made.listing ?? made.id;
  }

  /** Puts money into somebody's wallet. */
  async fund(name: string, amount: number, currency = 'EUR'): Promise<void> {
    const { id } = await this.person(name);
    const { token } = await this.person('shop', 'app');
    await this.server.ask('POST', 'wallet/deposits', { token, body: { user: id, currency, amount, reference: `${name} ${Math.random()}` } });
  }

  /** Everybody leaves; what their pages complained of fails the test. */
  async clear(): Promise<void> {
    for (const seat of this.#seats.splice(0)) await seat.leave();
  }
}

/** A world for the tests of a file: everybody leaves after each of them. */
export function world(start: () => Promise<Server> = () => Server.start()): World {
  const world = new World();
  beforeAll(async () => {
    world.server = await start();
    world.browser = await launch();
  });
  afterEach(() => world.clear());
  afterAll(async () => {
    await world.browser?.close();
    await world.server?.stop();
  });
  return world;
}
