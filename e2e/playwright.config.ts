import { defineConfig } from '@playwright/test'

/**
 * The promises in a real browser. No retries where one develops: a test that passes at its second try tells of a fault in
 * one of the two. One retry in CI, whose machines stall; what needed it is named in the summary, and is a bug to report.
 */
export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../test-results/e2e',
  fullyParallel: true,
  workers: 2,
  retries: process.env['CI'] ? 1 : 0,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  reporter: 'list',
})
