// Signs that people have put to a message; one's own are taken away by pressing them again.

import { number, words } from '../../app/shared';
import { listed } from './names';
import { aside } from './queued';
import { calls, type Scene } from './scene';
import type { Message } from './types';

/** So many are named; the others are counted. */
const NAMED_MAX = 5;

export function Reactions({ message, scene }: { message: Message; scene: Scene }) {
  const t = words('messages');
  const { reactions = [], id } = message;
  if (reactions.length === 0) return null;
  const who = (users: readonly string[]) => {
    const named = users.slice(0, NAMED_MAX).map(user => (user === scene.me ? t('you') : calls(scene, user)));
    return listed(users.length <= NAMED_MAX ? named : [...named, t('others', { count: users.length - NAMED_MAX })]);
  };
  return (
    <div class="talk-reactions" role="group" aria-label={t('reactions')}>
      {reactions.map(({ emoji, users }) => {
        const isMine = users.includes(scene.me);
        return (
          <button
            type="button"
            key={emoji}
            aria-pressed={isMine}
            title={who(users)}
            onClick={() => aside(scene.room.react(id, emoji, !isMine))}
          >
            <span>{emoji}</span> <span class="figure">{number(users.length)}</span>
            <span class="unseen">{who(users)}</span>
          </button>
        );
      })}
    </div>
  );
}
