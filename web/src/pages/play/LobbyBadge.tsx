import { words } from '../../app/shared';
import type { LobbyStatus } from './types';

/** Signs beside the words, so that no colour says it alone. */
const SIGNS: Record<LobbyStatus, [sign: string, tone: string]> = {
  forming: ['○', 'soft'],
  ready: ['✓', 'good'],
  starting: ['▶', 'wait'],
  active: ['●', 'good'],
  closed: ['■', 'soft'],
};

/** Where a lobby stands. */
export function LobbyBadge({ status }: { status: LobbyStatus }) {
  const t = words('play');
  const [sign, tone] = SIGNS[status];
  return (
    <span class={`badge ${tone}`}>
      <span aria-hidden="true">{sign} </span>
      {t(`status.${status}`)}
    </span>
  );
}
