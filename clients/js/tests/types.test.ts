// What is known of rooms before they run: tsc reads this file, vitest only runs it.

import { expectTypeOf, test } from 'vitest';
import type { AuctionPage, AuctionRoom, BidReply, BidShown, Client, ErrorCode, Kinds, Message, RialtoError, Room, Routes } from '../src/index.js';

declare module '../src/kinds.js' {
  interface RoomKinds {
    chess: { state: { fen: string }; events: { 'chess:move': { san: string } }; commands: { 'chess:move': { in: { san: string }; out: { fen: string } } } };
  }
}

/** Never called: the compiler looks at it. */
async function looks(client: Client, lot: AuctionRoom, anything: Room<any>): Promise<void> {
  expectTypeOf(lot.state).toExtend<AuctionPage | undefined>();
  lot.on('bid', bid => expectTypeOf(bid).toEqualTypeOf<BidShown>());
  lot.on('auction:bid', bid => expectTypeOf(bid).toEqualTypeOf<BidShown>());
  lot.on('watchers', ({ count }) => expectTypeOf(count).toEqualTypeOf<number>());
  lot.on('*', (_, whole) => expectTypeOf(whole.seq).toEqualTypeOf<number | undefined>());
  // @ts-expect-error: nothing of this name happens
  lot.on('bids', () => {});
  // @ts-expect-error: a reason belongs to it
  await lot.call('pause', {});
  const reply = await lot.bid(100);
  if ('leader' in reply) expectTypeOf(reply).toEqualTypeOf<BidReply>();
  const talk = client.conversation('id');
  expectTypeOf(talk.state!.messages).toEqualTypeOf<Message[]>();
  expectTypeOf(talk.state!.typing).toEqualTypeOf<Record<string, number> | undefined>();
  expectTypeOf(client.market().state!.listings[0]!.price).toEqualTypeOf<number>();
  expectTypeOf(client.inbox().state!.conversations[0]!.unreadCount).toEqualTypeOf<number>();
  expectTypeOf<Kinds['lobby']['commands']['lobby:ready']['in']>().toEqualTypeOf<{ ready: boolean }>();
  expectTypeOf<Routes['GET auctions']['answer']['items'][0]['title']>().toEqualTypeOf<string>();
  const game = client.room('chess', 'id');
  game.on('move', ({ san }) => expectTypeOf(san).toEqualTypeOf<string>());
  expectTypeOf(await game.call('move', { san: 'e4' })).toEqualTypeOf<{ fen: string }>();
  await anything.call('whatever', { goes: true });
  expectTypeOf<ErrorCode>().toExtend<RialtoError['code']>();
}

test('types', () => expectTypeOf(looks).toBeFunction());
