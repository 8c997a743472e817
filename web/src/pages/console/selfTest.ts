// What a connection to this server must be able to do, step by step, from this browser.

import { createClient, newKey, type Client } from '@rialto/client';
import { person, rialto } from '../../app/shared';
import { token } from '../../app/session';

export interface Result {
  readonly name: Step;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly ms: number;
  readonly detail: string;
}

export const STEPS = [
  'handshake', 'auth', 'ping', 'clock', 'join', 'echo', 'repeat', 'hole', 'resume', 'refusal', 'flood', 'leave',
] as const;
export type Step = (typeof STEPS)[number];

/** What is not done by then has failed. */
const STEP_MS = 15_000;
/** Clocks that differ by more make countdowns wrong for who trusts the own one. */
const CLOCK_OFF_MS = 5_000;

class Skip extends Error {}

/** What one step finds out for those after it. */
interface Bench {
  client: Client;
  frames: any[];
  room: string | undefined;
}

const steps: Record<Step, (bench: Bench) => Promise<string>> = {
  async handshake({ client, frames }) {
    await client.connect();
    const welcome = frames.find(frame => frame.event === 'welcome');
    return `${welcome ? `protocol ${welcome.data.protocol}` : client.session}`;
  },
  async auth({ client }) {
    if (!person.value) throw new Skip('guest');
    if (client.user?.id !== person.value.id) throw new Error(`signed in as ${client.user?.name}`);
    return client.user.name;
  },
  async ping({ client }) {
    const times: number[] = [];
    for (let round = 0; round < 5; round++) {
      const began = performance.now();
      await client.call('ping');
      times.push(performance.now() - began);
    }
    return `${Math.min(...times).toFixed(1)}–${Math.max(...times).toFixed(1)} ms`;
  },
  async clock({ client }) {
    const off = Math.round(client.now() - Date.now());
    if (CLOCK_OFF_MS < Math.abs(off)) throw new Error(`${off} ms`);
    return `${off} ms`;
  },
  async join(bench) {
    const { items } = await rialto.rest.ask('GET', 'auctions', { query: { limit: 1 } });
    bench.room = items[0]?.room ?? 'market';
    const room = roomOf(bench);
    stay(room);
    await room.ready();
    return `${bench.room} #${room.seq}`;
  },
  async echo(bench) {
    if (!person.value || !bench.room?.startsWith('auction:')) throw new Skip('guest');
    const room = roomOf(bench);
    const before = room.seq!;
    const heard = new Promise<void>(resolve => {
      const stop = room.on('*', (_, { seq }) => seq !== undefined && before < seq && (stop(), resolve()));
    });
    await room.call('watch', { on: true } as never, { key: newKey() });
    await heard;
    return `#${before} → #${room.seq}`;
  },
  async repeat({ client, room }) {
    if (!person.value || !room?.startsWith('auction:')) throw new Skip('guest');
    const ask = (key: string) => client.call('auction:watch', { on: true }, { room, key });
    const key = newKey();
    const [first, second] = [await ask(key), await ask(key)];
    if (!second.replayed || first.seq !== second.seq) throw new Error('carried out twice');
    return 'replayed';
  },
  async hole(bench) {
    const room = roomOf(bench);
    const before = room.seq!;
    // As if an event had been lost: the room asks for what is missing and ends where the server is.
    room.take({ room: room.name, seq: before + 2 });
    await new Promise(resolve => setTimeout(resolve, 300));
    if (room.seq! < before || !room.fresh) throw new Error(`#${room.seq}`);
    return `#${room.seq}`;
  },
  async resume(bench) {
    const { client, frames } = bench;
    frames.length = 0;
    client.cut(50);
    await until(client, () => client.status.phase === 'live' && roomOf(bench).fresh);
    const answer = frames.find(frame => frame.data?.epoch && frame.data.recovered !== undefined);
    if (!answer?.data.recovered) throw new Error('the whole room again');
    return `${answer.data.events.length} events`;
  },
  async refusal({ client }) {
    try {
      await client.call('subscribe', { room: 'auction:nothing-like-that' });
    } catch (error: any) {
      if (error.code === 'not_found') return error.code;
      throw error;
    }
    throw new Error('it was there');
  },
  async flood({ client }) {
    const answers = await Promise.allSettled(Array.from({ length: 400 }, () => client.call('ping')));
    const refused = answers.filter(one => one.status === 'rejected');
    const others = refused.filter(one => (one as PromiseRejectedResult).reason.code !== 'rate_limited');
    if (0 < others.length) throw new Error((others[0] as PromiseRejectedResult).reason.code);
    return refused.length === 0 ? 'no limit met' : `${refused.length} rate_limited`;
  },
  async leave({ client }) {
    client.close();
    if (client.status.phase !== 'closed') throw new Error(client.status.phase);
    return 'closed';
  },
};

function roomOf({ client, room }: Bench) {
  const [kind, id] = room!.split(':');
  return client.room(kind as 'auction', id!);
}

const stops: (() => void)[] = [];

function stay(room: { subscribe(hear: () => void): () => void }): void {
  stops.push(room.subscribe(() => {}));
}

function until(client: Client, done: () => boolean): Promise<void> {
  return new Promise(resolve => {
    const timer = setInterval(() => {
      if (!done()) return;
      clearInterval(timer);
      stop();
      resolve();
    }, 20);
    const stop = client.on('status', () => {});
  });
}

/** Runs every step, and tells of each when it is done. */
export async function selfTest(told: (result: Result) => void): Promise<void> {
  const frames: any[] = [];
  const client = createClient({
    token: ({ reason }) => token(reason),
    onFrame: (direction, frame) => direction === 'in' && frames.push(frame),
    onUnhandled: () => {},
  });
  const bench: Bench = { client, frames, room: undefined };
  for (const name of STEPS) {
    const began = performance.now();
    const result = (state: Result['state'], detail: string) => told({ name, state, detail, ms: performance.now() - began });
    try {
      const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('too long')), STEP_MS));
      result('passed', await Promise.race([steps[name](bench), late]));
    } catch (error: any) {
      result(error instanceof Skip ? 'skipped' : 'failed', error.code ?? error.message);
    }
  }
  for (const stop of stops.splice(0)) stop();
  client.close();
}
