// A conversation that somebody is in: its head, its thread, and where one writes.

import { useSignal, useSignalEffect, type Signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ConversationRoom } from '@rialto/client';
import { useDeed, useInbox, useRoom } from '../../app/hooks';
import { live, person, place, words } from '../../app/shared';
import { toast } from '../../app/toasts';
import { LiveButton } from '../../ui/controls';
import { ask } from '../play/ask';
import { Composer } from './Composer';
import { draftOf, keepDraft, type Draft } from './drafts';
import { Head } from './Head';
import { Log } from './Log';
import { nameOf, titleOfTalk } from './names';
import { useWatch } from './seen';
import { useQueued } from './queued';
import { useLooking, useNewFrom, useReading } from './reading';
import { Refused } from './Refused';
import type { Scene } from './scene';
import { useThread, type Thread } from './thread';
import type { Talk } from './types';
import { useTyping } from './typing';

/** As in the style of these pages. */
const NARROW = '(max-width: 46rem)';

export function Open({ room, talk, fresh, watched }: { room: ConversationRoom; talk: Talk; fresh: boolean; watched: readonly string[] }) {
  const me = person.value!.id;
  const deaf: readonly string[] = useRoom(useInbox()).state?.blocked ?? [];
  const thread = useThread(room, talk, deaf);
  const messages = thread.messages.filter(one => !deaf.includes(one.author));
  const [isEnd, setEnd] = useState(false);
  const looking = useLooking();
  const { you } = talk;
  const unread = you?.unreadCount ?? 0;
  const newFrom = useNewFrom(unread, you?.read, isEnd && looking);
  useReading(room, messages.at(-1)?.seq ?? 0, you?.read, isEnd);
  useWatch([me, ...talk.members.map(one => one.user), ...watched]);
  const draft = useDraft(room.name);
  const [sought, jump] = useJump(thread);
  const reply = (to: { id: string }) => void (draft.value = { ...draft.peek(), replyTo: to.id });
  const scene: Scene = { room, talk, me, queued: useQueued(room), messages, jump, reply };
  const other = talk.kind === 'direct' ? talk.members.find(one => one.user !== me) : undefined;
  const isDeaf = !!other && deaf.includes(other.user);
  const section = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    // On a narrow screen it fills the page.
    if (matchMedia(NARROW).matches) section.current!.scrollIntoView();
  }, []);
  return (
    <section ref={section} class={`talk-open ${fresh && live.value ? '' : 'stale'}`} aria-label={titleOfTalk(talk, me)}>
      <Head scene={scene} fresh={fresh} other={other} isDeaf={isDeaf} />
      <Log scene={scene} thread={thread} label={titleOfTalk(talk, me)} newFrom={newFrom} unread={unread} sought={sought} onEnd={setEnd} />
      <Typing talk={talk} me={me} deaf={deaf} />
      {isDeaf ? <Deaf user={other.user} name={nameOf(other.name)} /> : <Composer scene={scene} kept={draft} />}
    </section>
  );
}

/** What is being written. A signal: with every letter the composer is drawn anew, and not the thread. */
function useDraft(room: string): Signal<Draft> {
  const draft = useSignal(useMemo(() => draftOf(room), [room]));
  useSignalEffect(() => keepDraft(room, draft.value));
  return draft;
}

/** Goes to a message, once it is there: to the one of the address (`?at=`), and to those that are asked for. */
function useJump(thread: Thread): [{ id: string; times: number } | null, (id: string) => void] {
  const t = words('messages');
  const [sought, set] = useState<{ id: string; times: number } | null>(null);
  const jump = async (id: string) => {
    if (await thread.reach(Number(id))) set(old => ({ id, times: (old?.times ?? 0) + 1 }));
    else toast(thread.isFull ? t('jump.too_far') : t('jump.not_there'));
  };
  const isThere = 0 < thread.messages.length && !thread.loading;
  const came = place.value;
  const followed = useRef<unknown>(null);
  useEffect(() => {
    const at = came.query.get('at');
    if (!at || !isThere || followed.current === came) return;
    followed.current = came;
    void jump(at);
  }, [came, isThere]);
  return [sought, id => void jump(id)];
}

function Typing({ talk, me, deaf }: { talk: Talk; me: string; deaf: readonly string[] }) {
  return (
    <p class="talk-typing soft" data-testid="typing">
      {useTyping(talk, me, deaf)}
    </p>
  );
}

/** One does not want to hear from the other. */
function Deaf({ user, name }: { user: string; name: string }) {
  const t = words('messages');
  const inbox = useInbox()!;
  const hear = useDeed(() => ask('user:block', { user, on: false }, inbox.name));
  return (
    <div class="talk-composer">
      <p>{t('deaf', { name })}</p>
      <LiveButton busy={hear.busy} onClick={() => void hear.run()}>
        {t('unblock')}
      </LiveButton>
      <Refused error={hear.error} />
    </div>
  );
}
