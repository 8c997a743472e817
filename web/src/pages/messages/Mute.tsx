// No notifications of a conversation: for a while, or until one says otherwise. What is unread is counted all the same.

import type { ConversationRoom } from '@rialto/client';
import { useDeed, useInbox, useRoom } from '../../app/hooks';
import { moment, rialto, words } from '../../app/shared';
import { LiveButton } from '../../ui/controls';
import { ask } from '../play/ask';
import { Refused } from './Refused';
import type { Listed } from './types';

const HOUR_MS = 3_600_000;
const SPANS = [
  ['hour', HOUR_MS],
  ['day', 24 * HOUR_MS],
  ['week', 7 * 24 * HOUR_MS],
  ['always', null],
] as const;

export function Mute({ room, isMuted }: { room: ConversationRoom; isMuted: boolean }) {
  const t = words('messages');
  const { state } = useRoom(useInbox());
  const until = (state?.conversations as Listed[] | undefined)?.find(one => one.conversation === room.name)?.mutedUntil;
  const mute = useDeed(async (on: boolean, ms: number | null) => {
    const end = ms === null ? {} : { until: new Date(rialto.now() + ms).toISOString() };
    await ask('conversation:mute', { on, ...end }, room.name);
    room.refresh(0);
  });
  return (
    <section>
      <h3>{t('mute.title')}</h3>
      <p role="status">{isMuted ? (until ? t('mute.until', { until: moment(until) }) : t('mute.on')) : t('mute.off')}</p>
      <div class="row start">
        {isMuted ? (
          <LiveButton busy={mute.busy} onClick={() => void mute.run(false, null)}>
            {t('mute.end')}
          </LiveButton>
        ) : (
          SPANS.map(([name, ms]) => (
            <LiveButton key={name} busy={mute.busy} onClick={() => void mute.run(true, ms)}>
              {t(`mute.${name}`)}
            </LiveButton>
          ))
        )}
      </div>
      <Refused error={mute.error} />
    </section>
  );
}
