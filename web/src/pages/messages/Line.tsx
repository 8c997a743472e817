// One message of a thread: who said it and when, what became of it, and what can be done with it.

import { useRef, useState } from 'preact/hooks';
import type { Queued } from '@rialto/client';
import { exactMoment, shortTime, words } from '../../app/shared';
import { Avatar } from './Avatar';
import { Deeds } from './Deeds';
import { Editing } from './Editing';
import { nameOf } from './names';
import { Progress } from './Progress';
import { Reactions } from './Reactions';
import { Said } from './Said';
import { Stuck } from './Waiting';
import type { Scene } from './scene';
import type { Message } from './types';

export interface LineProps {
  readonly message: Message;
  readonly isFirst: boolean;
  readonly scene: Scene;
  /** Its deeds are shown. */
  readonly isOpen: boolean;
  /** The way by Tab leads here. */
  readonly isActive: boolean;
  /** It was looked for. */
  readonly isSought: boolean;
  onOpen(open: boolean): void;
}

export function Line({ message, isFirst, scene, isOpen, isActive, isSought, onOpen }: LineProps) {
  const t = words('messages');
  const [isEdited, edit] = useState(false);
  const isMine = message.author === scene.me;
  const name = isMine ? t('you') : nameOf(message.authorName);
  const isGone = message.deleted || message.hidden;
  const more = useRef<HTMLButtonElement>(null);
  const close = () => {
    onOpen(false);
    // What had the focus is gone; what has taken it since keeps it.
    requestAnimationFrame(() => document.activeElement === document.body && more.current?.focus({ preventScroll: true }));
  };
  const changes = scene.queued.filter(one => one.event !== 'chat:message' && one.data.message === message.id);
  const kinds = ['talk-line', isMine && 'own', isFirst && 'first', isSought && 'sought', message.mentions.includes(scene.me) && 'named'];
  return (
    <div class={kinds.filter(Boolean).join(' ')} data-seq={message.seq} data-testid="message" tabIndex={-1}>
      {isFirst && !isMine && <Avatar name={name} />}
      <div class="talk-body">
        <p class={isFirst ? 'talk-author' : 'unseen'}>
          <strong dir="auto">{name}</strong>{' '}
          <time dateTime={message.at} title={exactMoment(message.at)} class="soft figure">
            {shortTime(message.at)}
          </time>
        </p>
        {isEdited ? <Editing message={message} room={scene.room} onClose={() => edit(false)} /> : <Said message={message} scene={scene} />}
        <Reactions message={message} scene={scene} />
        <div class="talk-fate soft">
          {message.editedAt && !isGone && <span title={exactMoment(message.editedAt)}>{t('edited')}</span>}
          {isMine && !isGone && <Progress message={message} scene={scene} />}
        </div>
        {changes.map(one => (
          <Change key={one.key} change={one} />
        ))}
        {isOpen && <Deeds message={message} scene={scene} onEdit={() => edit(true)} onClose={close} />}
      </div>
      {!message.deleted && (
        <button
          type="button"
          ref={more}
          class="quiet talk-more"
          aria-expanded={isOpen}
          aria-label={t('deeds.of', { name, time: shortTime(message.at) })}
          tabIndex={isActive ? 0 : -1}
          onClick={() => onOpen(!isOpen)}
        >
          <span aria-hidden="true">⋯</span>
        </button>
      )}
    </div>
  );
}

/** Something else than words that waits: an edit, say. */
function Change({ change }: { change: Queued }) {
  const t = words('messages');
  const what = change.event.split(':')[1] as 'edit' | 'delete' | 'react';
  return (
    <p class="soft talk-fate">
      <span aria-hidden="true">🕓</span> {t(`waits.${what}`)}
      <Stuck said={change} />
    </p>
  );
}
