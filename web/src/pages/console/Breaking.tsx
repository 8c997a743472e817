// Ways in which a connection breaks. All of it happens on this side; the server is real.

import { useState } from 'preact/hooks';
import { words } from '../../app/shared';
import { Button, Select } from '../../ui/controls';
import type { Probe } from './probe';

const LATENCIES_MS = ['0', '100', '500', '2000'] as const;
const DROPS_MS = [0, 3_000, 10_000] as const;

export function Breaking({ probe }: { probe: Probe }) {
  const t = words('console');
  const [latency, setLatency] = useState<(typeof LATENCIES_MS)[number]>('0');
  const [jitter, setJitter] = useState<(typeof LATENCIES_MS)[number]>('0');
  const [said, say] = useState('');
  const options = LATENCIES_MS.map((ms): [(typeof LATENCIES_MS)[number], string] => [ms, t('ms', { ms })]);
  const deed = (text: string, act: () => unknown) => () => {
    act();
    say(text);
  };
  return (
    <>
      <div class="row start">
        {DROPS_MS.map(ms => (
          <Button key={ms} onClick={deed(t('dropped'), () => probe.client.cut(ms === 0 ? undefined : ms))}>
            {ms === 0 ? t('drop_now') : t('drop_for', { seconds: ms / 1_000 })}
          </Button>
        ))}
        <Button onClick={deed(t('spoiled'), () => probe.spoilToken())}>{t('spoil_token')}</Button>
        <Button onClick={deed(t('skipping'), () => probe.chaos.skipNext())}>{t('skip_event')}</Button>
        <Button onClick={() => say(probe.chaos.duplicateLast() ? t('duplicated') : t('nothing_to_duplicate'))}>{t('duplicate')}</Button>
        <Button onClick={deed(t('woken'), () => dispatchEvent(new Event('pageshow')))}>{t('wake')}</Button>
      </div>
      <div class="filters">
        <Select label={t('latency')} value={latency} options={options} onValue={ms => (setLatency(ms), (probe.chaos.latencyMs = Number(ms)))} />
        <Select label={t('jitter')} value={jitter} options={options} onValue={ms => (setJitter(ms), (probe.chaos.jitterMs = Number(ms)))} />
      </div>
      <p role="status" class="soft">
        {said}
      </p>
    </>
  );
}
