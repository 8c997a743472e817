// A way to the server on which things go wrong, as one asks for. Only this page knows of it: the server is real.

import { webSocket, type Transport, type WireListener } from '@rialto/client';

export class Chaos implements Transport {
  readonly name = 'ws';
  /** Every frame waits for so long, and up to so much longer, in each direction. */
  latencyMs = 0;
  jitterMs = 0;
  readonly #inner = webSocket();
  #skip = 0;
  #last: string | undefined;
  #listener: WireListener | undefined;

  /** The next event does not arrive, as if it had been lost: the client has to see the hole. */
  skipNext(): void {
    this.#skip++;
  }

  /** The last event arrives once more. */
  duplicateLast(): boolean {
    if (this.#last === undefined) return false;
    this.#listener?.frame(this.#last);
    return true;
  }

  open(url: URL, listener: WireListener) {
    this.#listener = listener;
    let [sendAfter, takeAfter] = [0, 0];
    // What was delayed stays in order.
    const due = (last: number) => Math.max(last, performance.now() + this.latencyMs + Math.random() * this.jitterMs);
    const wire = this.#inner.open(url, {
      frame: text => {
        const isEvent = text.includes('"seq":') && text.includes('"event":') && !text.startsWith('{"reply"');
        if (isEvent && 0 < this.#skip) return void this.#skip--;
        if (isEvent) this.#last = text;
        if (this.latencyMs + this.jitterMs === 0 && takeAfter <= performance.now()) return listener.frame(text);
        takeAfter = due(takeAfter);
        setTimeout(() => this.#listener === listener && listener.frame(text), takeAfter - performance.now());
      },
      closed: code => listener.closed(code),
    });
    return {
      send: (text: string) => {
        if (this.latencyMs + this.jitterMs === 0 && sendAfter <= performance.now()) return wire.send(text);
        sendAfter = due(sendAfter);
        setTimeout(() => wire.send(text), sendAfter - performance.now());
      },
      close: (code?: number) => wire.close(code),
    };
  }
}
