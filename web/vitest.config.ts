import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { '@rialto/client': new URL('../clients/js/src/index.ts', import.meta.url).pathname } },
  test: { include: ['tests/**/*.test.ts'], environment: 'node' },
});
