// Light, dark, or as the system has it.

import { signal } from '@preact/signals';

export type Theme = 'auto' | 'light' | 'dark';

const THEME = 'rialto.theme';

export const theme = signal<Theme>((localStorage.getItem(THEME) as Theme | null) ?? 'auto');

export function setTheme(to: Theme): void {
  localStorage.setItem(THEME, to);
  theme.value = to;
  document.documentElement.dataset['theme'] = to;
}
