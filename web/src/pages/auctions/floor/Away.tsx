// A link that leaves the floor. Where the floor stands in somebody else's page, it opens another window.

import type { ComponentChildren } from 'preact';
import { place } from '../../../app/shared';

export function Away({ href, class: kind, children }: { href: string; class?: string; children: ComponentChildren }) {
  const framed = place.value.path.startsWith('/embed/');
  return (
    <a href={href} class={kind} target={framed ? '_blank' : undefined}>
      {children}
    </a>
  );
}
