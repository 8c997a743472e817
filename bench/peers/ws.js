// `ws`: a Set of sockets per room, and one JSON text for all of them.
// The words are Rialto's: {id, event, room, data} asks, {reply, …} answers.

import { createServer } from 'node:http';

import { WebSocketServer } from 'ws';

import { Auctions, backlog, host, port } from './auction.js';

const auctions = new Auctions();
const rooms = new Map();

const server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false });

sockets.on('connection', (socket, request) => {
  const name = new URL(request.url, 'http://localhost').searchParams.get('name');
  const joined = new Set();
  const reply = (id, content) => socket.send(JSON.stringify({ reply: id, ...content }));

  socket.on('message', (bytes) => {
    const { id, event, room, data } = JSON.parse(bytes);
    if (event === 'subscribe') {
      if (!rooms.has(data.room)) rooms.set(data.room, new Set());
      rooms.get(data.room).add(socket);
      joined.add(data.room);
      const { seq } = auctions.named(data.room);
      reply(id, { seq, data: { room: data.room, recovered: false } });
    } else if (event === 'auction:bid') {
      const auction = auctions.named(room);
      const told = auction.bid(name, data.amount);
      if (told !== undefined) {
        const text = JSON.stringify(told);
        for (const member of rooms.get(room) ?? []) member.send(text);
      }
      reply(id, auction.answer(told));
    }
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    for (const room of joined) rooms.get(room).delete(socket);
  });
});

server.listen({ port, host, backlog });
