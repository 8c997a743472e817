// Finds people by how their names begin.

import { useEffect, useState } from 'preact/hooks';
import { useAsk, useDeed } from '../../app/hooks';
import { rialto, words } from '../../app/shared';
import { LiveButton, TextField } from '../../ui/controls';
import { Avatar } from './Avatar';
import { Refused } from './Refused';
import type { Somebody } from './types';

/** Fewer letters would be everybody. */
const LETTERS_MIN = 2;
const NAME_CHARS_MAX = 40;
const FOUND_MAX = 8;
/** Nothing is asked while somebody types. */
const PAUSE_MS = 300;

/** A text that follows another one when it has rested for a moment. */
export function useRested(text: string): string {
  const [rested, set] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => set(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
}

interface Props {
  /** What is done with whom one chooses. */
  readonly action: string;
  readonly without: ReadonlySet<string>;
  onPick(person: Somebody): Promise<unknown>;
}

export function PeopleSearch({ action, without, onPick }: Props) {
  const t = words('messages');
  const [text, type] = useState('');
  const sought = useRested(text.trim());
  const isEnough = LETTERS_MIN <= [...sought].length;
  const ask = async (signal: AbortSignal) =>
    (await rialto.rest.ask('GET', 'people', { query: { q: sought, limit: FOUND_MAX }, signal })).items;
  const found = useAsk<Somebody[]>(isEnough ? `people ${sought}` : null, ask);
  const shown = found.data?.filter(one => !without.has(one.id)) ?? [];
  return (
    <div>
      <TextField
        label={t('people.search')}
        hint={t('people.hint')}
        type="search"
        autocomplete="off"
        spellcheck={false}
        maxLength={NAME_CHARS_MAX}
        value={text}
        onValue={type}
      />
      <ul class="lines" aria-label={t('people.found')}>
        {shown.map(one => (
          <Found key={one.id} person={one} action={action} onPick={onPick} />
        ))}
      </ul>
      <div role="status">{isEnough && found.data && shown.length === 0 && <p class="soft">{t('people.nobody')}</p>}</div>
      <Refused error={found.error} />
    </div>
  );
}

function Found({ person, action, onPick }: { person: Somebody } & Pick<Props, 'action' | 'onPick'>) {
  const picking = useDeed(() => onPick(person));
  return (
    <li class="row middle">
      <span class="talk-member">
        <Avatar name={person.name} /> {person.name}
      </span>
      <LiveButton busy={picking.busy} onClick={() => void picking.run()}>
        {action}
        <span class="unseen"> {person.name}</span>
      </LiveButton>
      <Refused error={picking.error} />
    </li>
  );
}
