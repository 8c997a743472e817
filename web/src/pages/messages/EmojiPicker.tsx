// Emoji to choose from. One of them is reached by Tab, the others from there by the arrows.

import { useRef, useState } from 'preact/hooks';
import { words } from '../../app/shared';
import { EMOJI } from './emoji';

const COUNT = EMOJI.flatMap(([, all]) => all).length;

export function EmojiPicker({ label, onPick, onClose }: { label: string; onPick(emoji: string): void; onClose(): void }) {
  const t = words('messages');
  const box = useRef<HTMLDivElement>(null);
  const [active, activate] = useState(0);
  const move = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      return onClose();
    }
    const onward = getComputedStyle(box.current!).direction === 'rtl' ? -1 : 1;
    const by = ({ ArrowRight: onward, ArrowLeft: -onward, Home: -active, End: COUNT - 1 - active } as Record<string, number>)[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const next = (active + by + COUNT) % COUNT;
    activate(next);
    box.current!.querySelectorAll<HTMLButtonElement>('button')[next]?.focus();
  };
  let place = -1;
  return (
    <div class="talk-emoji card" role="group" aria-label={label} ref={box} onKeyDown={move}>
      {EMOJI.map(([kind, all]) => (
        <div key={kind} role="group" aria-label={t(`emoji.${kind}`)}>
          {all.map(emoji => {
            const here = ++place;
            return (
              <button
                type="button"
                class="quiet"
                key={emoji}
                tabIndex={here === active ? 0 : -1}
                onFocus={() => activate(here)}
                onClick={() => onPick(emoji)}
              >
                {emoji}
              </button>
            );
          })}
        </div>
      ))}
    </div>
  );
}
