// One's own message, to be said otherwise.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { ConversationRoom } from '@rialto/client';
import { words } from '../../app/shared';
import { Button } from '../../ui/controls';
import { MESSAGE_CHARS_MAX } from './limits';
import { aside } from './queued';
import { charsOf } from './text';
import type { Message } from './types';

export function Editing({ message, room, onClose }: { message: Message; room: ConversationRoom; onClose(): void }) {
  const t = words('messages');
  const [text, write] = useState(message.content ?? '');
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    field.current!.focus();
    field.current!.setSelectionRange(text.length, text.length);
  }, []);
  const over = charsOf(text) - MESSAGE_CHARS_MAX;
  const because = text.trim() === '' ? t('say.empty') : 0 < over && t('say.over', { count: over });
  const save = (event: Event) => {
    event.preventDefault();
    if (because) return;
    // What comes of it stands beside the message.
    if (text.trim() !== message.content) aside(room.edit(message.id, text.trim()));
    onClose();
  };
  const keys = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === 'Escape') onClose();
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save(event);
  };
  return (
    <form onSubmit={save}>
      <textarea
        ref={field}
        rows={2}
        aria-label={t('edit.field')}
        dir="auto"
        value={text}
        onInput={event => write(event.currentTarget.value)}
        onKeyDown={keys}
      />
      <div class="row end">
        <button type="button" onClick={onClose}>
          {words('frame')('cancel')}
        </button>
        <Button type="submit" main because={because}>
          {words('frame')('save')}
        </Button>
      </div>
    </form>
  );
}
