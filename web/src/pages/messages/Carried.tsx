// A file of a message: a picture is shown once it is near the screen, sounds and films when somebody wants them.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { RefObject } from 'preact';
import type { RialtoError } from '@rialto/client';
import { bytes, countdown, words } from '../../app/shared';
import { Button, Dialog } from '../../ui/controls';
import { download, useFile } from './files';
import { Refused } from './Refused';
import type { Attachment } from './types';

/** Pictures of unknown size are taken to be so large, in pixels. */
const SIDE = 320;
/** The address of what was saved is given back after so long. */
const SAVED_MS = 60_000;

export function Carried({ file }: { file: Attachment }) {
  if (file.kind === 'image') return <Picture file={file} />;
  if (file.kind === 'file') return <Save file={file} />;
  return <Player file={file} />;
}

function Picture({ file }: { file: Attachment }) {
  const t = words('messages');
  const [isLarge, enlarge] = useState(false);
  const frame = useRef<HTMLSpanElement>(null);
  const { address, error, retry } = useFile(file.id, useNear(frame));
  const { width = SIDE, height = SIDE, name } = file;
  return (
    <span ref={frame} class="talk-picture">
      {error ? (
        <Broken name={name} error={error} retry={retry} />
      ) : address ? (
        <button type="button" onClick={() => enlarge(true)}>
          <img src={address} alt={t('picture', { name })} width={width} height={height} />
        </button>
      ) : (
        // As large as the picture will be, so that nothing moves when it comes.
        <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={t('picture', { name })} />
      )}
      {isLarge && (
        <Dialog title={name} onClose={() => enlarge(false)}>
          <img src={address} alt={t('picture', { name })} width={width} height={height} />
          <Save file={file} />
        </Dialog>
      )}
    </span>
  );
}

function Broken({ name, error, retry }: { name: string; error: RialtoError; retry(): void }) {
  const t = words('messages');
  return (
    <span class="talk-broken">
      {t('picture', { name })}
      <Refused error={error} />
      {error.code !== 'not_found' && <Button onClick={retry}>{words('frame')('retry')}</Button>}
    </span>
  );
}

function Player({ file: { id, kind, name, bytes: size, durationMs } }: { file: Attachment }) {
  const t = words('messages');
  const [wanted, want] = useState(false);
  const { address, error, retry } = useFile(id, wanted);
  const long = durationMs ? countdown(durationMs) : '';
  if (address) {
    return kind === 'audio' ? (
      <audio src={address} controls autoPlay aria-label={name} />
    ) : (
      <video src={address} controls autoPlay aria-label={name} />
    );
  }
  return (
    <p>
      <Button busy={wanted && !error} onClick={() => (error ? retry() : want(true))}>
        <span aria-hidden="true">▶</span> {name} <span class="soft">{[long, bytes(size)].filter(part => part !== '').join(' · ')}</span>
        <span class="unseen">{t('play')}</span>
      </Button>
      <Refused error={error} />
    </p>
  );
}

function Save({ file: { id, name, bytes: size } }: { file: Attachment }) {
  const t = words('messages');
  const [state, set] = useState<{ busy: boolean; error?: RialtoError }>({ busy: false });
  const save = async () => {
    set({ busy: true });
    try {
      const address = URL.createObjectURL(await download(id, new AbortController().signal));
      const link = document.createElement('a');
      link.href = address;
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), SAVED_MS);
      set({ busy: false });
    } catch (error: any) {
      set({ busy: false, error });
    }
  };
  return (
    <p>
      <Button busy={state.busy} onClick={() => void save()}>
        <span aria-hidden="true">⬇</span>
        <span class="unseen">{t('save')}</span> {name} <span class="soft">{bytes(size)}</span>
      </Button>
      <Refused error={state.error} />
    </p>
  );
}

/** Whether an element has come near the screen. */
function useNear(element: RefObject<Element | null>): boolean {
  const [isNear, set] = useState(false);
  useEffect(() => {
    const watch = new IntersectionObserver(seen => seen.some(one => one.isIntersecting) && set(true), { rootMargin: '400px' });
    watch.observe(element.current!);
    return () => watch.disconnect();
  }, []);
  return isNear;
}
