// Notifications: how many, the latest of them, and notices of new ones.

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { useEvents, useInbox, useRoom } from './hooks';
import { number, person, place, rialto, words } from './shared';
import { toast } from './toasts';
import { linkOf, wordsOfNotification, type Notification } from './notification';
import { BellIcon } from '../ui/icons';
import { When } from '../ui/time';

const SHOWN_MAX = 10;

export function Bell() {
  const t = words('frame');
  const inbox = useInbox();
  const { state } = useRoom(inbox);
  const open = useSignal(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => void (open.value = false), [place.value.path]);
  useEvents(inbox, (event, data) => {
    if (event !== 'notification:new') return;
    const { text } = wordsOfNotification(data);
    const href = linkOf(data);
    // Who looks at it already is not told about it.
    if (href !== location.pathname) toast(text, { link: { href, text: t('open') } });
  });
  if (!person.value || !inbox) return null;
  const count = state?.unreadCount ?? 0;
  const all: Notification[] = state?.notifications ?? [];
  const shown = [...all.filter(one => !one.readAt), ...all.filter(one => one.readAt)].slice(0, SHOWN_MAX);
  const close = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    open.value = false;
    box.current?.querySelector('button')?.focus();
  };
  const read = (ids: string[]) => void inbox.call('notification:read', { ids }).catch(() => {});
  return (
    <div class="menu" ref={box} onKeyDown={close}>
      <button aria-expanded={open.value} aria-controls="bell" onClick={() => (open.value = !open.value)} data-testid="bell">
        <BellIcon />
        <span class="unseen">{t('notifications', { count })}</span>
        {0 < count && (
          <span class="count" aria-hidden="true">
            {number(count)}
          </span>
        )}
      </button>
      {open.value && (
        <div id="bell" class="sheet card">
          <ul class="lines">
            {shown.map(one => (
              <li key={one.id} class={one.readAt ? 'soft' : ''}>
                <a href={linkOf(one)} onClick={() => read([one.id])}>
                  {wordsOfNotification(one).text}
                </a>{' '}
                <When at={one.createdAt} />
              </li>
            ))}
          </ul>
          {shown.length === 0 && <p class="soft">{t('no_notifications')}</p>}
          <div class="row">
            <a href="/notifications">{t('all_notifications')}</a>
            {0 < count && <button onClick={() => void rialto.call('notification:read', { all: true }, { room: inbox.name })}>{t('mark_all')}</button>}
          </div>
        </div>
      )}
    </div>
  );
}
