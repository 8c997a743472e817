// One lobby: who is there, who is ready, and how it begins.

import { useEffect, useState } from 'preact/hooks';
import { useEvents, useInbox, useRoom } from '../../app/hooks';
import type { PageProps } from '../../app/routes';
import { person, place, rialto, words } from '../../app/shared';
import { Known } from '../../ui/states';
import { Doorstep } from './Doorstep';
import { useGames } from './games';
import { LobbyRoomPage } from './LobbyRoomPage';
import { FindingOut } from './Refused';
import type { Lobby } from './types';
import '../../style/play.css';

/** That one was put out, as the inbox tells it. */
interface PutOut {
  lobby: string;
  reason: string | null;
  banned: boolean;
}

export default function LobbyPage({ params }: PageProps) {
  const id = params['id']!;
  const room = rialto.lobby(id);
  const { state, error, fresh } = useRoom(room);
  const lobby = state as Lobby | undefined;
  const games = useGames();
  const [out, putOut] = useState<PutOut | null>(null);
  useEvents(useInbox(), (event, data) => event === 'lobby:kicked' && data.lobby === room.name && putOut(data));
  // Who only watches hears no more of one that is closed to them; and who is banned is not in what everybody hears.
  useEvents(room, (event, data) => ((event === 'lobby:update' && data.privacy) || data?.banned) && room.refresh(0));
  const isIn = lobby?.members.some(one => one.user === person.value?.id) ?? false;
  useEffect(() => {
    if (isIn) putOut(null);
  }, [isIn]);
  const code = place.value.query.get('code') ?? '';
  const isShut = !lobby && (error?.code === 'not_found' || error?.code === 'forbidden');
  return (
    <>
      <FindingOut />
      {out && <Out out={out} />}
      {isShut ? (
        <Doorstep room={room} code={code} isOut={out !== null} />
      ) : (
        <Known of={lobby} error={error} retry={() => room.resume()}>
          {known => <LobbyRoomPage key={id} room={room} lobby={known} fresh={fresh} games={games.data} code={code} />}
        </Known>
      )}
    </>
  );
}

function Out({ out: { reason, banned } }: { out: PutOut }) {
  const t = words('play');
  return (
    <div class="failure" role="alert">
      <p>{banned ? t('out.banned') : t('out.kicked')}</p>
      {reason && <p>{t('out.reason', { reason })}</p>}
    </div>
  );
}
