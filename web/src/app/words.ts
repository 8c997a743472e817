// The words of the page, by language and section. A section comes with the page that needs it.

import { signal } from '@preact/signals';
import type auctions from '../i18n/en/auctions.json';
import type console from '../i18n/en/console.json';
import type floor from '../i18n/en/floor.json';
import type frame from '../i18n/en/frame.json';
import type market from '../i18n/en/market.json';
import type messages from '../i18n/en/messages.json';
import type people from '../i18n/en/people.json';
import type play from '../i18n/en/play.json';
import type selling from '../i18n/en/selling.json';

export interface Sections {
  auctions: typeof auctions;
  console: typeof console;
  floor: typeof floor;
  frame: typeof frame;
  market: typeof market;
  messages: typeof messages;
  people: typeof people;
  play: typeof play;
  selling: typeof selling;
}

export type Section = keyof Sections;
export type Language = 'en' | 'de' | 'ar';
/** A sentence, or one for each way to count (`Intl.PluralRules`). `{name}` stands for a value. */
type Sentence = string | Record<string, string>;
type Values = Record<string, string | number>;

export const LANGUAGES: Record<Language, string> = { en: 'English', de: 'Deutsch', ar: 'العربية' };
const LANGUAGE = 'rialto.language';

const files = import.meta.glob<{ default: Record<string, Sentence> }>('../i18n/*/*.json');
const loaded = new Map<string, Record<string, Sentence>>();

/** The language of the page. */
export const language = signal<Language>('en');

/** The chosen language, or the browser's where the page speaks it. */
export function chooseLanguage(): Language {
  const wanted = [localStorage.getItem(LANGUAGE) ?? '', ...navigator.languages].map(name => name.slice(0, 2));
  return (wanted.find(name => name in LANGUAGES) ?? 'en') as Language;
}

/** Loads what is not there yet; several sections at once. */
export async function loadWords(sections: readonly Section[], to: Language = language.peek()): Promise<void> {
  await Promise.all(
    sections.map(async section => {
      const name = `../i18n/${to}/${section}.json`;
      if (!loaded.has(name)) loaded.set(name, (await files[name]!()).default);
    }),
  );
}

/** Speaks another language from now on: with every section that is in use. */
export async function speak(to: Language, remember = true): Promise<void> {
  const sections = new Set([...loaded.keys()].map(name => name.split('/').pop()!.replace('.json', '') as Section));
  await loadWords([...sections.add('frame')], to);
  if (remember) localStorage.setItem(LANGUAGE, to);
  document.documentElement.lang = to;
  document.documentElement.dir = to === 'ar' ? 'rtl' : 'ltr';
  language.value = to;
}

const plurals = new Map<Language, Intl.PluralRules>();

function pick(sentence: Record<string, string>, count: number, to: Language): string {
  if (!plurals.has(to)) plurals.set(to, new Intl.PluralRules(to));
  return sentence[plurals.get(to)!.select(count)] ?? sentence['other']!;
}

/** The words of a section: `words('auctions')('bids', {count: 3})`. Reading it follows the language. */
export function words<S extends Section>(section: S): (key: keyof Sections[S] & string, values?: Values) => string {
  const to = language.value;
  const sentences = loaded.get(`../i18n/${to}/${section}.json`);
  return (key, values = {}) => {
    const sentence = sentences?.[key];
    if (sentence === undefined) return key;
    const text = typeof sentence === 'string' ? sentence : pick(sentence, Number(values['count'] ?? 0), to);
    return text.replace(/\{(\w+)\}/g, (whole, name) => {
      const value = values[name];
      return value === undefined ? whole : typeof value === 'number' ? value.toLocaleString(to) : value;
    });
  };
}

/** Whether a section has a sentence of this name: for names that come from the server. */
export function has(section: Section, key: string): boolean {
  return loaded.get(`../i18n/${language.value}/${section}.json`)?.[key] !== undefined;
}
