import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { playwright } from '@vitest/browser-playwright'
import vue from '@vitejs/plugin-vue'
import { findBrowser, browserFlags } from './scripts/browser.ts'
import { likenessPlugin } from './web/vite/likeness.ts'

/** One configuration, four suites: shared/ runs in Node and again in Chromium, because both must agree on every byte. */
export default defineConfig({
  test: {
    // A test of a store waits for its disk half of the time: on two cores, one worker leaves one of them idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: 'shared',
          include: ['shared/**/*.test.ts'],
          environment: 'node',
        },
      },
      {
        test: {
          name: 'shared-browser',
          include: ['shared/**/*.test.ts'],
          exclude: ['shared/**/*.node.test.ts'],
          browser: inChromium(),
        },
      },
      {
        test: {
          name: 'server',
          // As in e2e/playwright.config.ts: CI's machines stall.
          retry: process.env['CI'] ? 1 : 0,
          include: ['server/**/*.test.ts', 'scripts/**/*.test.ts', 'bench/**/*.test.ts'],
          environment: 'node',
          globalSetup: ['server/db/test-postgres.ts'],
          testTimeout: 30_000,
          hookTimeout: 120_000,
        },
      },
      {
        plugins: [vue(), likenessPlugin()],
        // Workers are crawled too: a package first met in the middle of a run reloads the page under a test.
        optimizeDeps: {
          entries: ['web/**/*.{test,worker}.ts', 'web/**/*.vue', 'shared/**/platform-web*.ts'],
        },
        test: {
          name: 'web',
          retry: process.env['CI'] ? 1 : 0,
          include: ['web/**/*.test.ts'],
          browser: inChromium(),
        },
      },
    ],
  },
})

function inChromium() {
  return {
    enabled: true,
    headless: true,
    screenshotFailures: false,
    provider: playwright({
      launchOptions: { executablePath: findBrowser(), args: browserFlags() },
    }),
    instances: [{ browser: 'chromium' as const }],
  }
}
