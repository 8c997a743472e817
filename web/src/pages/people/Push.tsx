// Notices of the browser itself, also while no page of ours is open.

import { useEffect, useState } from 'preact/hooks';
import { newKey } from '@rialto/client';
import { useAsk, useDeed } from '../../app/hooks';
import { rialto, words } from '../../app/shared';
import { LiveButton } from '../../ui/controls';
import { When } from '../../ui/time';
import { Refused } from './Refused';

interface Subscribed {
  id: string;
  host: string;
  userAgent: string;
  createdAt: string;
}

const WORKER = '/push.js';
const isPossible = 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

/** The policy of this page lets scripts come from one address by this name only. */
function workerAddress(): string {
  const types = (globalThis as any).trustedTypes;
  return types ? types.createPolicy('rialto', { createScriptURL: () => WORKER }).createScriptURL(WORKER) : WORKER;
}

let registered: Promise<ServiceWorkerRegistration> | undefined;

function registration(): Promise<ServiceWorkerRegistration> {
  registered ??= navigator.serviceWorker.register(workerAddress());
  return registered;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(text, letter => letter.charCodeAt(0));
}

export function Push() {
  const t = words('people');
  const list = useAsk<{ items: Subscribed[] }>('push', signal => rialto.rest.ask('GET', 'me/push-subscriptions', { signal }));
  const [permission, setPermission] = useState(isPossible ? Notification.permission : 'denied');
  useEffect(() => setPermission(isPossible ? Notification.permission : 'denied'), []);
  const subscribe = useDeed(async () => {
    const allowed = await Notification.requestPermission();
    setPermission(allowed);
    if (allowed !== 'granted') return;
    const { publicKey } = await rialto.rest.ask('GET', 'push/key');
    const worker = await registration();
    const subscription = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(publicKey) });
    await rialto.rest.ask('POST', 'me/push-subscriptions', { body: subscription.toJSON(), key: newKey() });
    list.reload();
  });
  const end = useDeed(async (id: string) => {
    await rialto.rest.ask('DELETE', `me/push-subscriptions/${id}`, { key: newKey() });
    list.reload();
  });
  const because = !isPossible ? t('push.impossible') : permission === 'denied' ? t('push.denied') : undefined;
  return (
    <section>
      <h3>{t('push.title')}</h3>
      <ul class="lines">
        {(list.data?.items ?? []).map(one => (
          <li key={one.id} class="row middle">
            <span>
              {one.userAgent} <span class="soft">{one.host}</span> <When at={one.createdAt} />
            </span>
            <LiveButton onClick={() => void end.run(one.id)}>{t('push.end')}</LiveButton>
          </li>
        ))}
      </ul>
      {because && <p class="soft">{because}</p>}
      <LiveButton busy={subscribe.busy} because={because} onClick={() => void subscribe.run()}>
        {t('push.subscribe')}
      </LiveButton>
      <Refused error={subscribe.error ?? end.error} />
    </section>
  );
}
