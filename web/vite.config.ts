import { defineConfig } from 'vite';

// What comes out is committed and embedded in the server, so the same sources must always give the same bytes.
export default defineConfig({
  base: '/',
  resolve: { alias: { '@rialto/client': new URL('../clients/js/src/index.ts', import.meta.url).pathname } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    outDir: 'dist',
    manifest: true,
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 60,
  },
});
