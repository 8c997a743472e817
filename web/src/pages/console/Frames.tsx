// Every frame of a connection: searched, held still, opened, and saved.

import { useState } from 'preact/hooks';
import { number, words } from '../../app/shared';
import { Button, Check, TextField } from '../../ui/controls';
import type { Line, Probe } from './probe';

/** So many lines are in the page; the rest is found by the filter. */
const DRAWN_MAX = 200;

export function Frames({ probe }: { probe: Probe }) {
  const t = words('console');
  const [filter, type] = useState('');
  const [held, hold] = useState<readonly Line[] | null>(null);
  void probe.drawn.value;
  const all = held ?? probe.lines;
  const needle = filter.trim().toLowerCase();
  const fitting = needle === '' ? all : all.filter(line => JSON.stringify(line.frame).toLowerCase().includes(needle));
  const shown = fitting.slice(-DRAWN_MAX).reverse();
  return (
    <>
      <div class="filters">
        <TextField label={t('filter')} value={filter} onValue={type} type="search" dir="ltr" />
        <Check label={t('hold')} checked={held !== null} onChecked={on => hold(on ? [...probe.lines] : null)} />
        <Button onClick={() => save(probe)}>{t('save')}</Button>
        <Button onClick={() => probe.clear()}>{t('clear')}</Button>
      </div>
      <p class="soft">{t('frames_count', { shown: number(shown.length), count: number(all.length) })}</p>
      <div class="scroll frames" tabIndex={0} role="region" aria-label={t('frames')} dir="ltr">
        <table>
          <thead>
            <tr>
              <th scope="col">{t('frame.time')}</th>
              <th scope="col">{t('frame.way')}</th>
              <th scope="col">{t('frame.what')}</th>
              <th scope="col" class="amount">
                {t('frame.bytes')}
              </th>
              <th scope="col" class="amount">
                {t('frame.answered')}
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map(line => (
              <Row key={line.number} line={line} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Row({ line }: { line: Line }) {
  const t = words('console');
  const { frame } = line;
  const what = frame.event ?? (frame.reply !== undefined ? t('reply_to', { id: frame.reply }) : frame.error ? 'error' : t('hidden_event'));
  const error = frame.error?.code;
  return (
    <tr data-event={frame.event} class={error ? 'bad' : ''}>
      <td>{new Date(line.at).toISOString().slice(11, 23)}</td>
      <td>{line.direction === 'in' ? t('way.in') : t('way.out')}</td>
      <td>
        <details>
          <summary>
            {what} {frame.room} {frame.seq !== undefined && `#${frame.seq}`} {error}
          </summary>
          <pre>{JSON.stringify(frame, null, 2)}</pre>
        </details>
      </td>
      <td class="amount">{number(line.bytes)}</td>
      <td class="amount">{line.answeredMs === undefined ? '' : number(Math.round(line.answeredMs * 10) / 10)}</td>
    </tr>
  );
}

/** One frame a line; tokens are masked. */
function save(probe: Probe): void {
  const lines = probe.lines.map(({ at, direction, frame }) => `${JSON.stringify({ at: new Date(at).toISOString(), direction, frame })}\n`);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(lines, { type: 'application/x-ndjson' }));
  link.download = `rialto-${probe.name}.ndjson`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
