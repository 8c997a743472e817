// Clients as applications make them, and waiting for what they tell.

import { WebSocket } from 'ws';
import { createClient, type Client, type ClientOptions, type Phase, type Room, type Status } from '../../src/index.js';
import type { Account } from './server.js';

const WITHIN_MS = 15_000;

/** A client that fails the test where something goes wrong unheard. */
export function clientOf(url: string, account?: Account, options: ClientOptions = {}): Client {
  return createClient({
    url,
    WebSocket: WebSocket as any,
    backoff: { minMs: 5, maxMs: 50 },
    ...(account && { token: () => account.token }),
    onUnhandled: error => {
      throw error;
    },
    ...options,
  });
}

/** Kept once `listen` was called back with something that satisfies. */
export function until<T>(what: string, listen: (hear: (value: T) => void) => () => void, satisfies: (value: T) => boolean): Promise<T> {
  return new Promise((resolve, reject) => {
    let last: T | undefined;
    let stop = () => {};
    const late = setTimeout(() => {
      stop();
      reject(new Error(`waited in vain for ${what}; the last was ${JSON.stringify(last)?.slice(0, 2_000)}`));
    }, WITHIN_MS);
    let done = false;
    const hear = (value: T) => {
      last = value;
      if (done || !satisfies(value)) return;
      done = true;
      clearTimeout(late);
      // The first call may come before there is anything to stop.
      queueMicrotask(() => stop());
      resolve(value);
    };
    stop = listen(hear);
  });
}

/** Kept when the connection is in this phase. */
export function phase(client: Client, wanted: Phase): Promise<unknown> {
  if (client.status.phase === wanted) return Promise.resolve();
  return until<Status>(`the phase ${wanted}`, hear => client.on('status', hear), status => status.phase === wanted);
}

/** Kept with the state of a room that satisfies. */
export function state(room: Room<any>, satisfies: (state: any) => boolean): Promise<any> {
  return until(`a state of ${room.name}`, hear => room.subscribe(hear), one => one !== undefined && room.fresh && satisfies(one));
}

/** Kept when a room has come to this position. */
export function position(room: Room<any>, seq: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      stop();
      reject(new Error(`${room.name} stands at ${room.seq} and not at ${seq}`));
    }, WITHIN_MS);
    const look = () => {
      if (!room.fresh || room.seq === undefined || room.seq < seq) return;
      clearTimeout(late);
      queueMicrotask(() => stop());
      resolve(undefined);
    };
    const ends = [room.subscribe(look), room.on('*', look)];
    const stop = () => ends.forEach(end => end());
    look();
  });
}

/** The error that a promise was refused with. */
export function refusal(promise: Promise<unknown>): Promise<any> {
  return promise.then(
    value => {
      throw new Error(`it was kept: ${JSON.stringify(value)}`);
    },
    error => error,
  );
}
