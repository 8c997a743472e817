// Where somebody writes.

import type { Signal } from '@preact/signals';
import { useId, useState } from 'preact/hooks';
import { live, number, words } from '../../app/shared';
import { Button } from '../../ui/controls';
import type { Draft } from './drafts';
import { Enclosures } from './Enclosures';
import { drop } from './files';
import { FILES_MAX, MESSAGE_CHARS_COUNTED, MESSAGE_CHARS_MAX } from './limits';
import { Mentions } from './Mentions';
import { lineOf } from './names';
import { Refused } from './Refused';
import { calls, type Scene } from './scene';
import { charsOf } from './text';
import { Tools } from './Tools';
import type { Attachment } from './types';
import { useUploads } from './uploads';
import { useWriting } from './writing';

export function Composer({ scene, kept }: { scene: Scene; kept: Signal<Draft> }) {
  const t = words('messages');
  const id = useId();
  const draft = kept.value;
  const onDraft = (change: Partial<Draft>) => void (kept.value = { ...kept.peek(), ...change });
  const [tooMany, setTooMany] = useState(false);
  const uploads = useUploads(draft.files.length, file => onDraft({ files: [...kept.peek().files, file] }));
  const desk = useWriting({ scene, draft, onDraft, uploading: uploads.all.length });
  const { mentions } = desk;
  const attach = (some: readonly File[]) => setTooMany(!uploads.add(some));
  const caught = (event: Event, data: DataTransfer | null) => {
    const some = [...(data?.files ?? [])];
    if (some.length === 0) return;
    event.preventDefault();
    attach(some);
  };
  const remove = (file: Attachment) => {
    drop(file);
    onDraft({ files: draft.files.filter(one => one !== file) });
  };
  const isNaming = 0 < mentions.suggested.length;
  return (
    <form
      class="talk-composer"
      onSubmit={desk.submit}
      onDragOver={event => event.preventDefault()}
      onDrop={event => caught(event, event.dataTransfer)}
    >
      {draft.replyTo && <ReplyTo scene={scene} id={draft.replyTo} onClose={() => onDraft({ replyTo: null })} />}
      <Enclosures files={draft.files} uploads={uploads} onRemove={remove} />
      {tooMany && (
        <p class="bad" role="alert">
          {t('attached.too_many', { count: FILES_MAX })}
        </p>
      )}
      <Refused error={desk.error} />
      <Mentions id={id} mentions={mentions} onPick={desk.name} />
      <div class="talk-write">
        <textarea
          ref={desk.field}
          rows={1}
          dir="auto"
          aria-label={t('say')}
          placeholder={t('say')}
          aria-autocomplete="list"
          aria-controls={isNaming ? id : undefined}
          aria-activedescendant={isNaming ? `${id}-${mentions.place}` : undefined}
          aria-describedby={`${id}-hint`}
          value={draft.text}
          onInput={event => desk.write(event.currentTarget.value, event.currentTarget.selectionStart)}
          onKeyDown={desk.keys}
          onPaste={event => caught(event, event.clipboardData)}
          onBlur={() => scene.room.typing(false)}
        />
        <Button type="submit" main because={desk.because} data-testid="send">
          {t('send')}
        </Button>
      </div>
      <Tools onEmoji={desk.insert} onGif={desk.sayGif} onFiles={attach} />
      <Hint id={`${id}-hint`} text={draft.text} slowSeconds={scene.talk.slowSeconds} />
    </form>
  );
}

function Hint({ id, text, slowSeconds }: { id: string; text: string; slowSeconds: number }) {
  const t = words('messages');
  const chars = charsOf(text);
  return (
    <p class="soft talk-hint" id={id} role="status">
      {MESSAGE_CHARS_COUNTED < chars && (
        <span class={MESSAGE_CHARS_MAX < chars ? 'bad' : ''}>
          {t('say.chars', { count: number(chars), most: number(MESSAGE_CHARS_MAX) })}
        </span>
      )}
      {0 < slowSeconds && <span>{t('say.slow', { count: slowSeconds })}</span>}
      {!live.value && <span>{t('say.offline')}</span>}
    </p>
  );
}

function ReplyTo({ scene, id, onClose }: { scene: Scene; id: string; onClose(): void }) {
  const t = words('messages');
  const message = scene.messages.find(one => one.id === id);
  return (
    <p class="talk-reply">
      <span class="talk-cut">
        {message ? t('reply.to', { name: calls(scene, message.author) }) : t('reply.to_earlier')}{' '}
        <span class="soft">{message && lineOf(message)}</span>
      </span>
      <button type="button" class="quiet" onClick={onClose} aria-label={t('reply.not')}>
        <span aria-hidden="true">✕</span>
      </button>
    </p>
  );
}
