// What those in a lobby say to each other. What is said without a connection waits, and shows that it does.

import { useEffect, useRef, useState } from 'preact/hooks';
import { RialtoError, type ConversationRoom, type Message, type Queued } from '@rialto/client';
import { useRoom } from '../../app/hooks';
import { clockTime, person, rialto, words } from '../../app/shared';
import { TextField } from '../../ui/controls';
import { MESSAGE_CHARS_MAX } from './limits';
import { Refused, wordsOfRefusal } from './Refused';

/** Whoever is nearer to the end than this follows it. */
const NEAR_PX = 60;

export function Chat({ name }: { name: string }) {
  const t = words('play');
  const room = rialto.conversation(name);
  const { state, error } = useRoom(room);
  const queued = useQueued(room);
  const [text, type] = useState('');
  const [refused, refuse] = useState<RialtoError>();
  const messages: Message[] = state?.messages ?? [];
  useReading(room, messages.at(-1)?.seq ?? 0, state?.you?.read ?? 0);
  const say = (event: Event) => {
    event.preventDefault();
    if (text.trim() === '') return;
    const said = text.trim();
    type('');
    refuse(undefined);
    room.send(said).catch(why => {
      // What is in the queue says there what came of it; what did not get so far is not lost.
      if (why.code === 'discarded' || room.queued.some(one => one.data.content === said)) return;
      type(said);
      refuse(why.code ? why : new RialtoError({ code: 'offline', message: String(why) }));
    });
  };
  return (
    <section class="card chat" aria-labelledby="chat">
      <h2 id="chat">{t('chat.title')}</h2>
      <Log messages={messages} queued={queued} />
      {error ? (
        <p class="soft">{t('chat.over')}</p>
      ) : (
        <form onSubmit={say}>
          <Refused error={refused} />
          <TextField label={t('chat.say')} value={text} onValue={type} maxLength={MESSAGE_CHARS_MAX} autocomplete="off" />
          <div class="row">
            <button type="submit">{t('chat.send')}</button>
            <a href={`/messages/${name.split(':')[1]}`}>{t('chat.open')}</a>
          </div>
        </form>
      )}
    </section>
  );
}

function Log({ messages, queued }: { messages: Message[]; queued: readonly Queued[] }) {
  const t = words('play');
  const log = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  useEffect(() => {
    if (follows.current && log.current) log.current.scrollTop = log.current.scrollHeight;
  }, [messages.at(-1)?.id, queued.length]);
  const scrolled = () => {
    const { scrollHeight, scrollTop, clientHeight } = log.current!;
    follows.current = scrollHeight - scrollTop - clientHeight < NEAR_PX;
  };
  return (
    <div class="log" role="log" aria-label={t('chat.title')} tabIndex={0} ref={log} onScroll={scrolled} data-testid="chat">
      {messages.length === 0 && queued.length === 0 && <p class="soft">{t('chat.empty')}</p>}
      {messages.map(one => (
        <p key={one.id} class={one.author === person.value?.id ? 'own' : ''}>
          <strong>{one.authorName || t('somebody')}</strong>{' '}
          <time dateTime={one.at} class="soft figure">
            {clockTime(one.at ?? 0)}
          </time>
          <br />
          <Said message={one} />
        </p>
      ))}
      {queued.map(one => (
        <Waiting key={one.key} said={one} />
      ))}
    </div>
  );
}

function Said({ message: { content, attachments, deleted, hidden } }: { message: Message }) {
  const t = words('play');
  if (deleted) return <span class="soft">{t('chat.deleted')}</span>;
  if (hidden || content === undefined) return <span class="soft">{t('chat.hidden')}</span>;
  return (
    <>
      <span class="text" dir="auto">
        {content}
      </span>
      {0 < (attachments?.length ?? 0) && <span class="soft"> {t('chat.files', { count: attachments!.length })}</span>}
    </>
  );
}

/** What was said and is not there yet. */
function Waiting({ said: { key, data, state, error } }: { said: Queued }) {
  const t = words('play');
  const isStuck = state === 'failed' || state === 'old';
  return (
    <p class="own soft">
      <span class="text" dir="auto">
        {data.content}
      </span>
      <br />
      <span class={isStuck ? 'bad' : ''}>{error ? wordsOfRefusal(error) : t(`chat.${state}`)}</span>
      {isStuck && (
        <span class="row start">
          <button onClick={() => rialto.queue.retry(key)}>{words('frame')('retry')}</button>
          <button onClick={() => rialto.queue.discard(key)}>{t('chat.discard')}</button>
        </span>
      )}
    </p>
  );
}

function useQueued(room: ConversationRoom): readonly Queued[] {
  const [queued, set] = useState(room.queued);
  useEffect(() => room.onQueued(set), [room]);
  return queued.filter(one => one.event === 'chat:message');
}

/** What is on the screen of somebody who looks at it has been read. */
function useReading(room: ConversationRoom, last: number, read: number): void {
  useEffect(() => {
    const look = () => {
      if (read < last && document.visibilityState === 'visible' && document.hasFocus()) room.read(last).catch(() => {});
    };
    look();
    addEventListener('focus', look);
    document.addEventListener('visibilitychange', look);
    return () => {
      removeEventListener('focus', look);
      document.removeEventListener('visibilitychange', look);
    };
  }, [room, last, read]);
}
