// The catalogues: every language has every word, and no page has words of its own.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseAst } from 'rolldown/parseAst';
import { describe, expect, it } from 'vitest';

const sources = new URL('../src', import.meta.url).pathname;
const LANGUAGES = ['en', 'de', 'ar'] as const;
/** Names that are the same everywhere. */
const NAMES = new Set(['OpenAPI', 'AsyncAPI', 'client.js', 'curl', 'wscat', 'JSON', 'JS', 'React', 'NDJSON', 'REST', 'CSV', 'SDK']);

type Sentence = string | Record<string, string>;

function catalogue(language: string, section: string): Record<string, Sentence> {
  return JSON.parse(readFileSync(join(sources, 'i18n', language, section), 'utf8'));
}

function blanks(sentence: Sentence): string[] {
  const texts = typeof sentence === 'string' ? [sentence] : Object.values(sentence);
  return [...new Set(texts.flatMap(text => text.match(/\{\w+\}/g) ?? []))].sort();
}

function files(path: string): string[] {
  return statSync(path).isDirectory() ? readdirSync(path).flatMap(name => files(join(path, name))) : [path];
}

describe.each(readdirSync(join(sources, 'i18n/en')))('%s', section => {
  const english = catalogue('en', section);

  it.each(LANGUAGES)('is whole in %s', language => {
    const words = catalogue(language, section);
    expect(Object.keys(words).sort()).toEqual(Object.keys(english).sort());
    for (const [key, sentence] of Object.entries(words)) {
      expect(blanks(sentence), key).toEqual(blanks(english[key]!));
      expect(typeof sentence, key).toBe(typeof english[key]);
      if (typeof sentence === 'string') continue;
      const wanted = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
      expect(Object.keys(sentence).sort(), key).toEqual([...wanted].sort());
    }
  });

  it('is translated', () => {
    for (const language of ['de', 'ar']) {
      const words = catalogue(language, section);
      const same = Object.keys(english).filter(key => JSON.stringify(words[key]) === JSON.stringify(english[key]));
      // A name, a number or a word that two languages share may be the same; a catalogue that was copied is not.
      expect(same.length, `${language}: ${same.join(', ')}`).toBeLessThan(Math.max(4, Object.keys(english).length / 10));
    }
  });
});

describe('pages', () => {
  const pages = files(sources).filter(path => path.endsWith('.tsx'));

  it.each(pages)('%s has no words of its own', path => {
    const text = readFileSync(path, 'utf8');
    const raw: string[] = [];
    visit(parseAst(text, { lang: 'tsx' }), node => {
      const spoken = node.type === 'JSXText' ? node.value : inAttribute(node);
      const words = (spoken ?? '').trim();
      if (/\p{L}{2,}/u.test(words) && !NAMES.has(words)) raw.push(words);
    });
    expect(raw).toEqual([]);
  });
});

/** What people hear or read of an attribute. */
function inAttribute(node: any): string | undefined {
  if (node.type !== 'JSXAttribute' || node.value?.type !== 'Literal') return undefined;
  return ['aria-label', 'title', 'alt', 'placeholder', 'label', 'text', 'hint'].includes(node.name.name) ? node.value.value : undefined;
}

function visit(node: any, see: (node: any) => void): void {
  if (!node || typeof node !== 'object') return;
  if (typeof node.type === 'string') see(node);
  for (const child of Object.values(node)) {
    if (Array.isArray(child)) child.forEach(one => visit(one, see));
    else visit(child, see);
  }
}
