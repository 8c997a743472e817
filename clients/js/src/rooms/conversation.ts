import type { CallOptions } from '../requests.js';
import { RoomCore } from '../room.js';
import type { In, Out } from '../kinds.js';

/** Typing is told at most so often. */
const TYPING_EVERY_MS = 3_000;

/** People who talk. What is said waits in a queue where there is no connection. */
export class ConversationRoom extends RoomCore<'conversation'> {
  #typedAt = 0;

  /** Says something. */
  send(
    content: string,
    more: Partial<In<'conversation', 'chat:message'>> = {},
    options?: CallOptions,
  ): Promise<Out<'conversation', 'chat:message'>> {
    this.#typedAt = 0;
    return this.call('chat:message', { content, ...more } as In<'conversation', 'chat:message'>, options);
  }

  /** Says it otherwise. */
  edit(message: string, content: string, options?: CallOptions): Promise<unknown> {
    return this.call('chat:edit', { message, content }, options);
  }

  /** Takes it back, for all and for good. */
  remove(message: string, options?: CallOptions): Promise<unknown> {
    return this.call('chat:delete', { message }, options);
  }

  /** Puts a sign to a message, or takes it away. */
  react(message: string, emoji: string, on = true, options?: CallOptions): Promise<unknown> {
    return this.call('chat:react', { message, emoji, on }, options);
  }

  /** Everything up to this position has been read. */
  read(upTo: number, options?: CallOptions): Promise<unknown> {
    return this.call('chat:read', { upTo }, options);
  }

  /** Tells others that one writes; call it with every key. */
  typing(on = true): void {
    const now = Date.now();
    if (on && now - this.#typedAt < TYPING_EVERY_MS) return;
    if (!on && this.#typedAt === 0) return;
    this.#typedAt = on ? now : 0;
    void this.call('chat:typing', { typing: on });
  }
}
