import { useState } from 'preact/hooks';
import { useDeed } from '../../app/hooks';
import { go, words } from '../../app/shared';
import { Dialog, LiveButton, TextField } from '../../ui/controls';
import { ask } from './ask';
import { PASSWORD_CHARS_MAX } from './limits';
import { Refused } from './Refused';

/** Asks for the password of a lobby, and goes in. */
export function PasswordDialog({ room, title, onClose }: { room: string; title: string; onClose(): void }) {
  const t = words('play');
  const [password, type] = useState('');
  const joining = useDeed(async () => {
    await ask('lobby:join', { password }, room);
    go(`/lobbies/${room.split(':')[1]}`);
  });
  const submit = (event: Event) => {
    event.preventDefault();
    if (password !== '') void joining.run();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit}>
        <TextField
          label={t('lobby.password')}
          type="password"
          autocomplete="off"
          autoFocus
          required
          maxLength={PASSWORD_CHARS_MAX}
          value={password}
          onValue={type}
        />
        <Refused error={joining.error} />
        <div class="row end">
          <LiveButton type="submit" main busy={joining.busy}>
            {t('lobby.join')}
          </LiveButton>
        </div>
      </form>
    </Dialog>
  );
}
