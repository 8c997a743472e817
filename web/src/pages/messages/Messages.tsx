// Conversations and the one that is open; on a narrow screen one or the other.

import '../../style/messages.css';
import { useRef, useState } from 'preact/hooks';
import { Heading } from '../../app/Frame';
import { useEvents, useInbox, useRoom } from '../../app/hooks';
import type { PageProps } from '../../app/routes';
import { live, person, place, rialto, words } from '../../app/shared';
import { Empty, Known } from '../../ui/states';
import { List } from './List';
import { Open } from './Open';
import { Opening } from './Opening';
import { useWatch } from './seen';
import type { Listed, Talk } from './types';

export default function Messages({ params }: PageProps) {
  const t = words('messages');
  const inbox = useInbox();
  const { state, error, fresh } = useRoom(inbox);
  const { query } = place.value;
  const [whom, about] = [query.get('with'), query.get('about')];
  const id = params['id']?.replace(/^conversation:/, '');
  const listed = state?.conversations as readonly Listed[] | undefined;
  const others = (listed ?? []).flatMap(one => one.with ?? []);
  if (whom || about) return <Opening whom={whom} about={about} />;
  return (
    <div class={`talks ${id ? 'open' : ''}`}>
      <section class={`talks-list ${fresh && live.value ? '' : 'stale'}`} aria-label={t('conversations')}>
        {id ? <h2>{t('title')}</h2> : <Heading text={t('title')} />}
        <Known of={listed} error={error} retry={() => inbox?.resume()}>
          {all => <List all={all} current={id} />}
        </Known>
      </section>
      {id ? <Pane key={id} id={id} watched={others} /> : <Nothing watched={others} />}
    </div>
  );
}

function Nothing({ watched }: { watched: readonly string[] }) {
  useWatch([person.value!.id, ...watched]);
  return (
    <div class="talks-pane talks-none">
      <p class="soft">{words('messages')('choose')}</p>
    </div>
  );
}

function Pane({ id, watched }: { id: string; watched: readonly string[] }) {
  const t = words('messages');
  const room = rialto.conversation(id);
  const { state, error, fresh } = useRoom(room);
  const over = useOver(room);
  // What was seen of it before may be old; what is new since then is known in a moment.
  const entered = useRef(false);
  entered.current ||= state !== undefined && (fresh || !live.value);
  if (over) return <Over why={over} />;
  return (
    <div class="talks-pane">
      {error && (
        <>
          <Heading text={t('untitled.direct')} />
          <Back />
        </>
      )}
      <Known of={entered.current ? (state as Talk | undefined) : undefined} error={error} retry={() => room.resume()}>
        {talk => <Open room={room} talk={talk} fresh={fresh} watched={watched} />}
      </Known>
    </div>
  );
}

/** Why one is no longer in it, where that happened before one's eyes. */
function useOver(room: ReturnType<typeof rialto.conversation>): 'ended' | 'removed' | null {
  const [over, set] = useState<'ended' | 'removed' | null>(null);
  useEvents(room, (event, data) => {
    if (event === 'conversation:deleted') set('ended');
    if (event === 'chat:member:left' && data.user === person.value?.id) set('removed');
    if (event === 'chat:member:joined' && data.user === person.value?.id) set(null);
  });
  return over;
}

function Over({ why }: { why: 'ended' | 'removed' }) {
  const t = words('messages');
  return (
    <div class="talks-pane">
      <Heading text={t(`over.${why}`)} />
      <Empty text={t(`over.${why}_text`)}>
        <Back />
      </Empty>
    </div>
  );
}

function Back() {
  return (
    <a class="button" href="/messages">
      {words('messages')('back_to_list')}
    </a>
  );
}
