import { useState } from 'preact/hooks';
import { RialtoError } from '@rialto/client';
import { useDeed } from '../../app/hooks';
import { go, rialto, words } from '../../app/shared';
import { LiveButton, TextField } from '../../ui/controls';
import { ask } from './ask';
import { CODE_CHARS } from './limits';
import { Refused } from './Refused';

/** Comes into the lobby of a code. */
export function ComeIn() {
  const t = words('play');
  const [text, type] = useState('');
  const code = text.trim().toLowerCase();
  const coming = useDeed(async () => {
    const lobby = await lobbyOf(code);
    await ask('lobby:join', { code }, lobby);
    go(`/lobbies/${lobby.split(':')[1]}`);
  });
  const submit = (event: Event) => {
    event.preventDefault();
    if (code !== '') void coming.run();
  };
  return (
    <form class="code" onSubmit={submit}>
      <TextField
        label={t('code.label')}
        value={text}
        onValue={type}
        autocomplete="off"
        spellcheck={false}
        dir="ltr"
        maxLength={CODE_CHARS + 4}
      />
      <LiveButton type="submit" busy={coming.busy} because={code === '' && t('code.empty')}>
        {t('code.go')}
      </LiveButton>
      <Refused error={coming.error} />
    </form>
  );
}

async function lobbyOf(code: string): Promise<string> {
  try {
    return (await rialto.rest.ask('GET', `lobbies/code/${encodeURIComponent(code)}`)).lobby;
  } catch (error: any) {
    if (error.code !== 'not_found') throw error;
    throw new RialtoError({ code: 'no_such_code', message: 'No lobby has this code.' });
  }
}
