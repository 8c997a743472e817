// A way to the server that breaks when it is told to. What has been cut is gone: bytes are lost, never doubled.

import { connect, createServer, type Server as Listener, type Socket } from 'node:net';

/** One connection through the proxy. */
export class Pipe {
  /** Bytes that are still let through, per direction. */
  #left = { up: Infinity, down: Infinity };
  #delayMs = 0;
  #stalled = false;
  #open = true;
  /** Called once, when it is over. */
  onClose: () => void = () => {};
  /** What waits for its time. */
  #held: { from: 'up' | 'down'; chunk: Buffer }[] = [];

  readonly #client: Socket;
  readonly #server: Socket;

  constructor(client: Socket, server: Socket) {
    this.#client = client;
    this.#server = server;
    this.#forward('up', client, server);
    this.#forward('down', server, client);
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** Both ends hear that it is over. */
  cut(): void {
    if (this.#open) this.onClose();
    this.#open = false;
    this.#client.destroy();
    this.#server.destroy();
  }

  /** Cuts after so many more bytes in that direction: 0 for before the next one. */
  cutAfter(direction: 'up' | 'down', bytes: number): void {
    this.#left[direction] = bytes;
  }

  /** Says the end to one side alone; the other finds out by itself. */
  halfClose(side: 'client' | 'server'): void {
    (side === 'client' ? this.#client : this.#server).end();
  }

  /** What comes from now on takes so long. */
  delay(ms: number): void {
    this.#delayMs = ms;
  }

  /** Nothing comes through any more, and nobody is told. */
  stall(): void {
    this.#stalled = true;
  }

  #forward(direction: 'up' | 'down', from: Socket, to: Socket): void {
    from.setNoDelay(true);
    from.on('data', chunk => {
      if (this.#stalled) return;
      if (this.#delayMs === 0 && this.#held.length === 0) return this.#pass(direction, chunk, to);
      this.#held.push({ from: direction, chunk });
      setTimeout(() => {
        const next = this.#held.findIndex(one => one.from === direction);
        const [held] = this.#held.splice(next, 1);
        this.#pass(direction, held!.chunk, to);
      }, this.#delayMs);
    });
    from.on('error', () => this.cut());
    from.on('close', () => this.cut());
    from.on('end', () => to.end());
  }

  #pass(direction: 'up' | 'down', chunk: Buffer, to: Socket): void {
    if (!this.#open || this.#stalled) return;
    const left = this.#left[direction];
    if (chunk.length <= left) {
      this.#left[direction] = left - chunk.length;
      to.write(chunk);
      return;
    }
    // What was let through before the cut is to arrive.
    to.write(chunk.subarray(0, left), () => this.cut());
    this.#left = { up: 0, down: 0 };
  }
}

export class Proxy {
  readonly pipes: Pipe[] = [];
  /** Looks at every new connection. */
  onPipe: (pipe: Pipe) => void = () => {};
  #refusing = false;

  readonly #listener: Listener;

  private constructor(listener: Listener) {
    this.#listener = listener;
  }

  /** In front of the server at this port. */
  static async start(port: () => number): Promise<Proxy> {
    const listener = createServer({ allowHalfOpen: true });
    const proxy = new Proxy(listener);
    listener.on('connection', client => {
      client.on('error', () => {});
      if (proxy.#refusing) return void client.destroy();
      const pipe = new Pipe(client, connect({ port: port(), host: '127.0.0.1', allowHalfOpen: true }));
      proxy.pipes.push(pipe);
      proxy.onPipe(pipe);
    });
    await new Promise<void>(resolve => listener.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#listener.address() as { port: number }).port}`;
  }

  /** The latest connection. */
  get latest(): Pipe {
    return this.pipes.at(-1)!;
  }

  /** Cuts what is open; what comes next gets no further. */
  refuse(): void {
    this.#refusing = true;
    for (const pipe of this.pipes) pipe.cut();
  }

  /** The network is back. */
  accept(): void {
    this.#refusing = false;
  }

  close(): void {
    this.refuse();
    this.#listener.close();
  }
}
