// Where one is signed in, and the end of that.

import { newKey } from '@rialto/client';
import { useAsk, useDeed } from '../../app/hooks';
import { rialto, words } from '../../app/shared';
import { signOut } from '../../app/session';
import { LiveButton } from '../../ui/controls';
import { Known } from '../../ui/states';
import { When } from '../../ui/time';
import { Refused } from './Refused';

interface Session {
  id: string;
  current: boolean;
  createdAt: string;
  usedAt: string;
  userAgent: string;
  address: string;
}

export function Sessions() {
  const t = words('people');
  const list = useAsk<{ items: Session[] }>('sessions', signal => rialto.rest.ask('GET', 'auth/sessions', { signal }));
  const end = useDeed(async (id: string) => {
    await rialto.rest.ask('DELETE', `auth/sessions/${id}`, { key: newKey() });
    list.reload();
  });
  return (
    <section class="card">
      <h2>{t('sessions.title')}</h2>
      <Known of={list.data} error={list.error} retry={list.reload}>
        {({ items }) => (
          <ul class="lines">
            {items.map(one => (
              <li key={one.id} class="row middle">
                <span>
                  {one.userAgent || t('sessions.unknown')} <span class="soft">{one.address}</span>
                  <br />
                  <span class="soft">
                    {t('sessions.used')} <When at={one.usedAt} />
                  </span>
                </span>
                {one.current ? (
                  <span class="badge good">{t('sessions.here')}</span>
                ) : (
                  <LiveButton busy={end.busy} onClick={() => void end.run(one.id)}>
                    {t('sessions.end')}
                  </LiveButton>
                )}
              </li>
            ))}
          </ul>
        )}
      </Known>
      <Refused error={end.error} />
      <LiveButton class="danger" onClick={() => void signOut(true)}>
        {t('sessions.everywhere')}
      </LiveButton>
    </section>
  );
}
