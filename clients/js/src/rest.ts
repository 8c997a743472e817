// Requests over HTTP, with the same token and the same errors.

import { fail, RialtoError } from './errors.js';
import type { TokenAsk, TokenReason } from './link.js';

export interface RestOptions {
  body?: unknown;
  /** Makes it safe to send again. */
  key?: string;
  query?: Record<string, string | number | boolean | null | undefined>;
  signal?: AbortSignal;
}

/** Asks `/api/v1/<path>`. */
export class Rest {
  #known: Promise<string | null> | undefined;

  readonly #base: URL;
  readonly #fetcher: typeof fetch;
  readonly #token: (ask: TokenAsk) => Promise<string | null>;

  constructor(base: URL, fetcher: typeof fetch, token: (ask: TokenAsk) => Promise<string | null>) {
    this.#base = base;
    this.#fetcher = fetcher;
    this.#token = token;
  }

  /** The token is another one from now on. */
  forget(): void {
    this.#known = undefined;
  }

  /** One request; a token that is not good any more is asked for once again. `Routes` has the types of answers. */
  async ask<T = any>(method: string, path: string, options: RestOptions = {}): Promise<T> {
    const bearer = await this.#bearer('connect');
    let response = await this.#send(method, path, options, bearer);
    if (response.status === 401 && bearer) {
      this.forget();
      response = await this.#send(method, path, options, await this.#bearer('rejected'));
    }
    return read(response);
  }

  /** Who has no token for now asks as a guest. */
  #bearer(reason: TokenReason): Promise<string | null> {
    this.#known ??= this.#token({ reason, signal: new AbortController().signal });
    return this.#known.catch(() => {
      this.forget();
      return null;
    });
  }

  #send(method: string, path: string, { body, key, query, signal }: RestOptions, bearer: string | null): Promise<Response> {
    const url = new URL(`/api/v1/${path}`, this.#base);
    for (const [name, value] of Object.entries(query ?? {}))
      if (value !== undefined && value !== null) url.searchParams.set(name, String(value));
    const raw = body instanceof Blob;
    const headers: Record<string, string> = { accept: 'application/json' };
    if (body !== undefined) headers['content-type'] = raw ? 'application/octet-stream' : 'application/json';
    if (bearer) headers['authorization'] = `Bearer ${bearer}`;
    if (key) headers['idempotency-key'] = key;
    const sent = raw ? body : JSON.stringify(body);
    return this.#fetcher(url, { method, headers, cache: 'no-store', body: sent, signal } as RequestInit).catch(error => {
      if (signal?.aborted) throw error;
      throw fail('offline', 'No answer.', undefined, true);
    });
  }
}

async function read(response: Response): Promise<any> {
  const text = await response.text();
  let answer: any;
  try {
    answer = text === '' ? undefined : JSON.parse(text);
  } catch {
    // A proxy in between may answer with a page of its own.
  }
  if (response.ok) return answer;
  throw new RialtoError(answer?.error ?? { code: `http_${response.status}`, message: 'No reason.', retry: 500 <= response.status });
}
