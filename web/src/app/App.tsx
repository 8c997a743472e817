// The page that stands behind the path, in its frame.

import { useEffect, useState } from 'preact/hooks';
import type { ComponentType } from 'preact';
import type { RialtoError } from '@rialto/client';
import { Frame, Heading } from './Frame';
import { go, match } from './router';
import { routes, type PageProps, type Route } from './routes';
import { live, place, person, words } from './shared';
import { loadWords } from './words';
import { Failure, Loading, signInPath } from '../ui/states';

interface Shown {
  readonly route: Route;
  readonly params: Record<string, string>;
  readonly Page: ComponentType<PageProps>;
}

function find(path: string): { route: Route; params: Record<string, string> } | null {
  for (const route of routes) {
    const params = match(route.pattern, path);
    if (params) return { route, params };
  }
  return null;
}

export function App() {
  const { path } = place.value;
  const [shown, show] = useState<Shown | null>(null);
  const [error, setError] = useState<RialtoError | null>(null);
  const found = find(path);
  const [round, again] = useState(0);
  useEffect(() => {
    if (!found) return;
    let old = false;
    setError(null);
    Promise.all([found.route.load(), loadWords(found.route.words)]).then(
      ([{ default: Page }]) => old || show({ ...found, Page }),
      () => old || setError({ code: 'offline' } as RialtoError),
    );
    return () => void (old = true);
  }, [path, round]);
  // What could not be loaded without a connection is loaded when it is back.
  const away = error !== null && live.value;
  useEffect(() => {
    if (away) again(number => number + 1);
  }, [away]);
  const ready = shown && found && shown.route === found.route;
  return (
    <Frame nav={found?.route.nav}>
      {!found ? (
        <Nowhere />
      ) : error ? (
        <Failure error={error} retry={() => again(round + 1)} />
      ) : !ready ? (
        <Loading />
      ) : shown.route.signedIn && !person.value ? (
        <SignInFirst />
      ) : (
        <shown.Page key={path} params={found.params} />
      )}
    </Frame>
  );
}

function Nowhere() {
  const t = words('frame');
  return (
    <>
      <Heading text={t('nowhere')} />
      <p>{t('nowhere_text')}</p>
      <a href="/auctions">{t('nav.auctions')}</a>
    </>
  );
}

/** A page for people who are known. */
function SignInFirst() {
  const t = words('frame');
  return (
    <>
      <Heading text={t('sign_in_first')} />
      <p>{t('sign_in_first_text')}</p>
      <button class="main" onClick={() => go(signInPath())}>
        {t('sign_in')}
      </button>
    </>
  );
}
