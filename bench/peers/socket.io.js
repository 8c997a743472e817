// Socket.IO 4, WebSocket only; connection state recovery where RECOVERY is set.

import { createServer } from 'node:http';

import { Server } from 'socket.io';

import { Auctions, backlog, host, port } from './auction.js';

const auctions = new Auctions();
const server = createServer();
const io = new Server(server, {
  transports: ['websocket'],
  perMessageDeflate: false,
  httpCompression: false,
  serveClient: false,
  ...(process.env.RECOVERY && { connectionStateRecovery: { maxDisconnectionDuration: 120_000 } }),
});

io.on('connection', (socket) => {
  const { name } = socket.handshake.query;

  socket.on('subscribe', async ({ room }, acknowledge) => {
    await socket.join(room);
    acknowledge({ seq: auctions.named(room).seq, data: { room, recovered: false } });
  });
  socket.on('auction:bid', ({ room, amount }, acknowledge) => {
    const auction = auctions.named(room);
    const told = auction.bid(name, amount);
    if (told !== undefined) io.to(room).emit('auction:bid', told);
    acknowledge(auction.answer(told));
  });
});

server.listen({ port, host, backlog });
