// The self test: what this browser and this server can do together.

import { useState } from 'preact/hooks';
import { announce, number, words } from '../../app/shared';
import { Button } from '../../ui/controls';
import { selfTest, STEPS, type Result } from './selfTest';

export function SelfTest() {
  const t = words('console');
  const [results, set] = useState<readonly Result[]>([]);
  const [busy, become] = useState(false);
  const run = async () => {
    become(true);
    set([]);
    const all: Result[] = [];
    await selfTest(result => {
      all.push(result);
      set([...all]);
    });
    become(false);
    announce(summary(all), { urgent: true });
  };
  const summary = (all: readonly Result[]) => t('test.summary', {
    passed: number(all.filter(one => one.state === 'passed').length),
    failed: number(all.filter(one => one.state === 'failed').length),
    skipped: number(all.filter(one => one.state === 'skipped').length),
  });
  return (
    <section class="card">
      <p>{t('test.text')}</p>
      <div class="row start">
        <Button main busy={busy} onClick={() => void run()}>
          {t('test.run')}
        </Button>
        <Button because={results.length < STEPS.length && t('test.run_first')} onClick={() => save(results)}>
          {t('save')}
        </Button>
      </div>
      {results.length === STEPS.length && (
        <p role="status" data-testid="test-summary">
          {summary(results)}
        </p>
      )}
      <ol class="lines">
        {STEPS.map(name => {
          const result = results.find(one => one.name === name);
          return (
            <li key={name} class="row" data-step={name} data-state={result?.state}>
              <span>{t(`step.${name}`)}</span>
              <span class={result?.state === 'passed' ? 'good' : result?.state === 'failed' ? 'bad' : 'soft'}>
                {result ? `${t(`state.${result.state}`)} · ${result.detail}` : t('state.waiting')}
              </span>
              <span class="soft">{result && t('ms', { ms: number(Math.round(result.ms)) })}</span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function save(results: readonly Result[]): void {
  const report = { at: new Date().toISOString(), server: location.origin, browser: navigator.userAgent, results };
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([JSON.stringify(report, null, 2)], { type: 'application/json' }));
  link.download = 'rialto-self-test.json';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
