// Conversations without a page: what stands in a text, how a thread is drawn, how far a message has come.

import { describe, expect, it } from 'vitest';
import { linesOf } from '../src/pages/messages/lines';
import { receiptOf } from '../src/pages/messages/receipts';
import { charsOf, isEmoji, mentionAt, pieces } from '../src/pages/messages/text';
import type { Message, Talk } from '../src/pages/messages/types';

function message(seq: number, author: string, at: string, more: Partial<Message> = {}): Message {
  return {
    id: String(seq),
    seq,
    author,
    authorName: author,
    content: 'x',
    contentType: 'text',
    attachments: [],
    replyTo: null,
    mentions: [],
    at,
    ...more,
  };
}

/** The lines as words: `day`, `new`, the number of a message, `+` where its author stands above it. */
function drawn(messages: Message[], readUpTo: number | null): string {
  return linesOf(messages, readUpTo, 'me')
    .map(line => (line.kind === 'message' ? `${line.isFirst ? '+' : ''}${line.message.seq}` : line.kind))
    .join(' ');
}

describe('pieces', () => {
  const shown = (text: string, names: string[] = []) =>
    pieces(text, names)
      .map(({ kind, text }) => (kind === 'text' ? text : `[${kind} ${text}]`))
      .join('');

  it('finds addresses, without the signs of the sentence around them', () => {
    expect(shown('see https://a.example/b?c=1, or (http://d.example/e).')).toBe(
      'see [link https://a.example/b?c=1], or ([link http://d.example/e]).',
    );
    expect(shown('javascript://x and ftp://y')).toBe('javascript://x and ftp://y');
  });

  it('finds who is named, the longest name first', () => {
    expect(shown('Hi @ada fox, and @Ada!', ['Ada', 'Ada Fox'])).toBe('Hi [mention @ada fox], and [mention @Ada]!');
    expect(shown('@Adam and a@Ada.example', ['Ada'])).toBe('@Adam and a[mention @Ada].example');
    expect(shown('@(Bo)*', ['(Bo)*'])).toBe('[mention @(Bo)*]');
  });

  it('loses nothing', () => {
    const text = ' a\n@Bo https://x.example/@Bo  z';
    expect(
      pieces(text, ['Bo'])
        .map(one => one.text)
        .join(''),
    ).toBe(text);
  });
});

it('knows a few emoji alone', () => {
  for (const text of ['😀', '👍🏽', '❤️', '👩‍🚀', '🇩🇪', '😀😀😀']) expect(isEmoji(text), text).toBe(true);
  for (const text of ['', 'a', '7', '#', '😀 ', '😀a', '😀'.repeat(7)]) expect(isEmoji(text), text).toBe(false);
});

it('counts characters as the server does', () => {
  expect(charsOf('a😀ä')).toBe(3);
});

it('knows when somebody is being named', () => {
  expect(mentionAt('Hi @cl', 6)).toEqual({ from: 3, typed: 'cl' });
  expect(mentionAt('@', 1)).toEqual({ from: 0, typed: '' });
  expect(mentionAt('Hi @cl and', 6)).toEqual({ from: 3, typed: 'cl' });
  expect(mentionAt('ada@cl', 6)).toBeNull();
  expect(mentionAt('Hi @cl\nx', 8)).toBeNull();
  expect(mentionAt('Hi', 2)).toBeNull();
});

describe('a thread', () => {
  const [morning, soon, later, tomorrow] = ['2026-11-20T09:00:00', '2026-11-20T09:04:00', '2026-11-20T09:12:00', '2026-11-21T09:13:00'];

  it('is parted by day, author and time', () => {
    const all = [
      message(1, 'bo', morning),
      message(2, 'bo', soon),
      message(3, 'bo', later),
      message(4, 'me', later),
      message(5, 'me', tomorrow),
    ];
    expect(drawn(all, null)).toBe('day +1 2 +3 +4 day +5');
  });

  it('names the author of an answer', () => {
    expect(drawn([message(1, 'bo', morning), message(2, 'bo', morning, { replyTo: '1' })], null)).toBe('day +1 +2');
  });

  it('marks where the new ones begin, once, and not at my own', () => {
    const all = [message(1, 'bo', morning), message(2, 'me', morning), message(3, 'bo', morning), message(4, 'bo', morning)];
    expect(drawn(all, 1)).toBe('day +1 +2 new +3 4');
    expect(drawn(all, 0)).toBe('day new +1 +2 +3 4');
    expect(drawn(all, 4)).toBe('day +1 +2 +3 4');
  });
});

it('knows how far a message has come, by those who let it be known', () => {
  const member = (user: string, marks: object) => ({ user, name: user, rank: 'member' as const, ...marks });
  const state = (...others: object[]) => {
    const talk = {
      members: [member('me', { read: 9, delivered: 9 }), ...others.map((marks, at) => member(`other ${at}`, marks))],
    } as unknown as Talk;
    const { state, readBy, deliveredTo } = receiptOf(message(5, 'me', '2026-11-20T09:00:00'), talk);
    return `${state} ${readBy.length} ${deliveredTo.length}`;
  };
  expect(state({ read: 4, delivered: 4 })).toBe('sent 0 0');
  expect(state({})).toBe('sent 0 0');
  expect(state({ read: 4, delivered: 5 })).toBe('delivered 0 1');
  expect(state({ read: 5, delivered: 5 }, { read: 0, delivered: 6 }, {})).toBe('read 1 1');
});
