// One socket for the page: it comes back by itself, resumes where it was, and knows what became of what it sent.

import * as session from './session.js';

const RETRY_MS_MIN = 500;
const RETRY_MS_MAX = 30_000;
const PING_EVERY_MS = 15_000;
const ANSWER_WITHIN_MS = 10_000;
/** A request older than this is not sent again by itself: the person may have changed their mind. */
const RESEND_MS_MAX = 15_000;
/** Close codes after which coming back as one is makes no sense. */
const FINAL = new Map([[4400, 'The server did not understand this page'], [4403, 'This account is banned'], [4429, 'Too many requests']]);

const rooms = new Map();
const waiting = new Map();
const events = new EventTarget();
let socket = null;
let ready = false;
let attempts = 0;
let retryAfterMs = 0;
let timer = null;
let pinger = null;
let nextId = 1;
let offset = { ms: 0, rtt: Infinity };
let phase = { name: 'connecting', text: 'Connecting…' };

/** Milliseconds since the epoch by the server's clock. */
export function now() {
  return Date.now() + offset.ms;
}

/** The state of the connection: `name` is connecting, live, waiting or stopped. */
export function status() {
  return phase;
}

/** Calls back whenever it changes; returns how to stop. */
export function onStatus(listener) {
  events.addEventListener('status', listener);
  return () => events.removeEventListener('status', listener);
}

function become(name, text) {
  phase = { name, text };
  events.dispatchEvent(new Event('status'));
}

/** Connects now, whatever was planned. */
export function connect() {
  clearTimeout(timer);
  if (socket) return;
  become('connecting', attempts === 0 ? 'Connecting…' : 'Reconnecting…');
  const own = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`);
  socket = own;
  own.onmessage = ({ data }) => { if (socket === own) receive(JSON.parse(data)); };
  own.onclose = ({ code, reason }) => { if (socket === own) lost(code, reason); };
}

/** Leaves and comes back at once, as whoever is signed in now. */
export function reconnect() {
  const old = socket;
  if (old) {
    lost(1000, '');
    old.close(1000);
  }
  attempts = 0;
  connect();
}

async function lost(code, reason) {
  socket = null;
  ready = false;
  clearInterval(pinger);
  clearTimeout(timer);
  for (const [id, request] of waiting) {
    // What has a key is asked for after the return; the rest did not matter enough.
    if (!request.frame.key) {
      waiting.delete(id);
      request.reject(new session.Refusal({ code: 'offline', message: 'The connection was lost.', retry: true }));
    }
  }
  if (FINAL.has(code)) return become('stopped', `${FINAL.get(code)}${reason ? `: ${reason}` : ''}`);
  if (code === 4408) return become('stopped', 'Sign in to connect');
  if (code === 4401) await session.renew();
  // Full jitter: a thousand pages that lost one server do not come back in step.
  const most = Math.min(RETRY_MS_MAX, RETRY_MS_MIN * 2 ** attempts++);
  const wait = retryAfterMs + Math.random() * most;
  retryAfterMs = 0;
  const seconds = Math.ceil(wait / 1000);
  become('waiting', navigator.onLine ? `Reconnecting in ${seconds} s` : 'Offline');
  clearTimeout(timer);
  timer = setTimeout(connect, wait);
}

function receive(frame) {
  if (frame.reply !== undefined) return answered(frame);
  if (frame.room !== undefined && frame.seq !== undefined) return happened(frame);
  if (frame.event === 'welcome') return arrive(frame.data);
  if (frame.event === 'goodbye') retryAfterMs = frame.data.retryAfterMs ?? 0;
  else if (frame.event === 'auth:expiring') authenticate(true);
  else if (frame.room !== undefined) rooms.get(frame.room)?.listener({ signal: frame.event, data: frame.data });
}

async function arrive(welcome) {
  const own = socket;
  clock(Date.parse(welcome.now), Infinity);
  if (session.token() && !await authenticate(false)) return;
  if (socket !== own) return;
  ready = true;
  attempts = 0;
  become('live', 'Live');
  measure();
  clearInterval(pinger);
  pinger = setInterval(measure, PING_EVERY_MS);
  for (const name of rooms.keys()) follow(name);
  for (const request of [...waiting.values()]) if (request.frame.key) settle(request);
}

async function authenticate(fresh) {
  if (fresh && !await session.renew()) return false;
  try {
    await ask('auth', { token: session.token() }, { early: true });
    return true;
  } catch (error) {
    if (error.code !== 'unauthenticated' || fresh) return false;
    return authenticate(true);
  }
}

/** The offset of the clocks, from the quickest answer so far. */
function clock(serverNow, rtt) {
  if (rtt <= offset.rtt || offset.rtt === Infinity) {
    offset = { ms: serverNow + (rtt === Infinity ? 0 : rtt / 2) - Date.now(), rtt };
  }
}

async function measure() {
  const sent = performance.now();
  const own = socket;
  const late = setTimeout(() => { if (socket === own && own) { own.close(); lost(4002, ''); } }, ANSWER_WITHIN_MS);
  try {
    const { data } = await ask('ping', {});
    clock(Date.parse(data.now), performance.now() - sent);
    // A clock may drift; an old quick answer must not stand for ever.
    offset.rtt += 1;
  } catch {
    // Its loss is what `late` is for.
  } finally {
    clearTimeout(late);
  }
}

/** Sends a request; the promise is kept until there is an answer, however often the connection is lost in between. */
export function ask(event, data, { room, key, early } = {}) {
  return new Promise((resolve, reject) => {
    if (!socket || !(ready || early) || socket.readyState !== WebSocket.OPEN) {
      return reject(new session.Refusal({ code: 'offline', message: 'Not connected; nothing was sent.', retry: true }));
    }
    const frame = { id: nextId++, event, data };
    if (room) frame.room = room;
    if (key) frame.key = key;
    waiting.set(frame.id, { frame, resolve, reject, sentAt: Date.now() });
    socket.send(JSON.stringify(frame));
  });
}

function answered(frame) {
  const request = waiting.get(frame.reply);
  if (!request) return;
  waiting.delete(frame.reply);
  // What may succeed with the same key is still open, unless it is too old.
  if (frame.error) request.reject(new session.Refusal(frame.error));
  else request.resolve(frame);
}

/** Asks what became of a request that was on its way when the connection was lost. */
async function settle(request) {
  const { frame } = request;
  try {
    const { data } = await ask('outcome', { key: frame.key });
    if (data.state !== 'unknown' && data.reply) return answered({ ...data.reply, reply: frame.id });
    if (data.state !== 'unknown') {
      waiting.delete(frame.id);
      return request.resolve({ data: {} });
    }
    if (Date.now() - request.sentAt < RESEND_MS_MAX) return socket?.send(JSON.stringify(frame));
    answered({ reply: frame.id, error: { code: 'not_delivered', message: 'It did not reach the server; nothing happened.', retry: true } });
  } catch {
    // Lost again: the next return asks again.
  }
}

/** Follows a room: `listener` gets `{state}`, `{event, data, seq, at}`, `{signal, data}` or `{gone}`. Returns how to stop. */
export function subscribe(name, listener) {
  const room = { listener, seq: null, epoch: null, asking: false };
  rooms.set(name, room);
  if (ready) follow(name);
  return () => {
    if (rooms.get(name) !== room) return;
    rooms.delete(name);
    if (ready) ask('unsubscribe', { room: name }).catch(() => {});
  };
}

async function follow(name) {
  const room = rooms.get(name);
  if (!room || room.asking) return;
  room.asking = true;
  try {
    const since = room.seq === null ? {} : { since: room.seq, epoch: room.epoch };
    const { data } = await ask('subscribe', { room: name, ...since });
    if (rooms.get(name) !== room) return;
    room.epoch = data.epoch;
    if (data.recovered) {
      for (const event of data.events) happened({ room: name, ...event });
    } else {
      room.listener({ state: data.state });
    }
    room.seq = data.seq;
  } catch (error) {
    if (error.code !== 'offline') room.listener({ gone: error });
  } finally {
    room.asking = false;
  }
}

function happened(frame) {
  const room = rooms.get(frame.room);
  if (!room || (room.seq !== null && frame.seq <= room.seq)) return;
  if (room.seq !== null && room.seq + 1 < frame.seq) return void follow(frame.room);
  room.seq = frame.seq;
  // A position without an event: something that is not for this viewer.
  if (frame.event) room.listener(frame);
}

window.addEventListener('online', () => { if (!socket && phase.name === 'waiting') connect(); });
