// What a page shows instead of its content: it loads, there is nothing, something went wrong, it is not allowed.

import { useEffect, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import type { RialtoError } from '@rialto/client';
import { has, live, number, rialto, words } from '../app/shared';

/** Nothing is shown for so long: most answers are there by then. */
const PATIENCE_MS = 150;
const SLOW_MS = 8_000;

/** Nothing at first, then a skeleton, then the word that it takes long. */
export function Loading({ retry }: { retry?: () => void }) {
  const t = words('frame');
  const [phase, set] = useState(0);
  useEffect(() => {
    const timers = [setTimeout(() => set(1), PATIENCE_MS), setTimeout(() => set(2), SLOW_MS)];
    return () => timers.forEach(clearTimeout);
  }, []);
  if (phase === 0) return <div aria-busy="true" />;
  return (
    <div class="loading" aria-busy="true">
      <div class="skeleton" />
      <div class="skeleton short" />
      <div class="skeleton" />
      {phase === 1 ? <p class="unseen">{t('loading')}</p> : <p role="status">{t('still_loading')}</p>}
      {phase === 2 && retry && <button onClick={retry}>{t('retry')}</button>}
    </div>
  );
}

/** Why there is nothing, and what to do next. */
export function Empty({ text, children }: { text: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <p>{text}</p>
      {children}
    </div>
  );
}

/** An error in words. */
export function wordsOf(error: RialtoError): string {
  const t = words('frame');
  const data = (error.data ?? {}) as Record<string, any>;
  const name = `error.${error.code}`;
  if (!has('frame', name)) return t('error.other', { code: error.code });
  return t(name as 'error.other', { ...data, code: error.code });
}

/** What failed, and what can be done about it. */
export function Failure({ error, retry }: { error: RialtoError; retry?: () => void }) {
  const t = words('frame');
  const [left, setLeft] = useState(() => Math.ceil((error.retryAfterMs ?? 0) / 1000));
  useEffect(() => {
    if (left <= 0) return;
    const timer = setTimeout(() => setLeft(left - 1), 1_000);
    return () => clearTimeout(timer);
  }, [left]);
  const title = error.code === 'not_found' ? t('not_found') : error.code === 'forbidden' ? t('forbidden') : t('failed');
  return (
    <div class="failure" role="alert">
      <h2>{title}</h2>
      <p>{wordsOf(error)}</p>
      {error.code === 'unauthenticated' && (
        <a class="button" href={signInPath()}>
          {t('sign_in')}
        </a>
      )}
      {error.requestId && (
        <p>
          {t('request_id')} <code>{error.requestId}</code>{' '}
          <button onClick={() => navigator.clipboard.writeText(error.requestId!)}>{t('copy')}</button>
        </p>
      )}
      {retry && error.code !== 'forbidden' && error.code !== 'not_found' && (
        <button aria-disabled={0 < left} onClick={() => left <= 0 && retry()}>
          {0 < left ? t('retry_in', { seconds: number(left) }) : t('retry')}
        </button>
      )}
    </div>
  );
}

/** Signing in, and back to where one is. */
export function signInPath(): string {
  return `/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`;
}

/** Content where there is some; what stands for it where there is none. What was known stays while the connection is away. */
export function Known<T>({
  of,
  error,
  retry,
  children,
}: {
  of: T | undefined;
  error?: RialtoError | undefined;
  retry?: () => void;
  children: (known: T) => ComponentChildren;
}) {
  if (of !== undefined) return <>{children(of)}</>;
  if (error && error.code !== 'offline') return <Failure error={error} {...(retry && { retry })} />;
  if (!live.value && error) return <OfflineNote />;
  return <Loading retry={retry ?? (() => rialto.retryNow())} />;
}

/** There is no connection, and nothing that was seen before. */
export function OfflineNote() {
  const t = words('frame');
  return (
    <div class="failure" role="status">
      <h2>{t('pill.offline')}</h2>
      <p>{t('offline_empty')}</p>
      <button onClick={() => rialto.retryNow()}>{t('retry')}</button>
    </div>
  );
}
