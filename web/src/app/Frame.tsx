// What stands around every page: header, connection, live regions, footer.

import { useEffect, useState } from 'preact/hooks';
import { useSignalEffect } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { assertive, polite } from './announce';
import { useInbox, useRoom } from './hooks';
import { meta, number, person, place, words } from './shared';
import { Account } from './Account';
import { Bell } from './Bell';
import { Pill } from './Pill';
import { SearchBar } from './SearchBar';
import { Toasts } from './toasts';
import type { Route } from './routes';

type Nav = NonNullable<Route['nav']>;

export function Frame({ nav, children }: { nav: Nav | undefined; children: ComponentChildren }) {
  const t = words('frame');
  const embedded = place.value.path.startsWith('/embed/');
  const title = meta.value?.title ?? 'Rialto';
  return (
    <>
      <a class="skip" href="#main">
        {t('skip')}
      </a>
      {!embedded && (
        <header>
          <a class="brand" href="/">
            {title}
          </a>
          <Menu nav={nav} />
          <div class="tools">
            <Pill />
            <Bell />
            <Account />
          </div>
        </header>
      )}
      {person.value && <SearchBar />}
      <main id="main" tabIndex={-1}>
        {children}
      </main>
      {!embedded && (
        <footer>
          <a href="/openapi.json">OpenAPI</a> · <a href="/asyncapi.json">AsyncAPI</a> · <a href="/client.js">client.js</a> ·{' '}
          <a href="/console/test">{t('nav.test')}</a>
          <span class="soft">{meta.value && ` · Rialto ${meta.value.version}`}</span>
        </footer>
      )}
      <Toasts />
      <div class="unseen" role="status" aria-live="polite">
        {polite}
      </div>
      <div class="unseen" role="alert" aria-live="assertive">
        {assertive}
      </div>
    </>
  );
}

function Menu({ nav }: { nav: Nav | undefined }) {
  const t = words('frame');
  const here = (name: Nav) => (nav === name ? ('page' as const) : undefined);
  return (
    <nav aria-label={t('nav.main')}>
      <a href="/auctions" aria-current={here('auctions')}>
        {t('nav.auctions')}
      </a>
      <a href="/market" aria-current={here('market')}>
        {t('nav.market')}
      </a>
      {person.value && (
        <a href="/messages" aria-current={here('messages')}>
          {t('nav.messages')} <Unread />
        </a>
      )}
      <a href="/lobbies" aria-current={here('play')}>
        {t('nav.play')}
      </a>
      <a href="/console/test" aria-current={here('console')}>
        {t('nav.console')}
      </a>
    </nav>
  );
}

/** How many conversations have something unread. */
function Unread() {
  const t = words('frame');
  const { state } = useRoom(useInbox());
  const count = (state?.conversations ?? []).filter((line: any) => 0 < line.unreadCount && !line.muted).length;
  if (count === 0) return null;
  return (
    <span class="count" data-testid="unread">
      <span aria-hidden="true">{number(count)}</span>
      <span class="unseen">{t('unread', { count })}</span>
    </span>
  );
}

/** The title of the page, in the window and as its heading, which has the focus after one has come here. */
export function Heading({ text, title = text, children }: { text: string; title?: string; children?: ComponentChildren }) {
  const [heading, set] = useState<HTMLHeadingElement | null>(null);
  useEffect(() => {
    document.title = `${title} – ${meta.value?.title ?? 'Rialto'}`;
  }, [title]);
  useSignalEffect(() => {
    void place.value.path;
    // Not on the first page: there the browser is right to begin at the top.
    if (heading && history.state !== undefined && document.activeElement === document.body && arrived) heading.focus({ preventScroll: true });
    arrived = true;
  });
  return (
    <h1 ref={set} tabIndex={-1}>
      {text}
      {children}
    </h1>
  );
}

let arrived = false;
