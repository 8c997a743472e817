// How frames travel. A fallback without WebSockets is one more `Transport`.

/** One open way to the server. */
export interface Wire {
  send(text: string): void;
  close(code?: number): void;
}

/** What a way to the server tells; nothing after `closed`. */
export interface WireListener {
  frame(text: string): void;
  closed(code: number): void;
}

/** A kind of way to the server. */
export interface Transport {
  readonly name: 'ws' | 'sse' | 'poll';
  open(url: URL, listener: WireListener): Wire;
}

/** The usual one. */
export function webSocket(Socket: typeof WebSocket = globalThis.WebSocket): Transport {
  return {
    name: 'ws',
    open(url, listener) {
      const address = new URL('/ws', url);
      address.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
      const socket = new Socket(address);
      let open = true;
      socket.onmessage = ({ data }) => {
        if (open) listener.frame(data);
      };
      // What went wrong is in the closing that follows.
      socket.onerror = () => {};
      const end = (code: number) => {
        if (!open) return;
        open = false;
        listener.closed(code);
      };
      socket.onclose = ({ code }) => end(code);
      return {
        send: text => socket.send(text),
        // The closing handshake of a dead network takes a minute; nobody waits for it.
        close: (code = 1000) => {
          socket.close(code);
          end(code);
        },
      };
    },
  };
}
