// Finds people by how their names begin.

import { useEffect, useState } from 'preact/hooks';
import { useAsk, useDeed } from '../../app/hooks';
import { rialto, words } from '../../app/shared';
import { LiveButton, TextField } from '../../ui/controls';
import { Refused } from './Refused';

/** Fewer letters would be everybody. */
const LETTERS_MIN = 2;
/** Typing is not asked about at every key. */
const TYPING_MS = 300;
const FOUND_MAX = 8;

interface Person {
  id: string;
  name: string;
}

export function PersonSearch({
  action,
  done,
  without,
  onPick,
}: {
  action: string;
  done: string;
  without: ReadonlySet<string>;
  onPick(user: string): Promise<unknown>;
}) {
  const t = words('play');
  const [text, type] = useState('');
  const [sought, seek] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => seek(text.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const isEnough = LETTERS_MIN <= [...sought].length;
  const found = useAsk<Person[]>(
    isEnough ? `people ${sought}` : null,
    async signal => (await rialto.rest.ask('GET', 'people', { query: { q: sought, limit: FOUND_MAX }, signal })).items,
  );
  const shown = found.data?.filter(one => !without.has(one.id)) ?? [];
  return (
    <div>
      <TextField
        label={t('people.search')}
        hint={t('people.hint')}
        type="search"
        autocomplete="off"
        spellcheck={false}
        maxLength={40}
        value={text}
        onValue={type}
      />
      <ul class="lines" aria-label={t('people.found')}>
        {shown.map(one => (
          <Found key={one.id} person={one} action={action} done={done} onPick={onPick} />
        ))}
      </ul>
      <div role="status">{isEnough && found.data?.length === 0 && <p class="soft">{t('people.nobody')}</p>}</div>
      <Refused error={found.error} />
    </div>
  );
}

function Found({
  person: { id, name },
  action,
  done,
  onPick,
}: {
  person: Person;
  action: string;
  done: string;
  onPick(user: string): Promise<unknown>;
}) {
  const [isDone, set] = useState(false);
  const picking = useDeed(async () => {
    await onPick(id);
    set(true);
  });
  return (
    <li class="row middle">
      <a href={`/people/${id}`}>{name}</a>
      {isDone ? (
        <span class="good" role="status">
          {done}
        </span>
      ) : (
        <LiveButton busy={picking.busy} onClick={() => void picking.run()}>
          {action}
          <span class="unseen">{name}</span>
        </LiveButton>
      )}
      <Refused error={picking.error} />
    </li>
  );
}
