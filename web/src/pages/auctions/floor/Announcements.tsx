// What the seller and staff said to everybody, as long as one looks.

import { useEffect, useState } from 'preact/hooks';
import type { AuctionRoom } from '@rialto/client';
import { clockTime, words } from '../../../app/shared';

/** Only the latest. */
const SHOWN_MAX = 5;

interface Said {
  readonly seq: number | undefined;
  readonly at: string;
  readonly text: string;
}

export function Announcements({ room }: { room: AuctionRoom }) {
  const t = words('floor');
  const [all, set] = useState<readonly Said[]>([]);
  useEffect(
    () =>
      room.on('auction:announcement', (data, { seq, at = new Date(room.now()).toISOString() }) =>
        set(before => [{ seq, at, text: data.text }, ...before].slice(0, SHOWN_MAX)),
      ),
    [room],
  );
  if (all.length === 0) return null;
  return (
    <section class="card announcements" aria-label={t('announcements')}>
      <ul class="lines">
        {all.map(({ seq, at, text }) => (
          <li key={seq}>
            <time class="soft" dateTime={at}>
              {clockTime(at)}
            </time>{' '}
            {text}
          </li>
        ))}
      </ul>
    </section>
  );
}
