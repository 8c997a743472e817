// The conversations that somebody is in, the one with the latest message first; and what is found in them.

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { live, words } from '../../app/shared';
import { Button, LiveButton, TextField } from '../../ui/controls';
import { Empty } from '../../ui/states';
import { arrived } from './arrived';
import { FoundMessages } from './FoundMessages';
import { OwnPresence } from './OwnPresence';
import { NewTalk } from './NewTalk';
import { useRested } from './PeopleSearch';
import { Row } from './Row';
import { titleOf } from './names';
import type { Listed } from './types';

/** So many are shown at first, and more each time. */
const STEP = 50;
const LETTERS_MIN = 2;
/** What has arrived is told of so many conversations at most. */
const ARRIVED_MAX = 50;

/** Where somebody was in the list, while they look into one after the other. */
let scrolledTo = 0;

export function List({ all, current }: { all: readonly Listed[]; current: string | undefined }) {
  const t = words('messages');
  const [text, type] = useState('');
  const [shown, show] = useState(STEP);
  const [dialog, open] = useState<'talk' | 'support' | null>(null);
  const box = useRef<HTMLUListElement>(null);
  const sought = useRested(text.trim());
  const isEnough = LETTERS_MIN <= [...sought].length;
  useLayoutEffect(() => {
    if (box.current) box.current.scrollTop = scrolledTo;
  }, []);
  useArrivals(all);
  const wanted = text.trim().toLocaleLowerCase();
  const fitting = all.filter(one => titleOf(one).toLocaleLowerCase().includes(wanted));
  return (
    <>
      <div class="talks-tools">
        <LiveButton main onClick={() => open('talk')}>
          {t('new_talk')}
        </LiveButton>
        <LiveButton onClick={() => open('support')}>{t('new_support')}</LiveButton>
      </div>
      <OwnPresence />
      <TextField label={t('search')} type="search" autocomplete="off" value={text} onValue={type} maxLength={200} />
      {all.length === 0 && wanted === '' && <Empty text={t('empty.list')} />}
      {0 < fitting.length && (
        <ul class="talks-rows" ref={box} onScroll={event => (scrolledTo = event.currentTarget.scrollTop)} aria-label={t('conversations')}>
          {fitting.slice(0, shown).map(one => (
            <Row key={one.conversation} line={one} isCurrent={one.conversation === `conversation:${current}`} />
          ))}
          {shown < fitting.length && (
            <li>
              <Button onClick={() => show(shown + STEP)}>{words('frame')('more')}</Button>
            </li>
          )}
        </ul>
      )}
      {wanted !== '' && fitting.length === 0 && <p class="soft">{t('search.no_talk')}</p>}
      {wanted !== '' && isEnough && <FoundMessages q={sought} />}
      {dialog && <NewTalk isSupport={dialog === 'support'} onClose={() => open(null)} />}
    </>
  );
}

/** What is in the list has arrived, read or not. */
function useArrivals(all: readonly Listed[]): void {
  const isLive = live.value;
  useEffect(() => {
    if (!isLive) return;
    const unread = all.filter(one => 0 < one.unreadCount && one.lastMessage && one.kind !== 'auction');
    for (const one of unread.slice(0, ARRIVED_MAX)) arrived(one.conversation, one.lastMessage!.seq);
  }, [all, isLive]);
}
