// One file for pages without a build, one with the element inside, and how much the client weighs.
//
//   node scripts/bundle.mjs [directory]     writes client.js and embed.js there; dist where none is named

import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

/** The client alone, gzipped, weighs no more. */
const CORE_BYTES_MAX = 8 * 1024;
/** What is loaded when it is needed. */
const LATER = /\/(queue|more|matchmaking)\.js$/;

const root = fileURLToPath(new URL('..', import.meta.url));
const target = process.argv[2] ? resolve(process.argv[2]) : join(root, 'dist');

/** The one file that comes of an entry. */
async function bundle(entry, format, more = {}) {
  const [made] = await build({
    configFile: false,
    logLevel: 'error',
    root,
    build: {
      write: false,
      minify: true,
      target: 'es2022',
      lib: { entry, formats: [format], name: 'Rialto', fileName: 'client' },
      rolldownOptions: { ...more, output: { minify: true, codeSplitting: false } },
    },
  });
  if (made.output.length !== 1) throw new Error(`${entry} came out in ${made.output.length} files`);
  return made.output[0].code;
}

const weigh = code => gzipSync(code, { level: 9 }).length;

mkdirSync(target, { recursive: true });
for (const [name, entry, format] of [
  ['client.js', 'src/index.ts', 'iife'],
  ['embed.js', 'src/element.ts', 'es'],
]) {
  const code = await bundle(entry, format);
  writeFileSync(join(target, name), code);
  console.log(`${name}: ${weigh(code)} bytes gzipped`);
}
const core = weigh(await bundle('src/index.ts', 'es', { external: LATER }));
console.log(`core: ${core} bytes gzipped of ${CORE_BYTES_MAX}`);
if (CORE_BYTES_MAX < core) {
  console.error('the client weighs too much');
  process.exit(1);
}
