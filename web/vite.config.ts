import { defineConfig } from 'vite';

// What comes out is committed and embedded in the server, so the same sources must always give the same bytes.
const server = process.env['RIALTO_URL'] ?? 'http://127.0.0.1:8080';
const proxied = { target: server, changeOrigin: true, headers: { origin: server } };

export default defineConfig({
  base: '/',
  resolve: { alias: { '@rialto/client': new URL('../clients/js/src/index.ts', import.meta.url).pathname } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // `RIALTO_URL=http://127.0.0.1:8080 npx vite web`: the pages from their sources, everything else from a server.
  server: {
    proxy: {
      '/api': proxied,
      '/media': proxied,
      '/ws': { ...proxied, ws: true, rewriteWsOrigin: true },
      '/in': { ...proxied, bypass: request => (request.method === 'GET' ? '/index.html' : undefined) },
      '/openapi.json': proxied,
      '/asyncapi.json': proxied,
    },
  },
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
