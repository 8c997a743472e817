import { defineConfig } from 'vitest/config';

// Tests start the real server, one at a time: they measure what happens, not how many fit on a machine.
export default defineConfig({
  cacheDir: '../../node_modules/.vite',
  test: {
    include: ['tests/**/*.test.{ts,tsx}'],
    fileParallelism: false,
    // Pages of tests have no origin; what they ask is asked of the server all the same.
    environmentOptions: { happyDOM: { settings: { fetch: { disableSameOriginPolicy: true } } } },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
