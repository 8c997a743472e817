// Who is signed in, and requests to the REST API in their name.
//
// The access token lives in memory alone. The refresh token lives in sessionStorage: a reload keeps the person signed in,
// closing the tab signs out, and two tabs may be two people. Neither is ever part of an address. No script but ours runs
// on this page (the CSP says so), so nobody else can read either.

const REFRESH = 'rialto.refresh';
const events = new EventTarget();
let user = null;
let access = null;
let refreshing = null;

/** Somebody, or null for a guest. */
export function current() {
  return user;
}

/** The access token, or null. */
export function token() {
  return access;
}

/** Calls back whenever somebody else is signed in. */
export function onChange(listener) {
  events.addEventListener('change', listener);
}

/** A "no" of the server: `code`, `message`, `data`. */
export class Refusal extends Error {
  constructor(problem, status) {
    super(problem.message);
    Object.assign(this, { code: problem.code, data: problem.data ?? {}, retry: problem.retry, status });
  }
}

async function send(method, path, body, key) {
  const headers = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (access) headers.authorization = `Bearer ${access}`;
  if (key) headers['idempotency-key'] = key;
  const response = await fetch(path, {
    method, headers, body: body === undefined ? undefined : JSON.stringify(body), credentials: 'omit', cache: 'no-store',
  });
  const text = await response.text();
  let answer = null;
  try {
    answer = text === '' ? null : JSON.parse(text);
  } catch {
    // A proxy in between may answer with a page of its own.
  }
  if (response.ok) return answer;
  const unnamed = { code: `http_${response.status}`, message: 'The server gave no reason.', retry: response.status >= 500 };
  throw new Refusal(answer?.error ?? unnamed, response.status);
}

/** One request; an expired token is renewed once. `key` makes it safe to send again. */
export async function api(method, path, body, key) {
  try {
    return await send(method, `/api/v1/${path}`, body, key);
  } catch (error) {
    if (error.status !== 401 || !sessionStorage.getItem(REFRESH) || path.startsWith('auth/')) throw error;
    if (!await renew()) throw error;
    return send(method, `/api/v1/${path}`, body, key);
  }
}

function enter(answer) {
  const before = user?.id;
  ({ user } = answer);
  access = answer.accessToken;
  sessionStorage.setItem(REFRESH, answer.refreshToken);
  if (before !== user.id) events.dispatchEvent(new Event('change'));
}

function leave() {
  user = null;
  access = null;
  sessionStorage.removeItem(REFRESH);
  events.dispatchEvent(new Event('change'));
}

/** A fresh access token; false where there is nobody any more. A server that cannot be reached signs nobody out. */
export function renew() {
  refreshing ??= (async () => {
    const refreshToken = sessionStorage.getItem(REFRESH);
    if (!refreshToken) return false;
    try {
      enter(await send('POST', '/api/v1/auth/refresh', { refreshToken }));
      return true;
    } catch (error) {
      if (error.status === 401 || error.status === 403) leave();
      return false;
    } finally {
      refreshing = null;
    }
  })();
  return refreshing;
}

/** Takes up the session that this tab had before it was reloaded. */
export async function resume() {
  if (sessionStorage.getItem(REFRESH)) await renew();
}

export async function signIn(name, password) {
  enter(await send('POST', '/api/v1/auth/login', { name, password }));
}

export async function register(name, password) {
  enter(await send('POST', '/api/v1/auth/register', { name, password }));
}

/** Uses up a one-time link. */
export async function redeem(code) {
  enter(await send('POST', `/in/${encodeURIComponent(code)}`));
}

export async function signOut() {
  try {
    await api('POST', 'auth/logout', {});
  } finally {
    leave();
  }
}
