import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { include: ['pictures/**/*.test.ts'], hookTimeout: 60_000 } });
