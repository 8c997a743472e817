// What is served beside the pages, how much the first load weighs, and of which sources all of it was made.

import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Everything that the first look at an auction loads, gzipped. */
const FIRST_LOAD_BYTES_MAX = 60_000;
/** What the bytes in `dist` follow from. */
const SOURCES = [
  'clients/js/package.json', 'clients/js/scripts', 'clients/js/src', 'package-lock.json', 'web/index.html', 'web/package.json',
  'web/public', 'web/scripts', 'web/src', 'web/tsconfig.json', 'web/vite.config.ts',
];

const root = new URL('../..', import.meta.url).pathname;
const dist = join(root, 'web/dist');

function files(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap(name => files(join(path, name)));
}

/** A module with everything that it imports without being asked. */
function closure(manifest, name, seen = new Set()) {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const other of manifest[name].imports ?? []) closure(manifest, other, seen);
  return seen;
}

function firstLoad() {
  const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'));
  const entries = ['index.html', 'src/pages/auctions/Floor.tsx', 'src/i18n/en/frame.json', 'src/i18n/en/floor.json'];
  const modules = new Set(entries.flatMap(name => [...closure(manifest, name)]));
  const parts = new Set(['index.html', ...[...modules].flatMap(name => [manifest[name].file, ...(manifest[name].css ?? [])])]);
  let sum = 0;
  for (const part of parts) sum += gzipSync(readFileSync(join(dist, part)), { level: 9 }).length;
  console.log(`first load of the floor: ${sum} bytes gzipped of ${FIRST_LOAD_BYTES_MAX}, ${parts.size} files`);
  if (FIRST_LOAD_BYTES_MAX < sum) process.exit(1);
}

firstLoad();
execFileSync('node', [join(root, 'clients/js/scripts/bundle.mjs'), dist], { stdio: 'inherit' });
const paths = SOURCES.flatMap(name => files(join(root, name))).map(path => relative(root, path)).sort();
const lines = paths.map(path => `${createHash('sha256').update(readFileSync(join(root, path))).digest('hex')}  ${path}\n`);
writeFileSync(join(dist, 'sources.sha256'), lines.join(''));
