// The test console: several connections side by side, everything that is said on them, and ways to break them.

import { useEffect, useState } from 'preact/hooks';
import { Heading } from '../../app/Frame';
import { person, place, setQuery, words } from '../../app/shared';
import { Connection } from './Connection';
import { Probe } from './probe';
import { RestTab } from './RestTab';
import { SelfTest } from './SelfTest';
import '../../style/console.css';

const TABS = ['connections', 'rest', 'test'] as const;
type Tab = (typeof TABS)[number];
const NAMES = ['A', 'B', 'C', 'D'];

export default function TestConsole() {
  const t = words('console');
  const asked = place.value.query.get('tab') as Tab | null;
  const tab = asked && TABS.includes(asked) ? asked : 'connections';
  return (
    <>
      <Heading text={t('title')} />
      <p class="soft">{t('text')}</p>
      <div class="tabs" role="tablist" aria-label={t('title')}>
        {TABS.map(name => (
          <button key={name} id={`tab-${name}`} role="tab" aria-selected={name === tab} aria-controls="panel" onClick={() => setQuery({ tab: name })}>
            {t(`tab.${name}`)}
          </button>
        ))}
      </div>
      <div id="panel" role="tabpanel" aria-labelledby={`tab-${tab}`}>
        {tab === 'connections' ? <Connections /> : tab === 'rest' ? <RestTab /> : <SelfTest />}
      </div>
    </>
  );
}

function Connections() {
  const t = words('console');
  const [probes, set] = useState<readonly Probe[]>([]);
  const add = () => {
    const name = NAMES.find(one => !probes.some(probe => probe.name === one));
    if (!name) return;
    const probe = new Probe(name, person.value ? { kind: 'me' } : { kind: 'guest' });
    void probe.client.connect().catch(() => {});
    set([...probes, probe]);
  };
  const remove = (probe: Probe) => {
    probe.end();
    set(probes.filter(one => one !== probe));
  };
  useEffect(() => {
    add();
  }, []);
  // Whoever leaves the page leaves no connection behind.
  const [kept] = useState<{ all: readonly Probe[] }>({ all: [] });
  kept.all = probes;
  useEffect(() => () => kept.all.forEach(probe => probe.end()), []);
  return (
    <>
      <div class="probes" data-count={probes.length}>
        {probes.map(probe => (
          <Connection key={probe.name} probe={probe} onRemove={() => remove(probe)} />
        ))}
      </div>
      {probes.length < NAMES.length && <button onClick={add}>{t('add_connection')}</button>}
    </>
  );
}
