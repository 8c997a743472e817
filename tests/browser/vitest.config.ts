import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['flows/**/*.test.ts'],
    // One browser and one server at a time: there may be only two processors.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
