// How the end-to-end tests run: the built site, under a sub-path, from a server with the strict
// Content-Security-Policy, in the Chromium of this machine; `firefox.spec.ts` in its Firefox, which it starts itself.
//
//   cargo xtask test --only build,e2e,firefox   builds the site, serves it, runs everything
//   npx playwright test smoke.spec.ts           (here) runs one file on the site already in dist/
import { defineConfig } from '@playwright/test';

const port = 4173;
// `cargo xtask test` serves the site itself and says where.
const given = process.env.FULL_LOOP_URL;

export default defineConfig({
  testDir: '.',
  projects: [
    { name: 'chromium', testMatch: '*.spec.ts', testIgnore: 'firefox.spec.ts' },
    { name: 'firefox', testMatch: 'firefox.spec.ts' },
  ],
  outputDir: 'results/artifacts',
  timeout: 120_000,
  expect: { timeout: 15_000 },
  // Tests measure how long the page is busy, so they do not run beside each other.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: 'results/report.json' }]],
  use: {
    baseURL: given ?? `http://127.0.0.1:${port}/v1/`,
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      // The same list stands in xtask/src/test.rs; the last switch is for `embedded` in support.ts, whose
      // outer page comes from no network and would count as a public site that asks for a local one.
      args: [
        '--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage',
        '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run',
        '--disable-features=LocalNetworkAccessChecks',
      ],
    },
  },
  webServer: given ? undefined : {
    command: `cargo xtask serve --dist-only --port ${port} --prefix /v1/`,
    cwd: '../..',
    url: `http://127.0.0.1:${port}/v1/`,
    reuseExistingServer: true,
    timeout: 120_000,
  },
});
