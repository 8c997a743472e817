// What has happened in a lobby, in words.

import { clockTime, words } from '../../app/shared';
import { grouped, type Entry } from './entries';

type Called = (id: string) => string;

/** An event in words; nothing for what need not be said. */
export function wordsOfEntry({ event, data }: Entry, called: Called): string | undefined {
  const t = words('play');
  const name = data?.user ? called(data.user) : '';
  switch (event) {
    case 'lobby:member:joined':
      return t('log.joined', { name });
    case 'lobby:member:left':
      return t(`log.left.${data.reason}` as 'log.left.left', { name });
    case 'lobby:member:kicked': {
      const text = data.banned ? t('log.banned', { name, by: called(data.by) }) : t('log.kicked', { name, by: called(data.by) });
      return data.reason ? `${text} – ${data.reason}` : text;
    }
    case 'lobby:member:ready':
      return data.ready ? t('log.ready', { name }) : t('log.unready', { name });
    case 'lobby:member:reconnecting':
      return t('log.reconnecting', { name });
    case 'lobby:member:reconnected':
      return t('log.reconnected', { name });
    case 'lobby:member:seated':
      return t('log.seated', { name, seat: data.seat + 1 });
    case 'lobby:host:changed':
      return t('log.host', { name });
    case 'lobby:invited':
      return t('log.invited', { name, by: called(data.by) });
    case 'lobby:update':
      return data.unready ? t('log.changed') : t('log.stopped');
    case 'lobby:starting':
      return t('log.starting');
    case 'lobby:started':
      return t('log.started');
    case 'lobby:result':
      return t('log.result');
    case 'lobby:closed':
      return t(`log.closed.${data.reason}` as 'log.closed.empty');
    default:
      return undefined;
  }
}

export function Activity({ entries, called }: { entries: readonly Entry[]; called: Called }) {
  const t = words('play');
  const shown = grouped(entries).flatMap(group => {
    const texts = group.map(one => wordsOfEntry(one, called)).filter(text => text !== undefined);
    return texts.length === 0 ? [] : [{ ...group[0]!, text: texts.join(' · ') }];
  });
  return (
    <section class="card" aria-labelledby="activity">
      <h2 id="activity">{t('log.title')}</h2>
      {shown.length === 0 && <p class="soft">{t('log.empty')}</p>}
      <ol class="lines activity" tabIndex={0} aria-labelledby="activity" data-testid="activity">
        {shown.reverse().map(({ seq, at, text }) => (
          <li key={seq}>
            <time dateTime={at} class="soft figure">
              {clockTime(at)}
            </time>{' '}
            {text}
          </li>
        ))}
      </ol>
    </section>
  );
}
