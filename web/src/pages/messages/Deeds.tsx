// What can be done with a message.

import { useEffect, useRef, useState } from 'preact/hooks';
import { announce, rialto, words } from '../../app/shared';
import { toast } from '../../app/toasts';
import { TextField } from '../../ui/controls';
import { ask } from '../play/ask';
import { Deed } from './Deed';
import { QUICK } from './emoji';
import { EmojiPicker } from './EmojiPicker';
import { EDIT_WITHIN_MS, REASON_CHARS_MAX } from './limits';
import { aside } from './queued';
import { keepsOrder, type Scene } from './scene';
import type { Message } from './types';

interface Props {
  readonly message: Message;
  readonly scene: Scene;
  onEdit(): void;
  onClose(): void;
}

export function Deeds(props: Props) {
  const t = words('messages');
  const { message, scene, onEdit, onClose } = props;
  const [dialog, open] = useState<'delete' | 'report' | 'hide' | null>(null);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current!.querySelector('button')?.focus({ preventScroll: true }), []);
  useEffect(() => box.current!.scrollIntoView({ block: 'nearest' }), []);
  const isMine = message.author === scene.me;
  const keeps = keepsOrder(scene);
  const isEditable =
    isMine && message.contentType !== 'gif' && message.contentType !== 'emoji' && rialto.now() - Date.parse(message.at) < EDIT_WITHIN_MS;
  const and = (act: () => void) => () => {
    act();
    onClose();
  };
  return (
    <div
      class="talk-deeds"
      role="group"
      aria-live="off"
      aria-label={t('deeds')}
      ref={box}
      onKeyDown={event => event.key === 'Escape' && onClose()}
    >
      {!message.hidden && (
        <>
          {scene.talk.you && <React {...props} />}
          <button type="button" onClick={and(() => scene.reply(message))}>
            {t('reply')}
          </button>
          {message.content && (
            <button type="button" onClick={and(() => void copy(message.content!))}>
              {t('copy')}
            </button>
          )}
          {isEditable && (
            <button type="button" onClick={and(onEdit)}>
              {t('edit')}
            </button>
          )}
          {!isMine && (
            <button type="button" onClick={() => open('report')}>
              {t('report')}
            </button>
          )}
        </>
      )}
      {keeps && !isMine && (
        <button type="button" onClick={() => open('hide')}>
          {message.hidden ? t('show') : t('hide')}
        </button>
      )}
      {(isMine || keeps) && (
        <button type="button" class="danger" onClick={() => open('delete')}>
          {t('delete')}
        </button>
      )}
      {dialog === 'delete' && <Delete {...props} onDone={onClose} onClose={() => open(null)} />}
      {(dialog === 'report' || dialog === 'hide') && <WithReason {...props} deed={dialog} onDone={onClose} onClose={() => open(null)} />}
    </div>
  );
}

async function copy(text: string): Promise<void> {
  const t = words('messages');
  try {
    // Pages that did not come over https have no clipboard.
    await navigator.clipboard.writeText(text);
    announce(t('copied'));
  } catch {
    toast(t('not_copied'), { tone: 'bad' });
  }
}

/** The usual signs, and all others. */
function React({ message, scene, onClose }: Props) {
  const t = words('messages');
  const [isOpen, open] = useState(false);
  const react = (emoji: string) => {
    aside(scene.room.react(message.id, emoji));
    onClose();
  };
  return (
    <div class="talk-react" role="group" aria-label={t('react')}>
      {QUICK.map(emoji => (
        <button type="button" class="quiet" key={emoji} onClick={() => react(emoji)}>
          {emoji}
        </button>
      ))}
      <button type="button" class="quiet" aria-expanded={isOpen} aria-label={t('emoji.all')} onClick={() => open(!isOpen)}>
        <span aria-hidden="true">+</span>
      </button>
      {isOpen && <EmojiPicker label={t('react')} onPick={react} onClose={() => open(false)} />}
    </div>
  );
}

interface Asked extends Props {
  /** It is done: there is nothing left to choose. */
  onDone(): void;
}

function Delete({ message, scene, onDone, onClose }: Asked) {
  const t = words('messages');
  const remove = async () => {
    aside(scene.room.remove(message.id));
    onDone();
  };
  return (
    <Deed title={t('delete.title')} action={t('delete')} danger waits onDone={remove} onClose={onClose}>
      <p>{t('delete.text')}</p>
    </Deed>
  );
}

/** Reporting it to moderators, and hiding it from all. */
function WithReason({ message, scene, deed, onDone, onClose }: Asked & { deed: 'report' | 'hide' }) {
  const t = words('messages');
  const [reason, write] = useState('');
  const isShown = deed === 'hide' && message.hidden;
  const name = isShown ? 'show' : deed;
  const run = async () => {
    const data = { message: message.id, reason: reason.trim() };
    await ask(`chat:${deed}`, deed === 'hide' ? { ...data, on: !message.hidden } : data, scene.room.name);
    if (deed === 'report') toast(t('report.done'), { tone: 'good' });
    onDone();
  };
  return (
    <Deed title={t(`${name}.title`)} action={t(name)} because={reason.trim() === '' && t('reason.missing')} onDone={run} onClose={onClose}>
      <p>{t(`${name}.text`)}</p>
      <TextField label={t('reason')} value={reason} onValue={write} maxLength={REASON_CHARS_MAX} required />
    </Deed>
  );
}
