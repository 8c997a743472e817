// A server, a proxy before it and some people, for the tests of one file.

import { afterAll, beforeAll } from 'vitest';
import type { Client, ClientOptions } from '../../src/index.js';
import { clientOf } from './client.js';
import { Proxy } from './proxy.js';
import { Server, type Account } from './server.js';

export interface World {
  server: Server;
  proxy: Proxy;
  ada: Account;
  bo: Account;
  seller: Account;
  /** A client of the server itself. */
  direct(account?: Account, options?: ClientOptions): Promise<Client>;
  /** A client whose way leads through the proxy, and its frames. */
  frail(account?: Account, options?: ClientOptions): Promise<Client & { frames: Frame[] }>;
}

export interface Frame {
  readonly direction: 'in' | 'out';
  readonly frame: any;
}

/** Made before the tests of a file, removed after them. */
export function world(settings: Record<string, string> = {}): World {
  const made = {} as World;
  const clients: Client[] = [];
  const open = async (url: string, account?: Account, options?: ClientOptions) => {
    const frames: Frame[] = [];
    const onFrame = (direction: 'in' | 'out', frame: any) => void frames.push({ direction, frame });
    const client = Object.assign(clientOf(url, account, { onFrame, ...options }), { frames });
    clients.push(client);
    await client.connect();
    return client;
  };
  made.direct = (account, options) => open(made.server.url, account, options);
  made.frail = (account, options) => open(made.proxy.url, account, options);

  beforeAll(async () => {
    made.server = await Server.start(settings);
    made.proxy = await Proxy.start(() => made.server.port);
    made.seller = await made.server.account('selma', 'seller');
    made.ada = await made.server.account('ada');
    made.bo = await made.server.account('bo');
  });

  afterAll(async () => {
    for (const client of clients) client.close();
    made.proxy.close();
    await made.server.remove();
  });
  return made;
}

/** The requests of this name that went out. */
export function sent(frames: Frame[], event: string): any[] {
  return frames.filter(one => one.direction === 'out' && one.frame.event === event).map(one => one.frame);
}
