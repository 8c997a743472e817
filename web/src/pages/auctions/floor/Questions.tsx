// Questions to the seller, and the answers: the conversation beside the auction. Everybody may read it; whoever is signed in may ask.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { ConversationRoom, Queued, StateOf } from '@rialto/client';
import { clockTime, exactMoment, live, moment, number, person, rialto, words } from '../../../app/shared';
import { useAsk, useRoom } from '../../../app/hooks';
import { Button, TextArea } from '../../../ui/controls';
import { Empty, Known, signInPath } from '../../../ui/states';
import { Away } from './Away';
import type { Lot } from './lot';
import { sayError } from './said';

const CHARS_MAX = 4_000;

type Conversation = StateOf<'conversation'>;

export default function Questions({ lot }: { lot: Lot }) {
  const t = words('floor');
  const who = person.value?.id;
  const open = (signal: AbortSignal) => rialto.rest.ask('POST', 'conversations', { body: { kind: 'auction', auction: lot.room }, signal });
  const found = useAsk<{ id: string }>(who ? `questions ${lot.room} ${who}` : null, open);
  if (lot.status === 'draft') return <Empty text={t('questions.draft')} />;
  if (!who) {
    return (
      <Empty text={t('questions.sign_in')}>
        <Away class="button" href={signInPath()}>
          {words('frame')('sign_in')}
        </Away>
      </Empty>
    );
  }
  return (
    <Known of={found.data} error={found.error} retry={found.reload}>
      {({ id }) => <Talk room={rialto.conversation(id)} lot={lot} />}
    </Known>
  );
}

function Talk({ room, lot }: { room: ConversationRoom; lot: Lot }) {
  const { state, error } = useRoom(room);
  const last = state?.messages.at(-1)?.seq;
  const unread = state?.you?.unreadCount ?? 0;
  useEffect(() => {
    if (0 < unread && last !== undefined) void room.read(last).catch(() => {});
  }, [unread, last]);
  return (
    <Known of={state} error={error} retry={() => room.resume()}>
      {known => (
        <>
          <Log talk={known} lot={lot} />
          <Waiting room={room} lot={lot} />
          <Ask room={room} talk={known} lot={lot} />
        </>
      )}
    </Known>
  );
}

function Log({ talk, lot }: { talk: Conversation; lot: Lot }) {
  const t = words('floor');
  const shown = talk.messages.filter(one => !one.deleted && !one.hidden && one.content);
  if (shown.length === 0) return <Empty text={t('questions.none')} />;
  return (
    <div role="log" aria-label={t('questions')} class="log" tabIndex={0}>
      <ol class="lines">
        {shown.map(({ id, author, authorName, content, at }) => (
          <li key={id} class={author === lot.seller.id ? 'answer' : ''}>
            <p class="row start">
              <strong>{authorName}</strong>
              {author === lot.seller.id && <span class="badge good">{t('questions.seller')}</span>}
              {at && (
                <time class="soft" dateTime={at} title={exactMoment(at)}>
                  {moment(at)}
                </time>
              )}
            </p>
            <p class="text" dir="auto">
              {content}
            </p>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** What was said and has not arrived yet. */
function Waiting({ room, lot }: { room: ConversationRoom; lot: Lot }) {
  const t = words('floor');
  const f = words('frame');
  const [queued, set] = useState<readonly Queued[]>(room.queued);
  useEffect(() => room.onQueued(set), [room]);
  if (queued.length === 0) return null;
  return (
    <ul class="lines">
      {queued.map(({ key, data, at, state, error }) => (
        <li key={key} class="soft">
          <p class="text" dir="auto">
            {data.content}
          </p>
          <p class="row start">
            {error ? (
              <span class="bad">{sayError(error, lot.currency)}</span>
            ) : (
              <span>{t('questions.waiting', { time: clockTime(at) })}</span>
            )}
            {state !== 'sending' && state !== 'waiting' && (
              <>
                <Button class="quiet" onClick={() => rialto.queue.retry(key)}>
                  {f('retry')}
                </Button>
                <Button class="quiet" onClick={() => rialto.queue.discard(key)}>
                  {t('questions.discard')}
                </Button>
              </>
            )}
          </p>
        </li>
      ))}
    </ul>
  );
}

function Ask({ room, talk, lot }: { room: ConversationRoom; talk: Conversation; lot: Lot }) {
  const t = words('floor');
  const [text, write] = useState('');
  const [error, say] = useState<string>();
  const field = useRef<HTMLFormElement>(null);
  const silenced = talk.you?.silencedUntil;
  const mine = person.value?.id === lot.seller.id;
  const send = (event: Event) => {
    event.preventDefault();
    const content = text.trim();
    if (content === '' || silenced) return;
    write('');
    say(undefined);
    // What was refused later stands above, among what waits.
    room.send(content).catch(why => why.code === 'queue_full' && say(sayError(why, lot.currency)));
    field.current?.querySelector('textarea')?.focus();
  };
  const hint =
    0 < talk.slowSeconds ? t('questions.slow', { seconds: number(talk.slowSeconds) }) : !live.value ? t('questions.later') : undefined;
  return (
    <form onSubmit={send} ref={field}>
      <TextArea
        label={t(mine ? 'questions.answer' : 'questions.ask')}
        hint={hint}
        error={error}
        value={text}
        onValue={write}
        maxLength={CHARS_MAX}
        rows={2}
      />
      <Button type="submit" because={silenced ? t('error.silenced', { until: moment(silenced) }) : undefined}>
        {t('questions.send')}
      </Button>
    </form>
  );
}
