// What goes over the wire, as it goes.

import { useEffect, useState } from 'preact/hooks';
import { clockTime, words } from '../../../app/shared';
import { watchFrames } from '../../../app/rialto';

const SHOWN_MAX = 40;

interface Seen {
  readonly number: number;
  readonly at: number;
  readonly direction: 'in' | 'out';
  readonly text: string;
}

/** Frames of this room, and answers. Newest first. */
export function Frames({ room }: { room: string }) {
  const t = words('floor');
  const [seen, set] = useState<readonly Seen[]>([]);
  useEffect(
    () =>
      watchFrames((direction, frame) => {
        if (frame.room && frame.room !== room) return;
        const text = JSON.stringify(harmless(frame));
        set(before => [{ number: (before[0]?.number ?? 0) + 1, at: Date.now(), direction, text }, ...before].slice(0, SHOWN_MAX));
      }),
    [room],
  );
  return (
    <div class="frames" tabIndex={0} role="region" aria-label={t('demo.frames')}>
      <p class="row start">
        <span class="soft">{seen.length === 0 ? t('frames.none') : t('frames.what')}</span>
        <a href="/console/test" target="_blank">
          {t('frames.console')}
        </a>
      </p>
      <ol class="lines" dir="ltr">
        {seen.map(({ number, at, direction, text }) => (
          <li key={number}>
            <span class="soft">
              {clockTime(at)} {direction === 'out' ? '↑' : '↓'} <span class="unseen">{t(`frames.${direction}`)}</span>
            </span>{' '}
            <code>{text}</code>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** A token is nobody's to see. */
function harmless(frame: any): unknown {
  return frame.event === 'auth' ? { ...frame, data: { token: '…' } } : frame;
}
