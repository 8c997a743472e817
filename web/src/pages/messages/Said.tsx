// What a message says: its words, the message that it answers, its files.

import type { ComponentChildren } from 'preact';
import { words } from '../../app/shared';
import { Carried } from './Carried';
import { lineOf } from './names';
import { calls, type Scene } from './scene';
import { pieces } from './text';
import type { Message } from './types';

export function Said({ message, scene }: { message: Message; scene: Scene }) {
  const t = words('messages');
  const { content, contentType, attachments, replyTo, deleted, hidden } = message;
  if (deleted) return <p class="soft talk-gone">{t('deleted')}</p>;
  if (hidden || content === undefined) return <p class="soft talk-gone">{t('hidden')}</p>;
  return (
    <>
      {replyTo && <Quote id={replyTo} scene={scene} />}
      {attachments.map(one => (
        <Carried key={one.id} file={one} />
      ))}
      {content !== '' && <Words content={content} type={contentType} names={message.mentions.map(user => calls(scene, user))} />}
    </>
  );
}

/** `names`: of those who are named in it. */
export function Words({ content, type, names }: { content: string; type: Message['contentType']; names: readonly string[] }) {
  if (type === 'gif') return <Gif address={content} />;
  return (
    <p class={`text ${type === 'emoji' ? 'talk-large' : ''}`} dir="auto">
      {pieces(content, names).map(({ kind, text }): ComponentChildren => {
        if (kind === 'text') return text;
        if (kind === 'mention') return <strong>{text}</strong>;
        return <Address text={text} />;
      })}
    </p>
  );
}

/** Addresses of this house stay in this window. */
function Address({ text }: { text: string }) {
  if (!URL.canParse(text)) return <>{text}</>;
  const isOurs = new URL(text).origin === location.origin;
  return isOurs ? (
    <a href={text}>{text}</a>
  ) : (
    <a href={text} target="_blank" rel="noopener noreferrer nofollow">
      {text}
    </a>
  );
}

/** A moving picture of another house: shown there, for a page of ours asks no other host for anything. */
function Gif({ address }: { address: string }) {
  const t = words('messages');
  const host = URL.canParse(address) ? new URL(address).host : address;
  return (
    <p>
      <a class="button" href={address} target="_blank" rel="noopener noreferrer nofollow">
        <span aria-hidden="true">🎞</span> {t('gif.open', { host })}
      </a>
    </p>
  );
}

function Quote({ id, scene }: { id: string; scene: Scene }) {
  const t = words('messages');
  const quoted = scene.messages.find(one => one.id === id);
  return (
    <button type="button" class="talk-quote" onClick={() => scene.jump(id)}>
      <span class="unseen">{t('quote.jump')}</span>
      {quoted ? (
        <>
          <strong>{calls(scene, quoted.author)}</strong>
          <span class="talk-cut" dir="auto">
            {lineOf(quoted)}
          </span>
        </>
      ) : (
        <span>{t('quote.earlier')}</span>
      )}
    </button>
  );
}
