// A network in between, which can be cut, and be deaf to what the server says.

import { connect, createServer, type AddressInfo, type Server as Listener, type Socket } from 'node:net';
import type { Server } from './server';

export class Proxy {
  readonly #pairs = new Set<[Socket, Socket]>();
  #deaf = false;

  private constructor(
    readonly url: string,
    readonly listener: Listener,
  ) {}

  static async before(server: Server): Promise<Proxy> {
    let proxy!: Proxy;
    const listener = createServer(client => proxy.#join(client, Number(new URL(server.url).port)));
    await new Promise<void>(resolve => listener.listen(0, '127.0.0.1', resolve));
    proxy = new Proxy(`http://127.0.0.1:${(listener.address() as AddressInfo).port}`, listener);
    return proxy;
  }

  /** From now on nothing that the server says arrives. */
  deafen(): void {
    this.#deaf = true;
  }

  hear(): void {
    this.#deaf = false;
  }

  /** Every connection ends at once. */
  cut(): void {
    for (const [client, server] of this.#pairs) {
      client.destroy();
      server.destroy();
    }
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise(resolve => this.listener.close(resolve));
  }

  #join(client: Socket, port: number): void {
    const server = connect(port, '127.0.0.1');
    const pair: [Socket, Socket] = [client, server];
    this.#pairs.add(pair);
    client.on('data', data => server.write(data));
    server.on('data', data => this.#deaf || client.write(data));
    for (const socket of pair) {
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#pairs.delete(pair);
        for (const other of pair) other.destroy();
      });
    }
  }
}
