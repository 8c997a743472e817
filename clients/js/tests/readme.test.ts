// What README.md shows is true: its TypeScript has types that fit, its scripts are scripts, and its names are there.

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Script } from 'node:vm';
import { afterAll, expect, test, vi } from 'vitest';

const PACKAGE = join(import.meta.dirname, '..');
const TSC = join(PACKAGE, '../../node_modules/typescript/bin/tsc');
const COMPILED_WITHIN_MS = 60_000;

interface Block {
  readonly language: string;
  readonly line: number;
  readonly text: string;
}

const readme = await readFile(join(PACKAGE, 'README.md'), 'utf8');
const directory = await mkdtemp(join(tmpdir(), 'rialto-readme-'));
afterAll(() => rm(directory, { recursive: true }));

/** The blocks in these languages, in order. */
function blocks(...languages: string[]): Block[] {
  const found = [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)];
  const all = found.map(match => ({ language: match[1]!, line: readme.slice(0, match.index).split('\n').length, text: match[2]! }));
  return all.filter(({ language }) => languages.includes(language));
}

/** Type-checks files, each by its name; what the compiler says. */
async function compile(files: Record<string, string>): Promise<string> {
  const own = (name: string) => [join(PACKAGE, 'src', `${name}.ts`)];
  const settings = {
    extends: join(PACKAGE, 'tsconfig.json'),
    compilerOptions: {
      types: [],
      noUnusedLocals: false,
      paths: {
        '@rialto/client': own('index'), '@rialto/client/react': own('react'), '@rialto/client/element': own('element'), '@rialto/client/testing': own('testing'),
      },
    },
    files: Object.keys(files),
    include: [],
  };
  await symlink(join(PACKAGE, '../../node_modules'), join(directory, 'node_modules')).catch(error => error.code === 'EEXIST' || Promise.reject(error));
  await writeFile(join(directory, 'package.json'), '{"type":"module"}');
  await writeFile(join(directory, 'tsconfig.json'), JSON.stringify(settings));
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
  const said = promisify(execFile)(process.execPath, [TSC, '-p', directory, '--pretty', 'false']);
  return said.then(() => '', error => error.stdout || String(error));
}

test('its TypeScript fits the types of the client', { timeout: COMPILED_WITHIN_MS }, async () => {
  const shown = blocks('ts', 'tsx');
  expect(shown.length).toBeGreaterThan(3);
  // The name of each file is the line of README.md at which it stands.
  const files = shown.map(({ language, line, text }) => [`line${line}.${language}`, `${text}\nexport {};\n`]);
  expect(await compile(Object.fromEntries(files))).toBe('');
});

test('what does not fit would be seen', { timeout: COMPILED_WITHIN_MS }, async () => {
  const wrong = `import { createClient } from '@rialto/client';\ncreateClient().auction('1').bit(100);\n`;
  expect(await compile({ 'wrong.ts': wrong })).toContain("'bit' does not exist");
});

test('its example of a test runs, and says what it promises', async () => {
  const [example] = blocks('ts').filter(({ text }) => text.includes('@rialto/client/testing'));
  const source = (name: string) => JSON.stringify(join(PACKAGE, 'src', name));
  const text = example!.text.replace(`'@rialto/client'`, source('index.ts')).replace(`'@rialto/client/testing'`, source('testing.ts'));
  const file = join(directory, 'example.ts');
  await writeFile(file, text);
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import(/* @vite-ignore */ file);
  expect(log.mock.calls).toEqual([[12_500]]);
  log.mockRestore();
});

test('its pages have scripts that can be read', () => {
  const scripts = blocks('html').flatMap(({ text }) => [...text.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(match => match[1]!));
  expect(scripts.length).toBeGreaterThan(0);
  for (const script of scripts) expect(() => new Script(script)).not.toThrow();
});

test('every other block is in a language that is looked at', () => {
  const known = blocks('ts', 'tsx', 'html', 'sh', 'json').length;
  expect([...readme.matchAll(/^```\w*$/gm)]).toHaveLength(2 * known);
});

test('every entry and every hook that it names is there, and the other way round', async () => {
  const { exports } = JSON.parse(await readFile(join(PACKAGE, 'package.json'), 'utf8'));
  const entries = Object.keys(exports).filter(name => name !== '.' && !name.endsWith('.json') && !name.endsWith('.js'));
  for (const name of entries) expect(readme).toContain(`@rialto/client${name.slice(1)}`);
  const hooks = await readFile(join(PACKAGE, 'src/react.ts'), 'utf8');
  const exported = [...hooks.matchAll(/^export function (use\w+)/gm)].map(match => match[1]!);
  const named = new Set([...readme.matchAll(/`(use[A-Z]\w+)/g)].map(match => match[1]!));
  expect([...named].filter(name => name !== 'useSocket').sort()).toEqual(exported.sort());
});
