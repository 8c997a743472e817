// Files on their way to the server and back. Uploads tell how far they are, which `fetch` does not; what comes back is
// fetched with the token, which addresses in a page cannot carry.

import { useEffect, useState } from 'preact/hooks';
import { newKey, RialtoError } from '@rialto/client';
import { rialto } from '../../app/shared';
import { token } from '../../app/session';
import type { Attachment } from './types';

const PATH = '/api/v1/attachments';

/** A file on its way. */
export interface Upload {
  readonly key: string;
  readonly file: File;
  /** From 0 to 1. */
  readonly part: number;
  readonly error?: RialtoError;
  readonly done?: Attachment;
}

export function uploadOf(file: File): Upload {
  return { key: newKey(), file, part: 0 };
}

/** Sends a file; the same key makes it one file, however often it is tried. */
export async function send({ key, file }: Upload, progress: (part: number) => void, signal: AbortSignal): Promise<Attachment> {
  try {
    return await once(file, key, await token('connect'), progress, signal);
  } catch (error: any) {
    if (error.code !== 'unauthenticated') throw error;
    return once(file, key, await token('rejected'), progress, signal);
  }
}

function once(file: File, key: string, bearer: string | null, progress: (part: number) => void, signal: AbortSignal): Promise<Attachment> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `${PATH}?name=${encodeURIComponent(file.name)}`);
    if (bearer) request.setRequestHeader('authorization', `Bearer ${bearer}`);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.setRequestHeader('idempotency-key', key);
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => progress(0 < total ? loaded / total : 0);
    request.onload = () =>
      request.status < 300 && request.response ? resolve(request.response.attachment) : reject(refusal(request.status, request.response));
    // A server that does not want so much ends the connection while it is still coming.
    request.onerror = () =>
      reject(new RialtoError({ code: navigator.onLine ? 'upload_cut' : 'offline', message: 'The upload was cut off.', retry: true }));
    request.onabort = () => reject(signal.reason);
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

function refusal(status: number, answer: any): RialtoError {
  return new RialtoError(answer?.error ?? { code: `http_${status}`, message: 'The server gave no reason.', retry: 500 <= status });
}

/** A file that no message has taken is not needed any more. */
export function drop({ id }: Attachment): void {
  // What stays is removed after an hour.
  rialto.rest.ask('DELETE', `attachments/${id}`).catch(() => {});
}

export async function download(id: string, signal: AbortSignal): Promise<Blob> {
  const ask = async (bearer: string | null) =>
    fetch(`${PATH}/${id}`, { signal, headers: bearer ? { authorization: `Bearer ${bearer}` } : {} }).catch(error => {
      if (signal.aborted) throw error;
      throw new RialtoError({ code: 'offline', message: 'The server could not be reached.', retry: true });
    });
  let response = await ask(await token('connect'));
  if (response.status === 401) response = await ask(await token('rejected'));
  if (!response.ok) throw refusal(response.status, await response.json().catch(() => undefined));
  return response.blob();
}

export interface Fetched {
  /** For `src` and `href`, as long as the component is there. */
  readonly address: string | undefined;
  readonly error: RialtoError | undefined;
  retry(): void;
}

/** A file as an address of this page alone; `wanted` says when. */
export function useFile(id: string, wanted: boolean): Fetched {
  const [state, set] = useState<{ address?: string; error?: RialtoError }>({});
  const [round, again] = useState(0);
  useEffect(() => {
    if (!wanted) return;
    const abort = new AbortController();
    let address: string | undefined;
    set({});
    download(id, abort.signal).then(
      blob => {
        if (abort.signal.aborted) return;
        address = URL.createObjectURL(blob);
        set({ address });
      },
      error => abort.signal.aborted || set({ error }),
    );
    return () => {
      abort.abort();
      if (address) URL.revokeObjectURL(address);
    };
  }, [id, wanted, round]);
  return { address: state.address, error: state.error, retry: () => again(round + 1) };
}
