// What is published works as it is: modules in Node with their types, and one file in a page.

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const run = promisify(execFile);
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rialto-package-'));
  await run('npx', ['tsc', '-p', 'tsconfig.build.json', '--outDir', join(directory, 'esm')], { cwd: ROOT });
  await run('node', ['scripts/bundle.mjs', directory], { cwd: ROOT });
});

afterAll(() => rm(directory, { recursive: true, force: true }));

test('modules load without anything else, and declare what they have', async () => {
  const { exports } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  const built = (path: string) => join(directory, path.replace('./dist/', ''));
  const modules = Object.values<any>(exports).filter(one => one.types);
  expect(modules.length).toBe(4);
  for (const { types } of modules) expect(await readFile(built(types), 'utf8')).toContain('export');
  const program = `import * as client from ${JSON.stringify(built(exports['.'].import))};
    const { phase } = client.createClient({ url: 'http://127.0.0.1' }).status;
    console.log(JSON.stringify({ phase, money: client.formatMoney(client.minor(150, 'EUR'), 'en') }));`;
  const { stdout } = await run('node', ['--input-type=module', '-e', program]);
  expect(JSON.parse(stdout)).toEqual({ phase: 'idle', money: '€1.50' });
});

test('one file has everything in it', async () => {
  const code = await readFile(join(directory, 'client.js'), 'utf8');
  const page: any = { URL, Intl, AbortController, console };
  runInNewContext(
    `${code}; made = Rialto.createClient({ url: 'https://live.example' }); price = Rialto.formatMoney(Rialto.minor(5, 'JPY'), 'en');`,
    page,
  );
  expect([page.made.status.phase, page.price]).toEqual(['idle', '¥5']);
  expect(code).not.toMatch(/\bimport\s*\(/);
});

test('types and currencies are as the server describes them', async () => {
  await run('node', ['scripts/generate.mjs', '--check'], { cwd: ROOT });
});
