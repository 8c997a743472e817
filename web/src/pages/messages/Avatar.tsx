// A picture of somebody: the first letters of their name, always in the same of a few colours.

import { initials } from './names';

const TINTS = 6;

export function Avatar({ name }: { name: string }) {
  const sum = [...name].reduce((all, letter) => all + letter.codePointAt(0)!, 0);
  return (
    <span class="talk-avatar" data-tint={sum % TINTS} aria-hidden="true">
      {initials(name)}
    </span>
  );
}
