// Asking others into a lobby: by name, by link, by code.

import { useId } from 'preact/hooks';
import { words } from '../../app/shared';
import { Button } from '../../ui/controls';
import { toast } from '../../app/toasts';
import { ask } from './ask';
import { PersonSearch } from './PersonSearch';
import type { Lobby } from './types';

export function Invite({ lobby, isHost }: { lobby: Lobby; isHost: boolean }) {
  const t = words('play');
  const isBegun = lobby.status === 'starting' || lobby.status === 'active';
  if (isBegun || lobby.capacity <= lobby.members.length) return null;
  const mayAsk = isHost || lobby.privacy === 'public';
  const here = new Set(lobby.members.map(one => one.user));
  return (
    <section class="card stack" aria-labelledby="invite">
      <h2 id="invite">{t('invite.title')}</h2>
      {mayAsk ? (
        <PersonSearch
          action={t('invite.ask')}
          done={t('invite.asked')}
          without={here}
          onPick={user => ask('lobby:invite', { user }, lobby.room)}
        />
      ) : (
        <p class="soft">{t('invite.host_only')}</p>
      )}
      {lobby.code && (
        <>
          <Copied label={t('invite.link')} text={`${location.origin}/lobbies/${lobby.id}?code=${lobby.code}`} />
          <Copied label={t('invite.code')} text={lobby.code} />
        </>
      )}
    </section>
  );
}

/** A text to be handed on. */
function Copied({ label, text }: { label: string; text: string }) {
  const t = words('play');
  const id = useId();
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    toast(t('invite.copied'), { tone: 'good' });
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="copied">
        <input id={id} readOnly dir="ltr" value={text} onFocus={event => event.currentTarget.select()} />
        {/* A page that did not come over https may not write to the clipboard. */}
        {'clipboard' in navigator && <Button onClick={() => void copy()}>{words('frame')('copy')}</Button>}
      </div>
    </div>
  );
}
