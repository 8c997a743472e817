// What clients make of events is what the server says: random deeds in every kind of room, and everybody who follows is
// held against a newcomer again and again.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientOf } from './support/client.js';
import { expectExact } from './support/compare.js';
import { Dice, seedOf } from './support/dice.js';
import {
  auctionScene,
  conversationScene,
  inboxScene,
  lobbyScene,
  marketScene,
  partyScene,
  type Actor,
  type Scene,
  type Stage,
} from './support/scenes.js';
import { Server, type Role } from './support/server.js';

const SEED = seedOf('REDUCERS_SEED');
const ROUNDS = Number(process.env['REDUCERS_ROUNDS'] ?? 6);
const DEEDS_OF_A_ROUND = 12;

const settings = {
  LIMITS__BIDS_PER_S: '1000',
  LIMITS__REQUESTS_PER_S: '5000',
  LIMITS__REQUESTS_PER_ADDRESS_PER_S: '50000',
  LIMITS__SUBSCRIBES_PER_S: '1000',
  LIMITS__CONNECTIONS_PER_USER: '200',
  GAMES__FILES: '["config/games/quiz.toml"]',
};

let server: Server;
let stage: Omit<Stage, 'dice'>;
/** By user, a second client that looks at rooms as a newcomer does. */
const newcomers = new Map<string, Actor['client']>();

async function actor(name: string, role: Role): Promise<Actor> {
  const account = await server.account(name, role);
  const [client, fresh] = [clientOf(server.url, account), clientOf(server.url, account)];
  await Promise.all([client.connect(), fresh.connect()]);
  newcomers.set(account.id, fresh);
  return { account, client };
}

beforeAll(async () => {
  server = await Server.start(settings);
  const people: Actor[] = [];
  for (const name of ['ada', 'bo', 'cy', 'dee']) people.push(await actor(name, 'user'));
  const [guest, fresh] = [clientOf(server.url), clientOf(server.url)];
  await Promise.all([guest.connect(), fresh.connect()]);
  newcomers.set('', fresh);
  stage = { server, guest, people, seller: await actor('selma', 'seller'), moderator: await actor('mo', 'moderator') };
});

afterAll(async () => {
  for (const { client } of [...stage.people, stage.seller, stage.moderator]) client.close();
  for (const client of [stage.guest, ...newcomers.values()]) client.close();
  await server.remove();
});

const SCENES: [string, (stage: Stage) => Promise<Scene>][] = [
  [
    'an open auction',
    on =>
      auctionScene(on, {
        bidding: 'open',
        retraction: { windowMs: 600_000, limit: 50 },
        softClose: { windowMs: 7_200_000, extendMs: 7_200_000, mode: 'reset' },
      }),
  ],
  [
    'an auction with maxima, a reserve and masks',
    on =>
      auctionScene(on, {
        reserve: 900,
        buyNow: 2_000,
        buyNowPolicy: 'until_reserve_met',
        bidders: 'masked',
        allowLowerMax: true,
        retraction: { windowMs: 600_000, limit: 50 },
      }),
  ],
  ['a sealed auction', on => auctionScene(on, { kind: 'vickrey', retraction: { windowMs: 600_000, limit: 50 } })],
  ['a sealed auction whose bids nobody counts', on => auctionScene(on, { kind: 'sealed_first', hideCount: true })],
  ['a conversation', conversationScene],
  ['a lobby and the list of lobbies', lobbyScene],
  ['a party', partyScene],
  ['the market', marketScene],
  ['an inbox', inboxScene],
];

for (const [place, [name, open]] of SCENES.entries()) {
  test(`${name} is followed exactly`, async () => {
    const dice = new Dice(SEED + place * 7919);
    try {
      await play(await open({ ...stage, dice }));
    } catch (error) {
      console.error(`${name}: REDUCERS_SEED=${SEED}`);
      throw error;
    }
  }, 120_000);
}

async function play(scene: Scene): Promise<void> {
  const followed = scene.rooms.map(([{ account, client }, name]) => ({
    account,
    room: client.room(name.split(':')[0] as any, name.includes(':') ? name : undefined),
  }));
  const stops = followed.map(({ room }) => room.subscribe(() => {}));
  await Promise.all(followed.map(({ room }) => room.ready()));
  const compare = () => Promise.all(followed.map(({ account, room }) => expectExact(room, newcomers.get(account.id)!)));
  await compare();
  let done = 0;
  for (let round = 0; round < ROUNDS; round++) {
    for (let deed = 0; deed < DEEDS_OF_A_ROUND; deed++) if (await scene.step()) done++;
    await compare();
  }
  // A scene in which everything is refused would show nothing.
  expect(done).toBeGreaterThan((ROUNDS * DEEDS_OF_A_ROUND) / 6);
  await scene.end?.();
  await compare();
  expect(followed.every(({ room }) => room.fresh || room.error)).toBe(true);
  for (const stop of stops) stop();
}
