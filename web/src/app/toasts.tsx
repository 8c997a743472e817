// Short notices at the bottom. Never the only place where something is said.

import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { words } from './words';

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly link?: { href: string; text: string };
  readonly tone?: 'good' | 'bad';
}

const SHOWN_MAX = 3;
const SHOWN_FOR_MS = 7_000;

const toasts = signal<Toast[]>([]);
let last = 0;

/** Shows a notice for a while. */
export function toast(text: string, more: Omit<Toast, 'id' | 'text'> = {}): void {
  toasts.value = [...toasts.value, { id: ++last, text, ...more }].slice(-SHOWN_MAX);
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter(one => one.id !== id);
}

export function Toasts() {
  return (
    <div class="toasts" role="status">
      {toasts.value.map(one => (
        <Slice key={one.id} toast={one} />
      ))}
    </div>
  );
}

function Slice({ toast: { id, text, link, tone } }: { toast: Toast }) {
  const t = words('frame');
  const [held, hold] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => dismiss(id), SHOWN_FOR_MS);
    return () => clearTimeout(timer);
  }, [held]);
  const keep = { onMouseEnter: () => hold(true), onMouseLeave: () => hold(false), onFocusIn: () => hold(true), onFocusOut: () => hold(false) };
  return (
    <div class={`toast ${tone ?? ''}`} {...keep}>
      <span>{text}</span>
      {link && (
        <a href={link.href} onClick={() => dismiss(id)}>
          {link.text}
        </a>
      )}
      <button class="quiet" onClick={() => dismiss(id)}>
        {t('dismiss')}
      </button>
    </div>
  );
}
