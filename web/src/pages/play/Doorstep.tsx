// Before a lobby that is not open to everybody: by code, by password, or not at all.

import { useState } from 'preact/hooks';
import type { LobbyRoom } from '@rialto/client';
import { Heading } from '../../app/Frame';
import { useDeed } from '../../app/hooks';
import { person, setQuery, words } from '../../app/shared';
import { LiveButton, TextField } from '../../ui/controls';
import { signInPath } from '../../ui/states';
import { ask } from './ask';
import { CODE_CHARS, PASSWORD_CHARS_MAX } from './limits';
import { Refused } from './Refused';

export function Doorstep({ room, code: given, isOut }: { room: LobbyRoom; code: string; isOut: boolean }) {
  const t = words('play');
  const [code, typeCode] = useState(given);
  const [password, typePassword] = useState('');
  const coming = useDeed(async () => {
    await ask('lobby:join', { ...(code.trim() && { code: code.trim().toLowerCase() }), ...(password && { password }) }, room.name);
    setQuery({ code: null });
    room.resume();
  });
  const submit = (event: Event) => {
    event.preventDefault();
    if (code.trim() !== '' || password !== '') void coming.run();
  };
  if (!person.value) {
    return (
      <>
        <Heading text={given ? t('door.asked_in') : t('door.title')} />
        <p>{t('door.sign_in')}</p>
        <a class="button main" href={signInPath()}>
          {words('frame')('sign_in')}
        </a>
      </>
    );
  }
  return (
    <>
      <Heading text={given ? t('door.asked_in') : t('door.title')} />
      <p>{given ? t('door.asked_in_text') : t('door.text')}</p>
      <form class="narrow" onSubmit={submit}>
        {!given && (
          <TextField
            label={t('code.label')}
            value={code}
            onValue={typeCode}
            autocomplete="off"
            spellcheck={false}
            dir="ltr"
            maxLength={CODE_CHARS + 4}
          />
        )}
        {!given && (
          <TextField
            label={t('lobby.password')}
            type="password"
            value={password}
            onValue={typePassword}
            autocomplete="off"
            maxLength={PASSWORD_CHARS_MAX}
          />
        )}
        <Refused error={coming.error} />
        <div class="row start">
          <LiveButton type="submit" main busy={coming.busy} because={code.trim() === '' && password === '' && t('door.empty')}>
            {isOut ? t('door.again') : t('lobby.join')}
          </LiveButton>
          <a class="button" href="/lobbies">
            {t('door.others')}
          </a>
        </div>
      </form>
    </>
  );
}
