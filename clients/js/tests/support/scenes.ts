// Random deeds, by kind of room: what people may do, and some of what they may not.

import type { Client, Room } from '../../src/index.js';
import type { Dice } from './dice.js';
import type { Account, Server } from './server.js';

/** Somebody who plays in a scene. */
export interface Actor {
  readonly account: Account;
  readonly client: Client;
}

export interface Scene {
  /** The rooms to follow, by the actors who may. */
  readonly rooms: readonly (readonly [Actor, string])[];
  /** One deed; whether it was done. */
  step(): Promise<boolean>;
  /** The last deeds, after which it is over. */
  end?(): Promise<unknown>;
}

export interface Stage {
  readonly server: Server;
  readonly dice: Dice;
  readonly guest: Client;
  readonly people: readonly Actor[];
  readonly seller: Actor;
  readonly moderator: Actor;
}

/** Whether it was done. Deeds that were refused by a rule are deeds as well. */
async function tried(deed: Promise<unknown>): Promise<boolean> {
  return deed.then(
    () => true,
    error => {
      if (error.code === undefined || ['malformed', 'unknown_event', 'internal', 'timeout'].includes(error.code)) throw error;
      return false;
    },
  );
}

export async function auctionScene({ server, dice, guest, people, seller, moderator }: Stage, terms: object): Promise<Scene> {
  const id = await server.auction(seller.account, { startPrice: 100, ...terms });
  const name = `auction:${id}`;
  const own = new Map<Actor, string[]>();
  const ask = (by: Actor, event: string, data: object) => (by.client.auction(id) as Room<any>).call(event, data);
  const isSealed = 'kind' in terms;
  const isPlain = isSealed || 'bidding' in terms;
  const bid = async () => {
    const by = dice.pick(people);
    const standing = by.client.auction(id).state!;
    const amount = (isSealed ? 100 : standing.minimum) + dice.roll(60) - (dice.once(6) ? 10 : 0);
    const max = !isPlain && dice.once(2) ? { max: amount + dice.roll(400) } : {};
    const reply = await ask(by, 'bid', { amount, ...max });
    own.set(by, [...(own.get(by) ?? []), reply.bid]);
  };
  const retract = () => {
    const by = dice.pick(people);
    const bids = own.get(by) ?? [];
    return bids.length === 0 ? bid() : ask(by, 'retract', { bid: bids.at(-1)! });
  };
  const deeds: (() => Promise<unknown>)[] = [
    bid, bid, bid, bid, bid, bid, bid, bid, retract, retract,
    () => ask(seller, 'pause', { reason: 'A short rest.' }),
    () => ask(seller, 'resume', {}),
    () => ask(seller, 'resume', {}),
    () => ask(seller, 'extend', { seconds: 60 }),
    () => ask(seller, 'announce', { text: 'Going…' }),
    () => ask(seller, 'lower_reserve', { reserve: 100 + dice.roll(800) }),
    () => ask(dice.pick(people), 'watch', { on: dice.once(2) }),
    () => ask(moderator, 'void', { bid: String(1 + dice.roll(12)), reason: 'A slip.' }),
  ];
  return {
    rooms: [...[...people, seller].map(one => [one, name] as const), [{ account: { id: '', name: 'guest', token: '' }, client: guest }, name]],
    step: () => tried(dice.pick(deeds)()),
    end: async () => {
      await tried(ask(seller, 'resume', {}));
      const buyer = dice.pick(people);
      await tried(dice.pick([() => ask(seller, 'end', {}), () => ask(moderator, 'cancel', { reason: 'Off.' }), () => ask(buyer, 'buy', {})])());
    },
  };
}

export async function conversationScene({ server, dice, people, moderator }: Stage): Promise<Scene> {
  const [owner, ...others] = people;
  const body = { kind: 'group', title: 'Lots', members: others.map(({ account }) => account.id) };
  const { id } = await server.done('POST', 'conversations', { token: owner!.account.token, body });
  const messages: string[] = [];
  const talk = (by: Actor) => by.client.conversation(id);
  const message = () => dice.pick(messages.slice(-8)) ?? '1';
  const say = async () => {
    const by = dice.pick(people);
    const { message: said } = await talk(by).send(`${by.account.name} says ${messages.length} @${dice.pick(people).account.name}`);
    messages.push(said);
  };
  const deeds: (() => Promise<unknown>)[] = [
    say, say, say, say, say, say,
    () => talk(dice.pick(people)).edit(message(), `otherwise ${dice.roll(100)}`),
    () => talk(dice.pick(people)).remove(message()),
    () => talk(dice.pick(people)).react(message(), dice.pick(['👍', '🎉', '🙃']), !dice.once(3)),
    () => talk(dice.pick(people)).react(message(), dice.pick(['👍', '🎉']), !dice.once(3)),
    () => talk(dice.pick(people)).read(Number(message())),
    () => talk(dice.pick(people)).read(Number(message())),
    () => talk(dice.pick(people)).call('chat:delivered', { upTo: Number(message()) }),
    () => talk(owner!).call('chat:hide', { message: message(), on: !dice.once(3), reason: 'Off topic.' }),
    () => talk(owner!).call('rename', { title: `Lots ${dice.roll(100)}` }),
    () => talk(owner!).call('slow', { seconds: 0 }),
    () => talk(owner!).call('words', { words: ['sesame'], action: 'mask' }),
    () => talk(dice.pick(people)).call('mute', { on: dice.once(2) }),
    () => talk(owner!).call('silence', { user: others[0]!.account.id, seconds: dice.once(2) ? 0 : 600, reason: 'Calm down.' }),
    () => talk(owner!).call(dice.once(2) ? 'add' : 'remove', { user: moderator.account.id }),
    () => talk(dice.pick(people)).call('chat:report', { message: message(), reason: 'Spam.' }),
  ];
  return { rooms: people.map(one => [one, `conversation:${id}`] as const), step: () => tried(dice.pick(deeds)()) };
}

export async function lobbyScene({ server, dice, guest, people, moderator }: Stage): Promise<Scene> {
  const [host] = people;
  const open = async (title: string) => (await server.done('POST', 'lobbies', { token: host!.account.token, body: { game: 'quiz', title, capacity: 5 } })).room;
  const name: string = await open('First');
  let second: string | undefined;
  const ask = (by: Actor, deed: string, data: object) => (by.client.lobby(name) as Room<any>).call(deed, data);
  const user = () => dice.pick(people).account.id;
  const deeds: (() => Promise<unknown>)[] = [
    () => ask(dice.pick(people), 'join', {}),
    () => ask(dice.pick(people), 'join', {}),
    () => ask(dice.pick(people), 'join', {}),
    () => ask(dice.pick(people.slice(1)), 'leave', {}),
    () => ask(dice.pick(people), 'ready', { ready: !dice.once(4) }),
    () => ask(dice.pick(people), 'ready', { ready: !dice.once(4) }),
    () => ask(dice.pick(people), 'ready', { ready: true }),
    () => ask(dice.pick(people), 'seat', { seat: dice.roll(5) }),
    () => ask(dice.pick(people), 'kick', { user: user() }),
    // Whoever is banned without being there is not told.
    () => ask(dice.pick(people), 'ban', { user: dice.pick<any>(host!.client.lobby(name).state?.members ?? [{ user: user() }]).user }),
    () => ask(dice.pick(people), 'unban', { user: user() }),
    () => ask(dice.pick(people), 'host', { user: user() }),
    () => ask(dice.pick(people), 'invite', { user: user() }),
    () => ask(moderator, 'settings', { title: `Round ${dice.roll(50)}`, settings: { questions: 5 + dice.roll(40) }, privacy: dice.pick(['public', 'invite']) }),
    () => ask(moderator, 'settings', { capacity: 4 + dice.roll(3) }),
    () => ask(dice.pick(people), 'start', {}),
    () => ask(dice.pick(people), 'ready', { ready: false }),
    async () => {
      if (second) await host!.client.call('lobby:close', {}, { room: second });
      second = second ? undefined : await open(`Another ${dice.roll(50)}`);
    },
  ];
  const followers = [...people, moderator].flatMap(one => [[one, name], [one, 'lobbies']] as const);
  return {
    rooms: [...followers, [{ account: { id: '', name: 'guest', token: '' }, client: guest }, 'lobbies']],
    step: () => tried(dice.pick(deeds)()),
    end: () => tried(ask(moderator, 'close', {})),
  };
}

export async function partyScene({ server, dice, people }: Stage): Promise<Scene> {
  const [leader] = people;
  const name: string = (await server.done('POST', 'parties', { token: leader!.account.token, body: {} })).room;
  const ask = (by: Actor, deed: string, data: object) => (by.client.room('party', name) as Room<any>).call(deed, data);
  const user = () => dice.pick(people).account.id;
  const deeds: (() => Promise<unknown>)[] = [
    () => ask(leader!, 'invite', { user: user() }),
    () => ask(leader!, 'invite', { user: user() }),
    () => ask(dice.pick(people), 'accept', {}),
    () => ask(dice.pick(people), 'accept', {}),
    () => ask(dice.pick(people), 'decline', {}),
    () => ask(dice.pick(people), 'kick', { user: dice.pick(people.slice(1)).account.id }),
    () => ask(dice.pick(people.slice(1)), 'leave', {}),
    () => ask(leader!, 'leader', { user: user() }),
  ];
  return { rooms: [[leader!, name]], step: () => tried(dice.pick(deeds)()), end: () => tried(ask(leader!, 'leave', {})) };
}

export async function marketScene({ server, dice, guest, people, seller, moderator }: Stage): Promise<Scene> {
  const listings: string[] = [];
  const offers: string[] = [];
  const single: string[] = [];
  const ask = (by: Actor, event: string, data: object) => by.client.call(event, data, { room: 'market' });
  const listing = () => dice.pick(listings.slice(-5)) ?? '1';
  const admin = await server.account('mint', 'admin');
  for (const { account } of people) {
    const body = { user: account.id, currency: 'EUR', amount: 1_000_000, reference: `for ${account.name}` };
    await server.done('POST', 'wallet/deposits', { token: admin.token, body });
  }
  const price = async (id: string) => (await server.done('GET', `listings/${id}`)).price;
  const create = async () => {
    // Of several units none is put into a basket: a sale does not say whether those that are left are in one.
    const stock = dice.once(2) ? 1 : 3;
    const terms = { title: `Thing ${listings.length}`, currency: 'EUR', price: 100 + dice.roll(900), stock, acceptOffers: true };
    const { listing } = ((await ask(seller, 'listing:create', terms)) as any).data;
    listings.push(listing);
    if (stock === 1) single.push(listing);
  };
  const buy = async () => {
    const id = listing();
    await ask(dice.pick(people), 'listing:buy', { listing: id, expectedPrice: await price(id), quantity: 1 + dice.roll(2) });
  };
  const offer = async () => {
    const reply: any = await ask(dice.pick(people), 'offer:make', { listing: listing(), amount: 50 + dice.roll(50) });
    offers.push(reply.data.offer);
  };
  await create();
  const deeds: (() => Promise<unknown>)[] = [
    create, create, buy, buy, buy, offer,
    () => ask(seller, 'listing:update', { listing: listing(), price: 100 + dice.roll(900) }),
    () => ask(seller, 'listing:update', { listing: listing(), title: `Thing ${dice.roll(1_000)}` }),
    () => ask(dice.pick(people), 'listing:reserve', { listing: dice.pick(single.slice(-3)) ?? '999' }),
    () => ask(dice.pick(people), 'listing:release', { listing: listing() }),
    () => ask(seller, 'listing:cancel', { listing: listing() }),
    () => ask(moderator, 'listing:remove', { listing: listing(), reason: 'Not allowed.' }),
    () => ask(seller, 'offer:accept', { offer: dice.pick(offers) ?? '1' }),
    () => ask(seller, 'offer:decline', { offer: dice.pick(offers) ?? '1' }),
  ];
  const rooms = [...people, seller, moderator].map(one => [one, 'market'] as const);
  return { rooms: [...rooms, [{ account: { id: '', name: 'guest', token: '' }, client: guest }, 'market']], step: () => tried(dice.pick(deeds)()) };
}

export async function inboxScene(stage: Stage): Promise<Scene> {
  const { dice, people } = stage;
  const auction = await auctionScene(stage, { retraction: { windowMs: 600_000, limit: 50 } });
  const talk = await conversationScene(stage);
  const box = (by: Actor) => by.client.inbox();
  const some = (by: Actor) => [dice.pick<any>(box(by).state?.notifications ?? [])?.id ?? '1'];
  const own = (deed: (by: Actor) => Promise<unknown>) => () => deed(dice.pick(people));
  const deeds: (() => Promise<unknown>)[] = [
    auction.step, auction.step, auction.step, auction.step, talk.step, talk.step, talk.step, talk.step, talk.step,
    own(by => box(by).call('notification:read', { ids: some(by) })),
    own(by => box(by).call('notification:read', dice.once(4) ? { all: true } : { upTo: some(by)[0] })),
    own(by => box(by).call('notification:delete', { ids: some(by) })),
    own(by => box(by).call('notification:preferences', { topics: { outbid: { inApp: true, webPush: dice.once(2), email: false } } })),
    own(by => box(by).call('user:block', { user: dice.pick(people.filter(one => one !== by)).account.id, on: dice.once(3) })),
  ];
  const inboxes = people.map(one => [one, `inbox:${one.account.id}`] as const);
  return { rooms: [...auction.rooms, ...talk.rooms, ...inboxes], step: () => tried(dice.pick(deeds)()), end: auction.end! };
}
