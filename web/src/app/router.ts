// Paths and pages. Links are ordinary links; a click on one of our own changes the page without loading it anew.

import { signal } from '@preact/signals';

export interface Place {
  readonly path: string;
  readonly query: URLSearchParams;
}

function here(): Place {
  return { path: location.pathname, query: new URLSearchParams(location.search) };
}

export const place = signal<Place>(here());

/** Goes to a path of ours. */
export function go(path: string, { replace = false }: { replace?: boolean } = {}): void {
  if (replace) history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  place.value = here();
  scrollTo(0, 0);
}

/** Changes what stands behind the `?`, without another page: filters, mostly. */
export function setQuery(change: Record<string, string | null | undefined>): void {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(change)) {
    if (value === null || value === undefined || value === '') query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  history.replaceState(null, '', text === '' ? location.pathname : `${location.pathname}?${text}`);
  place.value = here();
}

/** Where `path` fits `pattern` (`/auctions/:id`): what stands in its places. */
export function match(pattern: string, path: string): Record<string, string> | null {
  const [wanted, found] = [pattern.split('/'), path.replace(/(.)\/$/, '$1').split('/')];
  if (wanted.length !== found.length) return null;
  const named: Record<string, string> = {};
  for (const [at, part] of wanted.entries()) {
    const own = found[at]!;
    if (part.startsWith(':') && own !== '') named[part.slice(1)] = decodeURIComponent(own);
    else if (part !== own) return null;
  }
  return named;
}

/** Hears clicks on links and the browser's own buttons. */
export function listen(): void {
  addEventListener('popstate', () => (place.value = here()));
  addEventListener('click', event => {
    const link = (event.target as Element | null)?.closest?.('a');
    if (!link || event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || link.target || link.hasAttribute('download')) return;
    if (link.origin !== location.origin || !isOurs(link.pathname)) return;
    if (link.pathname === location.pathname && link.search === location.search && link.hash) return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
}

/** Whether a path is a page and not something that the server answers itself. */
function isOurs(path: string): boolean {
  return !/^\/(api|assets|media|ws)\//.test(path) && !/\.\w+$/.test(path) && !['/healthz', '/readyz', '/metrics'].includes(path);
}
