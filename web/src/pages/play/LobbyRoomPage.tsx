// A lobby that one may see, as a member or a watcher.

import type { LobbyRoom } from '@rialto/client';
import { useEffect } from 'preact/hooks';
import { Heading } from '../../app/Frame';
import { useEvents } from '../../app/hooks';
import { announce, go, person, words } from '../../app/shared';
import { Activity, wordsOfEntry } from './Activity';
import { AsOf } from './AsOf';
import { ask } from './ask';
import { Chat } from './Chat';
import { mentioned, namesIn } from './entries';
import { gameOf, modeOf, played } from './games';
import { HostTools } from './HostTools';
import { Invite } from './Invite';
import { useJournal } from './journal';
import { LobbyFacts } from './LobbyFacts';
import { Members } from './Members';
import { know, useNames } from './names';
import { Readiness } from './Readiness';
import { Result } from './Result';
import type { Game, Lobby } from './types';

/** What is said by itself to everybody who is in it; the rest only where it is about oneself. */
const SAID = new Set(['lobby:starting', 'lobby:started', 'lobby:closed', 'lobby:update']);

export function LobbyRoomPage({
  room,
  lobby,
  fresh,
  games,
  code,
}: {
  room: LobbyRoom;
  lobby: Lobby;
  fresh: boolean;
  games: Game[] | undefined;
  code: string;
}) {
  const t = words('play');
  const me = person.value;
  const own = lobby.members.find(one => one.user === me?.id);
  const entries = useJournal(room, fresh);
  const called = useNames([...lobby.members.map(one => one.user), ...mentioned(entries)]);
  useEffect(
    () => know([...namesIn(entries), ...lobby.members.map((one): [string, string] => [one.user, one.name])]),
    [entries, lobby.members],
  );
  useEvents(room, (event, data, seq) => {
    const text = wordsOfEntry({ event, data, seq: seq ?? 0, at: '' }, called);
    if (text)
      announce(text, {
        mine: !!own && (SAID.has(event) || data.user === me?.id),
        urgent: event === 'lobby:starting',
        key: `lobby ${event} ${data?.user ?? ''}`,
      });
  });
  const game = gameOf(games, lobby.game);
  const isHost = !!me && lobby.host === me.id;
  const keepsOrder = isHost || me?.role === 'moderator' || me?.role === 'admin';
  const isOpen = lobby.status !== 'closed';
  const leave = async () => {
    await ask('lobby:leave', {}, room.name);
    go('/lobbies');
  };
  return (
    <div class={fresh ? '' : 'stale'}>
      <Heading text={lobby.title ?? played(games, lobby.game, lobby.mode)} />
      <LobbyFacts lobby={lobby} games={games} />
      <AsOf fresh={fresh} />
      <div class="columns">
        <div class="stack">
          <Result entries={entries} called={called} />
          <Readiness lobby={lobby} own={own} isHost={isHost} called={called} code={code} onLeave={leave} />
          <Members lobby={lobby} own={own} keepsOrder={keepsOrder} mode={modeOf(games, lobby.game, lobby.mode)} />
          {keepsOrder && isOpen && <HostTools lobby={lobby} game={game} />}
        </div>
        <div class="stack">
          {own && isOpen && <Invite lobby={lobby} isHost={isHost} />}
          {own && lobby.conversation && isOpen && <Chat name={lobby.conversation} />}
          <Activity entries={entries} called={called} />
          {!own && isOpen && <p class="soft">{t('lobby.watching')}</p>}
        </div>
      </div>
    </div>
  );
}
