// How the connection is: in words, with a sign and a colour.

import { useEffect, useState } from 'preact/hooks';
import type { Status } from '@rialto/client';
import { announce } from './announce';
import { clockTime, number, rialto, status, words } from './shared';
import { signInPath } from '../ui/states';

/** Short interruptions are not worth a word. */
const SAID_AFTER_MS = 2_000;

export function Pill() {
  const t = words('frame');
  const now = status.value;
  const left = useSecondsUntil(now.retryAt);
  const text = wordsFor(now, left);
  useEffect(() => {
    if (now.phase === 'idle') return;
    const timer = setTimeout(() => announce(t(`pill.${nameOf(now)}` as 'pill.live', { seconds: '' }), { key: 'pill' }), SAID_AFTER_MS);
    return () => clearTimeout(timer);
  }, [nameOf(now)]);
  const detail = now.phase === 'live' ? t('pill.detail', { transport: now.transport ?? '', latency: number(now.latencyMs ?? 0), time: clockTime(rialto.now()) }) : undefined;
  const waits = now.phase === 'reconnecting' && now.retryAt !== null;
  return (
    <span class="pill" data-phase={now.phase} data-testid="pill" title={detail}>
      <span>{text}</span>
      {(waits || now.phase === 'offline') && <button onClick={() => rialto.retryNow()}>{t('pill.retry')}</button>}
      {now.phase === 'closed' && (now.reason === 'signed_out' || now.reason === 'unauthorized') && <a href={signInPath()}>{t('sign_in')}</a>}
      {now.phase === 'closed' && now.reason !== 'banned' && <button onClick={() => void rialto.connect().catch(() => {})}>{t('pill.retry')}</button>}
    </span>
  );
}

function nameOf({ phase, reason, retryAt }: Status): string {
  if (phase === 'closed') return reason === 'signed_out' || reason === 'unauthorized' ? 'signed_out' : reason === 'banned' ? 'banned' : 'closed';
  if (phase === 'reconnecting' && /restart|leaves|shutdown/.test(reason ?? '')) return 'restarting';
  if (phase === 'reconnecting') return retryAt === null ? 'connecting' : 'reconnecting';
  return phase === 'idle' ? 'connecting' : phase;
}

function wordsFor(now: Status, seconds: number): string {
  return words('frame')(`pill.${nameOf(now)}` as 'pill.live', { seconds });
}

function useSecondsUntil(at: number | null): number {
  const left = () => (at === null ? 0 : Math.max(0, Math.ceil((at - Date.now()) / 1000)));
  const [seconds, set] = useState(left);
  useEffect(() => {
    set(left());
    if (at === null) return;
    const timer = setInterval(() => set(left()), 500);
    return () => clearInterval(timer);
  }, [at]);
  return seconds;
}
