// Who is signed in. The refresh token is in a cookie that no script can read; the access token is in memory alone.
//
// Several people may be signed in in one browser, a tab each: a tab has a seat, and each seat its cookie.

import { signal } from '@preact/signals';
import { RialtoError } from '@rialto/client';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: 'user' | 'seller' | 'moderator' | 'admin' | 'app';
}

const SEATS = 10;
const SEAT = 'rialto.seat';
/** By seat, who sits there: nothing that is secret. */
const PEOPLE = 'rialto.people';
/** A token that ends so soon is not used any more. */
const FRESH_FOR_MS = 30_000;

/** Somebody, or null for a guest. */
export const person = signal<Person | null>(null);

let access: { token: string; until: number } | null = null;
let renewing: Promise<string | null> | null = null;

function people(): Record<string, Person> {
  try {
    return JSON.parse(localStorage.getItem(PEOPLE) ?? '{}');
  } catch {
    return {};
  }
}

function seat(): string {
  return sessionStorage.getItem(SEAT) ?? '0';
}

function remember(somebody: Person | null): void {
  const known = people();
  if (somebody) known[seat()] = somebody;
  else delete known[seat()];
  localStorage.setItem(PEOPLE, JSON.stringify(known));
}

/** Another person comes into this tab: they take a seat where nobody sits. */
function takeFreeSeat(): void {
  const known = people();
  const free = Array.from({ length: SEATS }, (_, place) => String(place)).find(place => !known[place]);
  sessionStorage.setItem(SEAT, free ?? String(SEATS - 1));
}

async function post(path: string, body: unknown, method: 'POST' | 'PUT' = 'POST'): Promise<any> {
  const headers: Record<string, string> = { 'content-type': 'application/json', 'rialto-seat': seat() };
  if (access && method === 'PUT') headers['authorization'] = `Bearer ${access.token}`;
  const init: RequestInit = { method, headers, body: JSON.stringify(body), cache: 'no-store' };
  const response = await fetch(path, init).catch(() => {
    throw new RialtoError({ code: 'offline', message: 'The server could not be reached.', retry: true });
  });
  const text = await response.text();
  let answer: any;
  try {
    answer = text === '' ? {} : JSON.parse(text);
  } catch {
    answer = {};
  }
  if (response.ok) return answer;
  throw new RialtoError(answer.error ?? { code: `http_${response.status}`, message: response.statusText, retry: 500 <= response.status });
}

function enter({ user, accessToken, expiresAt }: any): Person {
  access = { token: accessToken, until: Date.parse(expiresAt) };
  remember(user);
  if (person.value?.id !== user.id || person.value?.role !== user.role) person.value = user;
  return user;
}

function leave(): void {
  access = null;
  remember(null);
  person.value = null;
}

/** A fresh access token; null where there is nobody (any more). A server that cannot be reached signs nobody out. */
function renew(): Promise<string | null> {
  renewing ??= post('/api/v1/auth/refresh', {})
    .then(enter)
    .then(() => access!.token)
    .catch(error => {
      if (!['unauthenticated', 'forbidden', 'not_found', 'banned'].includes(error.code)) throw error;
      leave();
      return null;
    })
    .finally(() => (renewing = null));
  return renewing;
}

/** The access token of whoever sits here; null for a guest. */
export async function token(reason: 'connect' | 'expiring' | 'rejected'): Promise<string | null> {
  if (!people()[seat()]) return null;
  if (reason === 'connect' && access && Date.now() + FRESH_FOR_MS < access.until) return access.token;
  return renew();
}

/** Takes up the session of this seat; before the page asks who is there. */
export async function resume(): Promise<void> {
  const known = people()[seat()];
  if (known) person.value = known;
}

/** Exactly one of name and address, and a password. */
export async function signIn(login: { name?: string; email?: string; password: string }): Promise<Person> {
  return enter(await post('/api/v1/auth/login', login));
}

export async function register(newcomer: { name: string; password: string; email?: string }): Promise<Person> {
  return enter(await post('/api/v1/auth/register', newcomer));
}

/** Uses up a one-time link. Where somebody sits here already, they stay, and the new one takes another seat. */
export async function redeem(code: string): Promise<Person> {
  if (people()[seat()]) takeFreeSeat();
  return enter(await post(`/in/${encodeURIComponent(code)}`, {}));
}

/** Makes the first admin of a new house. */
export async function setUp(first: { code: string; name: string; password: string }): Promise<Person> {
  return enter(await post('/api/v1/setup', first));
}

/** Changes the password: signs out everywhere, and here in again. */
export async function changePassword(current: string, password: string): Promise<void> {
  enter(await post('/api/v1/me/password', { current, password }, 'PUT'));
}

export async function signOut(everywhere = false): Promise<void> {
  const bearer = await token('connect').catch(() => null);
  try {
    const headers: Record<string, string> = { 'content-type': 'application/json', 'rialto-seat': seat() };
    if (bearer) headers['authorization'] = `Bearer ${bearer}`;
    await fetch('/api/v1/auth/logout', { method: 'POST', headers, body: JSON.stringify({ everywhere }) });
  } finally {
    leave();
  }
}

/** Another tab of this seat signed in or out. */
export function watchOtherTabs(changed: () => void): void {
  addEventListener('storage', event => {
    if (event.key !== PEOPLE) return;
    const now = people()[seat()] ?? null;
    if (now?.id === person.value?.id) return;
    access = null;
    person.value = now;
    changed();
  });
}
