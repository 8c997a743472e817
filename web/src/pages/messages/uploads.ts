// Files that are on their way to the server while somebody writes.

import { useEffect, useRef, useState } from 'preact/hooks';
import { drop, send, uploadOf, type Upload } from './files';
import { FILES_MAX } from './limits';
import type { Attachment } from './types';

export interface Uploads {
  readonly all: readonly Upload[];
  /** Sends these, as many as a message may have; whether it was all of them. */
  add(files: readonly File[]): boolean;
  retry(key: string): void;
  /** Gives up one that is under way. */
  cancel(key: string): void;
}

/** `taken`: how many the message has already; `onDone` hears of each that has arrived. */
export function useUploads(taken: number, onDone: (file: Attachment) => void): Uploads {
  const [all, set] = useState<readonly Upload[]>([]);
  const aborts = useRef(new Map<string, AbortController>());
  const done = useRef(onDone);
  done.current = onDone;
  useEffect(() => () => aborts.current.forEach(abort => abort.abort()), []);
  const change = (key: string, to: Partial<Upload> | null) =>
    set(old => old.flatMap(one => (one.key !== key ? [one] : to ? [{ ...one, ...to }] : [])));
  const start = async (upload: Upload) => {
    const abort = new AbortController();
    aborts.current.set(upload.key, abort);
    try {
      const file = await send(upload, part => change(upload.key, { part }), abort.signal);
      // It was given up when it had just arrived.
      if (abort.signal.aborted) return drop(file);
      change(upload.key, null);
      done.current(file);
    } catch (error: any) {
      if (!abort.signal.aborted) change(upload.key, { error, part: 0 });
    }
  };
  return {
    all,
    add: files => {
      const room = Math.max(0, FILES_MAX - taken - all.length);
      const fresh = files.slice(0, room).map(uploadOf);
      set([...all, ...fresh]);
      fresh.forEach(one => void start(one));
      return files.length <= room;
    },
    retry: key => {
      const { error: _, ...upload } = all.find(one => one.key === key)!;
      set(all.map(one => (one.key === key ? upload : one)));
      void start(upload);
    },
    cancel: key => {
      aborts.current.get(key)?.abort();
      change(key, null);
    },
  };
}
