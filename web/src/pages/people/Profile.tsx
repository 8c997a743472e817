// One's own account: who one is, where one is signed in, whom one does not hear, and the way out.

import { useState } from 'preact/hooks';
import { newKey } from '@rialto/client';
import { Heading } from '../../app/Frame';
import { useAsk, useDeed } from '../../app/hooks';
import { go, meta, rialto, words } from '../../app/shared';
import { loudness, setLoudness, type Loudness } from '../../app/announce';
import { toast } from '../../app/toasts';
import { changePassword, signOut } from '../../app/session';
import { Button, Confirm, fieldErrors, LiveButton, Select, TextField } from '../../ui/controls';
import { Known } from '../../ui/states';
import { When } from '../../ui/time';
import { Refused } from './Refused';
import { Sessions } from './Sessions';

interface Me {
  id: string;
  name: string;
  role: string;
  email: string | null;
  hasPassword: boolean;
  createdAt: string;
}

export default function Profile() {
  const t = words('people');
  const me = useAsk<Me>('me', signal => rialto.rest.ask('GET', 'me', { signal }));
  return (
    <>
      <Heading text={t('profile.title')} />
      <Known of={me.data} error={me.error} retry={me.reload}>
        {known => (
          <div class="columns">
            <div class="stack">
              <Card me={known} />
              <Sessions />
              <Blocks />
            </div>
            <div class="stack">
              <ReadAloud />
              {known.hasPassword && <Password />}
              <Data name={known.name} />
            </div>
          </div>
        )}
      </Known>
    </>
  );
}

function Card({ me }: { me: Me }) {
  const t = words('people');
  return (
    <section class="card">
      <h2>{me.name}</h2>
      <dl class="pairs">
        <dt>{t('profile.role')}</dt>
        <dd>{t(`role.${me.role}` as 'role.user')}</dd>
        <dt>{t('profile.email')}</dt>
        <dd>{me.email ?? t('profile.no_email')}</dd>
        <dt>{t('profile.since')}</dt>
        <dd>
          <When at={me.createdAt} exact />
        </dd>
      </dl>
      <p>
        <a href={`/people/${me.id}`}>{t('profile.seen')}</a> · <a href="/notifications">{t('preferences.title')}</a>
      </p>
    </section>
  );
}

/** What a screen reader says by itself. */
function ReadAloud() {
  const t = words('people');
  const options = (['all', 'mine', 'none'] as const).map((name): [Loudness, string] => [name, t(`loudness.${name}`)]);
  return (
    <section class="card">
      <h2>{t('loudness.title')}</h2>
      <Select label={t('loudness.label')} hint={t('loudness.hint')} value={loudness.value} options={options} onValue={setLoudness} />
    </section>
  );
}

function Password() {
  const t = words('people');
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const change = useDeed(async () => {
    await changePassword(current, next);
    setCurrent('');
    setNext('');
    toast(t('password.done'), { tone: 'good' });
  });
  const wrong = fieldErrors(change.error);
  const submit = (event: Event) => {
    event.preventDefault();
    void change.run();
  };
  const least = meta.value?.limits['passwordCharsMin'] ?? 8;
  return (
    <form class="card" onSubmit={submit}>
      <h2>{t('password.title')}</h2>
      <p class="soft">{t('password.text')}</p>
      <TextField label={t('password.current')} type="password" autocomplete="current-password" value={current} onValue={setCurrent} required />
      <TextField
        label={t('password.next')}
        hint={t('register.password_hint', { min: least })}
        error={wrong['password']}
        type="password"
        autocomplete="new-password"
        value={next}
        onValue={setNext}
        required
        minLength={least}
      />
      <Refused error={change.error} />
      <Button type="submit" busy={change.busy}>
        {t('password.action')}
      </Button>
    </form>
  );
}

function Blocks() {
  const t = words('people');
  const list = useAsk<{ items: { user: string; name: string }[] }>('blocks', signal => rialto.rest.ask('GET', 'me/blocks', { signal }));
  const unblock = useDeed(async (user: string) => {
    await rialto.rest.ask('DELETE', `me/blocks/${user}`, { key: newKey() });
    list.reload();
  });
  return (
    <section class="card">
      <h2>{t('blocks.title')}</h2>
      <Known of={list.data} error={list.error} retry={list.reload}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="soft">{t('blocks.none')}</p>
          ) : (
            <ul class="lines">
              {items.map(one => (
                <li key={one.user} class="row middle">
                  <a href={`/people/${one.user}`}>{one.name}</a>
                  <LiveButton onClick={() => void unblock.run(one.user)}>{t('person.unblock')}</LiveButton>
                </li>
              ))}
            </ul>
          )
        }
      </Known>
      <Refused error={unblock.error} />
    </section>
  );
}

/** Everything that is kept, as a file; and the end of the account. */
function Data({ name }: { name: string }) {
  const t = words('people');
  const [sure, ask] = useState(false);
  const download = useDeed(async () => {
    const all = await rialto.rest.ask('GET', 'me/export');
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([JSON.stringify(all, null, 2)], { type: 'application/json' }));
    link.download = `rialto-${name}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  });
  const erase = async () => {
    await rialto.rest.ask('DELETE', 'me', { key: newKey() });
    await signOut().catch(() => {});
    go('/auctions');
  };
  return (
    <section class="card">
      <h2>{t('data.title')}</h2>
      <div class="row start">
        <LiveButton busy={download.busy} onClick={() => void download.run()}>
          {t('data.export')}
        </LiveButton>
        <LiveButton class="danger" onClick={() => ask(true)}>
          {t('data.erase')}
        </LiveButton>
      </div>
      <Refused error={download.error} />
      {sure && <Erase name={name} erase={erase} onClose={() => ask(false)} />}
    </section>
  );
}

function Erase({ name, erase, onClose }: { name: string; erase(): Promise<void>; onClose(): void }) {
  const t = words('people');
  const [typed, type] = useState('');
  const [wrong, say] = useState(false);
  const done = async () => {
    if (typed !== name) {
      say(true);
      throw Object.assign(new Error('not this name'), { code: 'invalid' });
    }
    await erase();
  };
  return (
    <Confirm
      title={t('data.erase')}
      action={t('data.erase_action')}
      danger
      text={
        <>
          <p>{t('data.erase_text')}</p>
          <TextField label={t('data.erase_name', { name })} error={wrong && typed !== name ? t('data.other_name') : undefined} value={typed} onValue={type} autocomplete="off" />
        </>
      }
      onDone={done}
      onClose={onClose}
    />
  );
}
