// One file for pages without a build, and how much the client weighs.

import { gzipSync } from 'node:zlib';
import { build } from 'vite';

/** The client alone, gzipped, weighs no more. */
const CORE_BYTES_MAX = 8 * 1024;

async function bundle(entry, format) {
  const [output] = await build({
    configFile: false,
    logLevel: 'error',
    root: new URL('..', import.meta.url).pathname,
    build: {
      write: false,
      minify: true,
      target: 'es2022',
      lib: { entry, formats: [format], name: 'Rialto', fileName: 'client' },
      rolldownOptions: { output: { minify: true, ...(format === 'iife' && { codeSplitting: false }) } },
    },
  });
  return output.output;
}

const weigh = code => gzipSync(code, { level: 9 }).length;
const chunks = await bundle('src/index.ts', 'es');
const bytes = weigh(chunks.filter(chunk => chunk.isEntry || chunk.type === 'chunk' && !chunk.isDynamicEntry).map(chunk => chunk.code).join(''));
console.log(`core: ${bytes} bytes gzipped of ${CORE_BYTES_MAX}`);
for (const { fileName, code } of chunks) console.log(`  ${fileName}: ${weigh(code)}`);
if (bytes > CORE_BYTES_MAX) {
  console.error('the client weighs too much');
  process.exit(1);
}
