// Somebody as everybody may see them.

import { useEffect, useState } from 'preact/hooks';
import { newKey } from '@rialto/client';
import { Heading } from '../../app/Frame';
import { useAsk, useDeed, useInbox, useRoom } from '../../app/hooks';
import type { PageProps } from '../../app/routes';
import { amount, live, person, rialto, words } from '../../app/shared';
import { LiveButton } from '../../ui/controls';
import { Empty, Known, signInPath } from '../../ui/states';
import { When } from '../../ui/time';
import { Refused } from './Refused';

interface Somebody {
  id: string;
  name: string;
  role: string;
}

interface Line {
  id: string;
  title: string;
  currency: string;
  price: number | null;
  startPrice?: number;
}

export default function Person({ params }: PageProps) {
  const id = params['id']!;
  const somebody = useAsk<Somebody>(`user ${id}`, signal => rialto.rest.ask('GET', `users/${id}`, { signal }));
  return (
    <Known of={somebody.data} error={somebody.error} retry={somebody.reload}>
      {found => <Found somebody={found} />}
    </Known>
  );
}

function Found({ somebody: { id, name, role } }: { somebody: Somebody }) {
  const t = words('people');
  const mine = person.value?.id === id;
  return (
    <>
      <Heading text={name} />
      <p class="row start">
        <span class="badge">{t(`role.${role}` as 'role.user')}</span>
        {person.value && !mine && <Presence id={id} />}
      </p>
      {!person.value ? <a href={signInPath()}>{t('person.sign_in')}</a> : mine ? <a href="/profile">{t('person.you')}</a> : <Deeds id={id} />}
      <Sells id={id} />
    </>
  );
}

function Presence({ id }: { id: string }) {
  const t = words('people');
  const [state, set] = useState<{ status: string; lastSeen: string | null }>();
  useEffect(() => {
    if (!live.value) return;
    rialto.presence.watch([id]).then(([one]) => one && set(one), () => {});
    return rialto.presence.on(one => one.user === id && set(one));
  }, [id, live.value]);
  if (!state) return null;
  return (
    <span class="soft">
      {t(`presence.${state.status}` as 'presence.online')} {state.status === 'offline' && state.lastSeen && <When at={state.lastSeen} />}
    </span>
  );
}

function Deeds({ id }: { id: string }) {
  const t = words('people');
  const { state } = useRoom(useInbox());
  const blocked = state?.blocked?.includes(id) ?? false;
  const block = useDeed(() => rialto.rest.ask(blocked ? 'DELETE' : 'PUT', `me/blocks/${id}`, { key: newKey() }));
  return (
    <div class="row start">
      <a class="button" href={`/messages?with=${encodeURIComponent(id)}`}>
        {t('person.write')}
      </a>
      <LiveButton busy={block.busy} aria-pressed={blocked} onClick={() => void block.run()}>
        {blocked ? t('person.unblock') : t('person.block')}
      </LiveButton>
      {blocked && <span class="soft">{t('person.blocked')}</span>}
      <Refused error={block.error} />
    </div>
  );
}

function Sells({ id }: { id: string }) {
  const t = words('people');
  const query = { seller: id, limit: 20 };
  const auctions = useAsk<{ items: Line[] }>(`auctions of ${id}`, signal => rialto.rest.ask('GET', 'auctions', { query: { ...query, status: 'active,scheduled' }, signal }));
  const listings = useAsk<{ items: Line[] }>(`listings of ${id}`, signal => rialto.rest.ask('GET', 'listings', { query: { ...query, status: 'open' }, signal }));
  const none = auctions.data?.items.length === 0 && listings.data?.items.length === 0;
  return (
    <section>
      <h2>{t('person.sells')}</h2>
      {none && <Empty text={t('person.sells_nothing')} />}
      <ul class="lines">
        {auctions.data?.items.map(one => (
          <li key={one.id} class="row">
            <a href={`/auctions/${one.id}`}>{one.title}</a>
            <span class="amount">{amount(one.price ?? one.startPrice ?? 0, one.currency)}</span>
          </li>
        ))}
        {listings.data?.items.map(one => (
          <li key={one.id} class="row">
            <a href={`/market/${one.id}`}>{one.title}</a>
            <span class="amount">{amount(one.price ?? 0, one.currency)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
