// A conversation that somebody is in: its head, its thread, and where one writes.

import { useEffect, useState } from 'preact/hooks';
import type { ConversationRoom } from '@rialto/client';
import { useDeed, useInbox, useRoom } from '../../app/hooks';
import { live, person, words } from '../../app/shared';
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

/** `at`: the message that one has come for. */
export function Open({ room, talk, fresh, at, watched }: { room: ConversationRoom; talk: Talk; fresh: boolean; at: string | null; watched: readonly string[] }) {
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
  const [draft, write] = useDraft(room.name);
  const [sought, jump] = useJump(thread, at);
  const scene: Scene = { room, talk, me, queued: useQueued(room), messages, jump, reply: to => write({ replyTo: to.id }) };
  const other = talk.kind === 'direct' ? talk.members.find(one => one.user !== me) : undefined;
  const isDeaf = !!other && deaf.includes(other.user);
  return (
    <section class={`talk-open ${fresh && live.value ? '' : 'stale'}`} aria-labelledby="talk-title">
      <Head scene={scene} fresh={fresh} other={other} isDeaf={isDeaf} />
      <Log scene={scene} thread={thread} label={titleOfTalk(talk, me)} newFrom={newFrom} unread={unread} sought={sought} onEnd={setEnd} />
      <Typing talk={talk} me={me} deaf={deaf} />
      {isDeaf ? <Deaf user={other.user} name={nameOf(other.name)} /> : <Composer scene={scene} draft={draft} onDraft={write} />}
    </section>
  );
}

function useDraft(room: string): [Draft, (change: Partial<Draft>) => void] {
  const [draft, set] = useState(() => draftOf(room));
  const write = (change: Partial<Draft>) =>
    set(old => {
      const next = { ...old, ...change };
      keepDraft(room, next);
      return next;
    });
  return [draft, write];
}

/** Goes to a message, once it is there. */
function useJump(thread: Thread, at: string | null): [{ id: string; times: number } | null, (id: string) => void] {
  const t = words('messages');
  const [sought, set] = useState<{ id: string; times: number } | null>(null);
  const jump = async (id: string) => {
    if (await thread.reach(Number(id))) set(old => ({ id, times: (old?.times ?? 0) + 1 }));
    else toast(thread.isFull ? t('jump.too_far') : t('jump.not_there'));
  };
  const isThere = 0 < thread.messages.length && !thread.loading;
  useEffect(() => {
    if (at && isThere && !sought) void jump(at);
  }, [at, isThere]);
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
