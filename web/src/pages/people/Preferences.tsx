// Of what one wants to be told, by which way, and when not.

import { useState } from 'preact/hooks';
import type { Preferences as Wanted, QuietHours as Quiet, Room } from '@rialto/client';
import { useDeed } from '../../app/hooks';
import { words } from '../../app/shared';
import { Check, LiveButton, TextField } from '../../ui/controls';
import { Refused } from './Refused';
import { Push } from './Push';

export const TOPICS = [
  'outbid', 'leading', 'reserve', 'won', 'lost', 'ended', 'chance', 'offer', 'sale', 'payment', 'message', 'mention', 'match', 'invite', 'removed',
] as const;
const CHANNELS = ['inApp', 'webPush', 'email'] as const;

export function Preferences({ inbox, preferences }: { inbox: Room<'inbox'>; preferences: Wanted }) {
  const t = words('people');
  const f = words('frame');
  const change = useDeed((what: object) => inbox.call('notification:preferences', what));
  return (
    <section class="card">
      <h2>{t('preferences.title')}</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label={t('preferences.title')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('notifications.type')}</th>
              {CHANNELS.map(channel => (
                <th key={channel} scope="col">
                  {t(`channel.${channel}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {TOPICS.map(topic => (
              <tr key={topic}>
                <th scope="row">{f(`notification.${topic}`)}</th>
                {CHANNELS.map(channel => {
                  const now = preferences.topics[topic] ?? { inApp: true, webPush: true, email: false };
                  return (
                    <td key={channel}>
                      <Tick
                        label={`${f(`notification.${topic}`)}, ${t(`channel.${channel}`)}`}
                        on={now[channel] ?? false}
                        onTick={on => change.run({ topics: { [topic]: { ...now, [channel]: on } } })}
                      />
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Check label={t('preferences.receipts')} checked={preferences.receipts} onChecked={receipts => void change.run({ receipts })} />
      <Refused error={change.error} />
      <QuietHours quiet={preferences.quietHours ?? null} onChange={quietHours => void change.run({ quietHours })} />
      <Push />
    </section>
  );
}

/** As it was chosen, until the server has said how it is. */
function Tick({ label, on, onTick }: { label: string; on: boolean; onTick(on: boolean): Promise<void> }) {
  const [chosen, choose] = useState<boolean>();
  return (
    <input
      type="checkbox"
      aria-label={label}
      checked={chosen ?? on}
      onChange={event => {
        choose(event.currentTarget.checked);
        void onTick(event.currentTarget.checked).finally(() => choose(undefined));
      }}
    />
  );
}

const clock = (minute: number) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

function minutes(text: string): number | null {
  const read = /^(\d\d):(\d\d)/.exec(text);
  return read ? Number(read[1]) * 60 + Number(read[2]) : null;
}

/** Nothing leaves the house then; it waits. In the time of this machine. */
function QuietHours({ quiet, onChange }: { quiet: Quiet | null; onChange(quiet: Quiet | null): void }) {
  const t = words('people');
  const f = words('frame');
  const [from, setFrom] = useState(clock(quiet?.fromMinute ?? 22 * 60));
  const [to, setTo] = useState(clock(quiet?.toMinute ?? 7 * 60));
  const [start, end] = [minutes(from), minutes(to)];
  const save = () => start !== null && end !== null && onChange({ fromMinute: start, toMinute: end, utcOffsetMinutes: -new Date().getTimezoneOffset() });
  return (
    <fieldset>
      <legend>{t('quiet.title')}</legend>
      <p class="soft">{quiet ? t('quiet.on', { from: clock(quiet.fromMinute), to: clock(quiet.toMinute) }) : t('quiet.off')}</p>
      <div class="filters">
        <TextField label={t('quiet.from')} type="time" value={from} onValue={setFrom} />
        <TextField label={t('quiet.to')} type="time" value={to} onValue={setTo} />
        <LiveButton because={(start === null || end === null) && t('quiet.unclear')} onClick={save}>
          {f('save')}
        </LiveButton>
        {quiet && <LiveButton onClick={() => onChange(null)}>{t('quiet.clear')}</LiveButton>}
      </div>
    </fieldset>
  );
}
