// What every part of a thread needs to know of it.

import type { ConversationRoom, Queued } from '@rialto/client';
import { person } from '../../app/shared';
import { nameOf } from './names';
import type { Message, Talk } from './types';

export interface Scene {
  readonly room: ConversationRoom;
  readonly talk: Talk;
  readonly me: string;
  /** What waits to be sent of it. */
  readonly queued: readonly Queued[];
  /** What is loaded of it. */
  readonly messages: readonly Message[];
  /** Shows a message; loads what lies between where that is needed. */
  jump(id: string): void;
  reply(to: Message): void;
}

/** What somebody in it is called. */
export function calls({ talk, messages }: Pick<Scene, 'talk' | 'messages'>, user: string): string {
  const member = talk.members.find(one => one.user === user);
  return nameOf(member?.name || messages.findLast(one => one.author === user)?.authorName);
}

/** Whether one keeps order in it: as its owner or as staff. */
export function keepsOrder({ talk, me }: Pick<Scene, 'talk' | 'me'>): boolean {
  return isStaff() || talk.members.some(one => one.user === me && one.rank === 'owner');
}

export function isStaff(): boolean {
  return ['moderator', 'admin'].includes(person.value?.role ?? '');
}
