// How somebody is seen: a dot, and a word.

import { words } from '../../app/shared';
import { When } from '../../ui/time';
import { seen } from './seen';

/** `isExact`: also when they were last there. */
export function Presence({ user, isExact }: { user: string; isExact?: boolean }) {
  const t = words('messages');
  const now = seen.value[user];
  if (!now) return null;
  return (
    <span class="talk-presence" data-status={now.status}>
      {t(`presence.${now.status}`)}
      {isExact && now.status === 'offline' && now.lastSeen && (
        <>
          {' '}
          <When at={now.lastSeen} />
        </>
      )}
    </span>
  );
}
