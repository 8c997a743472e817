// What can go wrong. Programs read `code` and `data`; `message` is for developers.

import type { ErrorCode } from './protocol.js';

/** What the client finds out by itself. */
export type OwnErrorCode =
  /** There is no connection, and nothing was sent. */
  | 'offline'
  /** No answer came to something that changes nothing. */
  | 'timeout'
  /** Nobody knows whether it was done: `data.key` is what `outcome` takes. */
  | 'outcome_unknown'
  /** The connection is closed for good. */
  | 'closed'
  /** Too much waits to be sent already. */
  | 'queue_full'
  /** What waited was given up. */
  | 'discarded'
  /** The room is not known yet. */
  | 'not_ready';

/** What a refusal or a fault of the server carries, or what the client itself found out (`offline`, `outcome_unknown`, …). */
export interface ProblemBody {
  code: string;
  message: string;
  retry?: boolean;
  data?: unknown;
}

/** A request that was not carried out, or of which nobody knows. */
export class RialtoError extends Error {
  override readonly name = 'RialtoError';
  readonly code: ErrorCode | OwnErrorCode | (string & {});
  readonly data: any;
  /** The same request, with the same key, may succeed later. */
  readonly retry: boolean;
  /** Where the server said when, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** To be reported, where the server has a defect. */
  readonly requestId: string | undefined;

  constructor({ code, message, retry, data }: ProblemBody) {
    super(message);
    this.code = code;
    this.data = data;
    this.retry = retry ?? false;
    this.retryAfterMs = (data as any)?.retryAfterMs;
    this.requestId = (data as any)?.requestId;
  }
}

/** Thrown by a token callback: there is nobody any more, so do not come back. */
export class SignedOut extends Error {
  override readonly name = 'SignedOut';
}

/** An error of the client's own. */
export function fail(code: string, message: string, data?: unknown, retry = false): RialtoError {
  return new RialtoError({ code, message, data, retry });
}
