import { useState } from 'preact/hooks';
import { useDeed } from '../../app/hooks';
import { words } from '../../app/shared';
import { Check, Dialog, LiveButton, TextField } from '../../ui/controls';
import { ask } from './ask';
import { REASON_CHARS_MAX } from './limits';
import { Refused, wrongField } from './Refused';
import type { Lobby } from './types';

/** Puts somebody out of a lobby; they hear why. */
export function PutOut({ lobby, user, name, onClose }: { lobby: Lobby; user: string; name: string; onClose(): void }) {
  const t = words('play');
  const [reason, type] = useState('');
  const [forGood, ban] = useState(false);
  const putting = useDeed(async () => {
    await ask(forGood ? 'lobby:ban' : 'lobby:kick', { user, ...(reason.trim() && { reason: reason.trim() }) }, lobby.room);
    onClose();
  });
  const submit = (event: Event) => {
    event.preventDefault();
    void putting.run();
  };
  return (
    <Dialog title={t('put_out.title', { name })} onClose={onClose}>
      <form onSubmit={submit}>
        <TextField
          label={t('put_out.reason')}
          hint={t('put_out.hint')}
          maxLength={REASON_CHARS_MAX}
          value={reason}
          error={wrongField(putting.error, 'reason')}
          onValue={type}
        />
        <Check label={t('put_out.for_good')} checked={forGood} onChecked={ban} />
        <Refused error={putting.error} />
        <div class="row end">
          <LiveButton type="submit" class="danger" busy={putting.busy}>
            {t('members.put_out')}
          </LiveButton>
        </div>
      </form>
    </Dialog>
  );
}
