// What happens while somebody writes: the text and the caret, the keys, and the sending.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { RialtoError } from '@rialto/client';
import { moment, rialto, words } from '../../app/shared';
import { EMPTY, type Draft } from './drafts';
import { MESSAGE_CHARS_MAX } from './limits';
import { useMentions } from './naming';
import type { Scene } from './scene';
import { charsOf, isEmoji } from './text';
import { enterSends } from './Tools';
import type { Attachment, ContentType, Member } from './types';

interface Desk {
  readonly scene: Scene;
  readonly draft: Draft;
  onDraft(change: Partial<Draft>): void;
  /** How many files are on their way. */
  readonly uploading: number;
}

export function useWriting({ scene: { room, talk, me }, draft, onDraft, uploading }: Desk) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [error, setError] = useState<RialtoError>();
  const { text, replyTo, files } = draft;
  const mentions = useMentions(talk.members, me);
  useEffect(() => () => room.typing(false), [room]);
  useEffect(() => {
    if (replyTo) field.current?.focus();
  }, [replyTo]);

  const write = (next: string, caret: number) => {
    onDraft({ text: next });
    mentions.look(next, caret);
    room.typing(next.trim() !== '');
  };
  const putAt = (next: string, caret: number) => {
    write(next, caret);
    field.current!.focus();
    // Once it has been drawn.
    requestAnimationFrame(() => field.current?.setSelectionRange(caret, caret));
  };
  const insert = (piece: string) => {
    const { selectionStart: from, selectionEnd: to } = field.current!;
    putAt(text.slice(0, from) + piece + text.slice(to), from + piece.length);
  };
  const name = (member: Member) => {
    const put = mentions.put(text, field.current!.selectionStart, member);
    putAt(put.text, put.caret);
  };
  const say = (content: string, contentType: ContentType) => {
    setError(undefined);
    const isAlone = contentType === 'gif';
    const attachments = isAlone ? [] : files.map(one => one.id);
    onDraft(isAlone ? { replyTo: null } : EMPTY);
    // What was refused later stands in the thread, among what waits.
    room.send(content, { contentType, attachments, replyTo }).catch(why => {
      if (why.code !== 'queue_full') return;
      setError(why);
      onDraft(draft);
    });
  };
  const because = whyNot(talk.you?.silencedUntil, draft, uploading);
  const submit = (event: Event) => {
    event.preventDefault();
    if (because) return;
    say(text.trim(), typeOf(text.trim(), files));
    field.current!.focus();
  };
  const keys = (event: KeyboardEvent) => {
    // A key that ends a character of several strokes is no Enter.
    if (event.isComposing || mentions.key(event, name)) return;
    const isSending = enterSends.value ? !event.shiftKey && !event.altKey : event.ctrlKey || event.metaKey;
    if (event.key === 'Enter' && isSending) submit(event);
  };
  return { field, error, mentions, because, write, insert, name, submit, keys, sayGif: (address: string) => say(address, 'gif') };
}

function whyNot(silencedUntil: string | undefined, { text, files }: Draft, uploading: number): string | false {
  const t = words('messages');
  const over = charsOf(text) - MESSAGE_CHARS_MAX;
  if (silencedUntil && rialto.now() < Date.parse(silencedUntil)) return t('error.silenced', { until: moment(silencedUntil) });
  if (0 < uploading) return t('say.uploading');
  if (text.trim() === '' && files.length === 0) return t('say.empty');
  return 0 < over && t('say.over', { count: over });
}

function typeOf(text: string, files: readonly Attachment[]): ContentType {
  if (files.length === 0) return isEmoji(text) ? 'emoji' : 'text';
  for (const kind of ['image', 'audio'] as const) if (files.every(one => one.kind === kind)) return kind;
  return 'file';
}
