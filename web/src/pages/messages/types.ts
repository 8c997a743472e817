// Conversations as the server tells of them, and as these pages have them.

import type { ConversationListed, ConversationPage, Message as Told } from '@rialto/client';

export type { Attachment, ContentType, ConversationKind as Kind, ConversationMember as Member, WordList } from '@rialto/client';

/** A message of a page or a list: when it was said is always there. */
export type Message = Told & { readonly at: string };

/** A conversation as one finds it, with what the client knows of who is writing: since when, by this machine's clock. */
export type Talk = Omit<ConversationPage, 'messages'> & {
  readonly messages: readonly Message[];
  readonly typing?: Readonly<Record<string, number>>;
};

/** A conversation in the list. */
export type Listed = Omit<ConversationListed, 'lastMessage'> & { readonly lastMessage: Message | null };

export interface Page {
  readonly items: Message[];
  readonly previous: number | null;
}

export interface Somebody {
  readonly id: string;
  readonly name: string;
}
