// Colyseus: a room of the framework for each auction, `broadcast` for its events.

import { Room, Server } from '@colyseus/core';
import { WebSocketTransport } from '@colyseus/ws-transport';

import { Auction, backlog, host, port } from './auction.js';

class AuctionRoom extends Room {
  // Thousands may have a seat reserved before they come to take it.
  seatReservationTimeout = 60;

  onCreate({ room }) {
    this.auction = new Auction(room);
    this.onMessage('auction:bid', (client, { amount }) => {
      const told = this.auction.bid(client.userData, amount);
      if (told !== undefined) this.broadcast('auction:bid', told);
      client.send('reply', this.auction.answer(told));
    });
  }

  onJoin(client, { name }) {
    client.userData = name;
  }
}

const server = new Server({
  transport: new WebSocketTransport({ perMessageDeflate: false }),
  greet: false,
});
server.define('auction', AuctionRoom).filterBy(['room']);
await server.listen(port, host, backlog);
