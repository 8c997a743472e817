// A new conversation: with one other, among several, or with those who keep order here.

import { useRef, useState } from 'preact/hooks';
import { newKey } from '@rialto/client';
import { go, person, rialto, words } from '../../app/shared';
import { Dialog, LiveButton, Select, TextField } from '../../ui/controls';
import { useDeed } from '../../app/hooks';
import { TITLE_CHARS_MAX } from './limits';
import { PeopleSearch } from './PeopleSearch';
import { Refused } from './Refused';
import type { Somebody } from './types';

type Way = 'direct' | 'group';

/** Opens a conversation and goes there. The same `key` opens one, however often it is asked. */
export async function enter(wanted: object, key: string): Promise<void> {
  const { id } = await rialto.rest.ask('POST', 'conversations', { body: wanted, key });
  go(`/messages/${id}`);
}

export function NewTalk({ isSupport, onClose }: { isSupport: boolean; onClose(): void }) {
  const t = words('messages');
  const [way, choose] = useState<Way>('direct');
  const ways: [Way, string][] = [
    ['direct', t('new.direct')],
    ['group', t('new.group')],
  ];
  return (
    <Dialog title={isSupport ? t('new_support') : t('new_talk')} onClose={onClose}>
      <div class="stack">
        {!isSupport && <Select label={t('new.way')} value={way} options={ways} onValue={way => choose(way)} />}
        {isSupport ? <Titled kind="support" /> : way === 'direct' ? <Direct /> : <Titled kind="group" />}
      </div>
    </Dialog>
  );
}

function Direct() {
  const t = words('messages');
  const pick = ({ id }: Somebody) => enter({ kind: 'direct', members: [id] }, newKey());
  return <PeopleSearch action={t('new.write')} without={new Set([person.value!.id])} onPick={pick} />;
}

/** A group, or a conversation with staff, who come by themselves. */
function Titled({ kind }: { kind: 'group' | 'support' }) {
  const t = words('messages');
  const [title, write] = useState('');
  const [members, set] = useState<readonly Somebody[]>([]);
  // A lost answer is asked for again; something else is another conversation.
  const key = useRef(newKey());
  const change = (act: () => void) => {
    key.current = newKey();
    act();
  };
  const wanted = {
    kind,
    ...(title.trim() !== '' && { title: title.trim() }),
    ...(kind === 'group' && { members: members.map(one => one.id) }),
  };
  const open = useDeed(() => enter(wanted, key.current));
  const because = kind === 'group' && title.trim() === '' && members.length === 0 && t('new.nobody');
  const submit = (event: Event) => {
    event.preventDefault();
    if (!because) void open.run();
  };
  return (
    <>
      {kind === 'group' && (
        <>
          <PeopleSearch
            action={t('members.bring')}
            without={new Set(members.map(one => one.id))}
            onPick={async one => change(() => set([...members, one]))}
          />
          <ul class="talk-enclosures" aria-label={t('new.members')}>
            {members.map(one => (
              <li key={one.id}>
                {one.name}
                <button
                  type="button"
                  class="quiet"
                  aria-label={t('new.without', { name: one.name })}
                  onClick={() => change(() => set(members.filter(other => other !== one)))}
                >
                  <span aria-hidden="true">✕</span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      <form onSubmit={submit}>
        {kind === 'support' && <p>{t('new.support_text')}</p>}
        <TextField
          label={kind === 'group' ? t('title.field') : t('new.subject')}
          value={title}
          onValue={text => change(() => write(text))}
          maxLength={TITLE_CHARS_MAX}
        />
        <Refused error={open.error} />
        <div class="row end">
          <LiveButton type="submit" main busy={open.busy} because={because}>
            {t('new.open')}
          </LiveButton>
        </div>
      </form>
    </>
  );
}
