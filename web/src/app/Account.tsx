// Who is signed in, and what is set for them.

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { place, person, words } from './shared';
import { signOut } from './session';
import { theme, setTheme, type Theme } from './theme';
import { LANGUAGES, language, speak, type Language } from './words';
import { SettingsIcon } from '../ui/icons';
import { signInPath } from '../ui/states';

export function Account() {
  const t = words('frame');
  const open = useSignal(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => void (open.value = false), [place.value.path]);
  useEffect(() => {
    const outside = (event: Event) => !box.current?.contains(event.target as Node) && (open.value = false);
    addEventListener('pointerdown', outside);
    return () => removeEventListener('pointerdown', outside);
  }, []);
  const close = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    open.value = false;
    box.current?.querySelector('button')?.focus();
  };
  return (
    <div class="menu" ref={box} onKeyDown={close}>
      {!person.value && (
        <a class="button" href={signInPath()}>
          {t('sign_in')}
        </a>
      )}
      <button aria-expanded={open.value} aria-controls="account" onClick={() => (open.value = !open.value)} data-testid="account">
        {person.value ? (
          person.value.name
        ) : (
          <>
            <SettingsIcon />
            <span class="unseen">{t('settings')}</span>
          </>
        )}
      </button>
      {open.value && (
        <div id="account" class="sheet card">
          {person.value && (
            <ul>
              <li>
                <a href="/profile">{t('profile')}</a>
              </li>
              <li>
                <a href="/wallet">{t('wallet')}</a>
              </li>
              <li>
                <a href="/auctions?mine=watching">{t('my_auctions')}</a>
              </li>
              <li>
                <a href="/market/mine">{t('my_listings')}</a>
              </li>
            </ul>
          )}
          <label>
            {t('language')}
            <select value={language.value} onChange={event => void speak(event.currentTarget.value as Language)}>
              {Object.entries(LANGUAGES).map(([code, name]) => (
                <option key={code} value={code} lang={code}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <label>
            {t('theme')}
            <select value={theme.value} onChange={event => setTheme(event.currentTarget.value as Theme)}>
              {(['auto', 'light', 'dark'] as const).map(name => (
                <option key={name} value={name}>
                  {t(`theme.${name}`)}
                </option>
              ))}
            </select>
          </label>
          {person.value && <button onClick={() => void signOut()}>{t('sign_out')}</button>}
        </div>
      )}
    </div>
  );
}
