// What one was told, by day, and how one wants to be told.

import { useState } from 'preact/hooks';
import { newKey } from '@rialto/client';
import { Heading } from '../../app/Frame';
import { useDeed, useEvents, useInbox, usePages, useRoom } from '../../app/hooks';
import { linkOf, wordsOfNotification, type Notification } from '../../app/notification';
import { day, place, rialto, setQuery, words } from '../../app/shared';
import { LiveButton, Select } from '../../ui/controls';
import { Empty, Failure, Loading } from '../../ui/states';
import { When } from '../../ui/time';
import { Preferences, TOPICS } from './Preferences';
import { Refused } from './Refused';

export default function Notifications() {
  const t = words('people');
  const f = words('frame');
  const inbox = useInbox();
  const { state } = useRoom(inbox);
  const [type, setType] = useState('');
  const unread = place.value.query.get('unread') === '1';
  const list = usePages<Notification>('notifications', unread ? { unread: 'true' } : {});
  // The list is of REST; what happens since comes by the room.
  useEvents(inbox, (event, data) => {
    if (event === 'notification:new') list.change(items => [data, ...items.filter(one => one.id !== data.id)]);
    if (event === 'notification:read') list.change(items => items.map(one => (data.ids.includes(one.id) ? { ...one, readAt: one.readAt ?? new Date(rialto.now()).toISOString() } : one)));
    if (event === 'notification:deleted') list.change(items => items.filter(one => !data.ids.includes(one.id)));
  });
  const ask = (path: string, body: unknown) => rialto.rest.ask('POST', `notifications/${path}`, { body, key: newKey() });
  const readAll = useDeed(() => ask('read', { all: true }));
  const shown = list.items.filter(one => type === '' || one.type === type);
  const types: [string, string][] = [['', f('all')], ...TOPICS.map((name): [string, string] => [name, f(`notification.${name}`)])];
  return (
    <>
      <Heading text={t('notifications.title')} />
      <div class="filters">
        <Select label={t('notifications.type')} value={type} options={types} onValue={setType} />
        <Select
          label={t('notifications.which')}
          value={unread ? '1' : ''}
          options={[['', f('all')], ['1', t('notifications.unread')]]}
          onValue={value => setQuery({ unread: value })}
        />
        <LiveButton busy={readAll.busy} because={state?.unreadCount === 0 && t('notifications.none_unread')} onClick={() => void readAll.run()}>
          {f('mark_all')}
        </LiveButton>
      </div>
      <Refused error={readAll.error} />
      {list.error && list.items.length === 0 ? (
        <Failure error={list.error} retry={list.reload} />
      ) : list.loading && list.items.length === 0 ? (
        <Loading retry={list.reload} />
      ) : shown.length === 0 ? (
        <Empty text={f('no_notifications')} />
      ) : (
        <Days items={shown} onRead={ids => void ask('read', { ids })} onDelete={ids => void ask('delete', { ids })} />
      )}
      {list.more && <button onClick={list.loadMore}>{f('more')}</button>}
      {inbox && state && <Preferences inbox={inbox} preferences={state.preferences} />}
    </>
  );
}

function Days({ items, onRead, onDelete }: { items: Notification[]; onRead(ids: string[]): void; onDelete(ids: string[]): void }) {
  const t = words('people');
  const days = new Map<string, Notification[]>();
  for (const one of items) days.set(day(one.createdAt), [...(days.get(day(one.createdAt)) ?? []), one]);
  return (
    <>
      {[...days].map(([name, those]) => (
        <section key={name}>
          <h2>{name}</h2>
          <ul class="lines">
            {those.map(one => (
              <li key={one.id} class="row middle">
                <span>
                  {!one.readAt && <span class="badge">{t('notifications.new')}</span>}{' '}
                  <a href={linkOf(one)} onClick={() => !one.readAt && onRead([one.id])}>
                    {wordsOfNotification(one).text}
                  </a>{' '}
                  <span class="soft">
                    <When at={one.createdAt} />
                  </span>
                </span>
                <span class="row">
                  {!one.readAt && (
                    <LiveButton class="quiet" onClick={() => onRead([one.id])}>
                      {t('notifications.read')}
                    </LiveButton>
                  )}
                  <LiveButton class="quiet" onClick={() => onDelete([one.id])}>
                    {t('notifications.delete')}
                  </LiveButton>
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}
