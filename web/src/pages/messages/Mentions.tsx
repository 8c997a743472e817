// Who may be meant by what was typed behind an `@`. The text keeps the focus; the arrows go through the names.

import { words } from '../../app/shared';
import { Avatar } from './Avatar';
import type { Mentions as Suggestions } from './naming';
import type { Member } from './types';

export function Mentions({
  id,
  mentions: { suggested, place },
  onPick,
}: {
  id: string;
  mentions: Suggestions;
  onPick(member: Member): void;
}) {
  if (suggested.length === 0) return null;
  // A press that took the focus would lose where the name goes.
  const keepFocus = (event: Event) => event.preventDefault();
  return (
    <ul class="talk-mentions card" role="listbox" id={id} aria-label={words('messages')('mentions')}>
      {suggested.map((one, at) => (
        <li
          key={one.user}
          id={`${id}-${at}`}
          role="option"
          aria-selected={at === place}
          onPointerDown={keepFocus}
          onClick={() => onPick(one)}
        >
          <Avatar name={one.name} /> {one.name}
        </li>
      ))}
    </ul>
  );
}
