// A lobby of the list: what is played there, who is there, and the ways in.

import { useState } from 'preact/hooks';
import { useDeed } from '../../app/hooks';
import { go, number, person, words } from '../../app/shared';
import { LiveButton } from '../../ui/controls';
import { signInPath } from '../../ui/states';
import { ask } from './ask';
import { nameOf, played } from './games';
import { LobbyBadge } from './LobbyBadge';
import { useNames } from './names';
import { PasswordDialog } from './PasswordDialog';
import { Refused } from './Refused';
import type { Game, LobbyLine } from './types';

export function LobbyRow({ line, games, isMine }: { line: LobbyLine; games: Game[]; isMine: boolean }) {
  const t = words('play');
  const host = useNames(line.host ? [line.host] : [])(line.host ?? '');
  const what = played(games, line.game, line.mode);
  return (
    <li class="card row middle">
      <div>
        <strong class="name">{line.title ?? what}</strong>
        <p class="facts">
          {line.title && <span>{what}</span>}
          <span>{t('lobby.hosted_by', { name: host })}</span>
          {line.region && <span>{nameOf(line.region)}</span>}
          <span class="figure">
            {t('lobby.members', { count: line.members })} <bdi>{`${number(line.members)}/${number(line.capacity)}`}</bdi>
          </span>
          <LobbyBadge status={line.status} />
          {line.locked && <span class="badge wait">{t('lobby.locked')}</span>}
        </p>
      </div>
      <WaysIn line={line} isMine={isMine} title={line.title ?? what} />
    </li>
  );
}

function WaysIn({ line, isMine, title }: { line: LobbyLine; isMine: boolean; title: string }) {
  const t = words('play');
  const [asking, askPassword] = useState(false);
  const path = `/lobbies/${line.lobby.split(':')[1]}`;
  const joining = useDeed(async () => {
    await ask('lobby:join', {}, line.lobby);
    go(path);
  });
  if (isMine) {
    return (
      <a class="button main" href={path}>
        {t('lobby.back')}
      </a>
    );
  }
  const begun = line.status === 'starting' || line.status === 'active';
  const why = begun ? t('why.begun') : line.capacity <= line.members ? t('why.full') : undefined;
  return (
    <div class="row start">
      {person.value ? (
        <LiveButton busy={joining.busy} because={why} onClick={() => (line.locked ? askPassword(true) : void joining.run())}>
          {t('lobby.join')}
          <span class="unseen">{title}</span>
        </LiveButton>
      ) : (
        <a class="button" href={signInPath()}>
          {t('lobby.join')}
          <span class="unseen">{title}</span>
        </a>
      )}
      {!line.locked && (
        <a class="button" href={path}>
          {t('lobby.watch')}
          <span class="unseen">{title}</span>
        </a>
      )}
      <Refused error={joining.error} />
      {asking && <PasswordDialog room={line.lobby} title={title} onClose={() => askPassword(false)} />}
    </div>
  );
}
