// A thread on the screen: it follows its end, stays where somebody reads, and loads what was said before.

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { date, day, number, rialto, words } from '../../app/shared';
import { Button } from '../../ui/controls';
import { Line } from './Line';
import { dayOf, linesOf } from './lines';
import { Refused } from './Refused';
import type { Scene } from './scene';
import type { Thread } from './thread';
import { Waiting } from './Waiting';

/** Whoever is nearer to the end than this follows it. */
const NEAR_PX = 40;
/** The line of the new messages stands so far below the edge. */
const MARGIN_PX = 8;
/** What was said before is loaded when there is only so much left above. */
const ABOVE_PX = 150;

interface Props {
  readonly scene: Scene;
  readonly thread: Thread;
  readonly label: string;
  /** Behind which position the new messages begin. */
  readonly newFrom: number | null;
  readonly unread: number;
  /** A message that was looked for, and how many times. */
  readonly sought: { readonly id: string; readonly times: number } | null;
  onEnd(isEnd: boolean): void;
}

export function Log({ scene, thread, label, newFrom, unread, sought, onEnd }: Props) {
  const t = words('messages');
  const box = useRef<HTMLDivElement>(null);
  const [isEnd, setEnd] = useState(true);
  const [openId, open] = useState<string | null>(null);
  const [activeId, activate] = useState<string>();
  const messages = scene.messages;
  const waiting = scene.queued.filter(one => one.event === 'chat:message');
  const { toEnd, scrolled } = useScroll(box, messages[0]?.seq, sought, now => {
    setEnd(now);
    onEnd(now);
  });
  const older = () => void thread.older();
  const onScroll = () => {
    scrolled();
    if (box.current!.scrollTop < ABOVE_PX && !thread.error) older();
  };
  const last = messages.at(-1)?.id;
  return (
    <div class="talk-log-frame">
      <div
        class="talk-log"
        role="log"
        aria-live="polite"
        aria-relevant="additions"
        aria-label={label}
        aria-busy={thread.loading}
        tabIndex={0}
        ref={box}
        onScroll={onScroll}
        onKeyDown={walk}
        data-testid="log"
      >
        <div class="talk-log-inside">
          <Before thread={thread} onOlder={older} />
          {messages.length === 0 && waiting.length === 0 && !thread.loading && <p class="soft">{t('empty.thread')}</p>}
          {linesOf(messages, newFrom, scene.me).map(line => {
            if (line.kind === 'day') return <Day key={line.key} at={line.at} />;
            if (line.kind === 'new') return <New key={line.key} />;
            const { id } = line.message;
            return (
              <div key={line.key} onFocusIn={() => activate(id)}>
                <Line
                  message={line.message}
                  isFirst={line.isFirst}
                  scene={scene}
                  isOpen={openId === id}
                  isActive={id === (activeId ?? last)}
                  isSought={sought?.id === id}
                  onOpen={now => open(now ? id : null)}
                />
              </div>
            );
          })}
          {waiting.map(one => (
            <Waiting key={one.key} said={one} />
          ))}
        </div>
      </div>
      {!isEnd && (
        <button type="button" class="talk-jump main" onClick={toEnd}>
          <span aria-hidden="true">↓</span> {0 < unread ? t('jump.new', { count: number(unread) }) : t('jump')}
        </button>
      )}
    </div>
  );
}

/** From the deeds of one message to those of the next by the arrows. */
function walk(event: KeyboardEvent): void {
  const by = ({ ArrowUp: -1, ArrowDown: 1 } as Record<string, number>)[event.key];
  const from = event.target as HTMLElement;
  if (by === undefined || !from.matches('.talk-more')) return;
  const all = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('.talk-more')];
  const next = all[all.indexOf(from) + by];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** Where somebody is in it, kept while it grows at both ends. */
function useScroll(
  box: { current: HTMLDivElement | null },
  first: number | undefined,
  sought: Props['sought'],
  onEnd: (isEnd: boolean) => void,
) {
  const place = useRef({ isEnd: true, top: 0, toBottom: 0, first, isNew: true });
  const scrolled = () => {
    const { scrollHeight, scrollTop, clientHeight } = box.current!;
    const isEnd = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    if (isEnd !== place.current.isEnd || place.current.isNew) onEnd(isEnd);
    Object.assign(place.current, { isEnd, top: scrollTop, toBottom: scrollHeight - scrollTop, isNew: false });
  };
  const toEnd = () => {
    box.current!.scrollTop = box.current!.scrollHeight;
    scrolled();
  };
  useLayoutEffect(() => {
    const { top, toBottom, first: before, isNew } = place.current;
    // Somebody may have begun to scroll back a moment ago, and nobody has been told of it yet.
    const isEnd = place.current.isEnd && top <= box.current!.scrollTop;
    const start = isNew && box.current!.querySelector<HTMLElement>('.talk-new');
    if (start) box.current!.scrollTop = start.offsetTop - MARGIN_PX;
    else if (isEnd) box.current!.scrollTop = box.current!.scrollHeight;
    else if (before !== undefined && first !== undefined && first < before) box.current!.scrollTop = box.current!.scrollHeight - toBottom;
    place.current.first = first;
    if (first !== undefined) scrolled();
  });
  useEffect(() => {
    const grown = new ResizeObserver(() => {
      // What was measured may be gone when it is told.
      if (!box.current) return;
      if (place.current.isEnd && place.current.top <= box.current.scrollTop) toEnd();
      else scrolled();
    });
    grown.observe(box.current!);
    grown.observe(box.current!.firstElementChild!);
    return () => grown.disconnect();
  }, []);
  useEffect(() => {
    const line = sought && box.current!.querySelector<HTMLElement>(`[data-seq="${sought.id}"]`);
    if (!line) return;
    box.current!.scrollTop = line.offsetTop - box.current!.clientHeight / 3;
    scrolled();
    line.focus({ preventScroll: true });
  }, [sought?.id, sought?.times]);
  return { toEnd, scrolled };
}

/** What lies before the first message that is there. */
function Before({ thread, onOlder }: { thread: Thread; onOlder(): void }) {
  const t = words('messages');
  if (thread.error && thread.error.code !== 'offline') return <Refused error={thread.error} />;
  if (thread.isFull) return <p class="soft">{t('older.full')}</p>;
  if (!thread.more) return null;
  return (
    <p class="talk-older">
      <Button busy={thread.loading} onClick={onOlder}>
        {t('older')}
      </Button>
    </p>
  );
}

function Day({ at }: { at: string }) {
  const t = words('messages');
  const now = rialto.now();
  const names: Record<string, string> = { [dayOf(now)]: t('today'), [dayOf(now - 86_400_000)]: t('yesterday') };
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return (
    <p class="talk-day soft">
      <time dateTime={at}>{names[dayOf(at)] ?? (isThisYear ? day(at) : date(at))}</time>
    </p>
  );
}

function New() {
  return (
    <p class="talk-new">
      <span>{words('messages')('new')}</span>
    </p>
  );
}
