// The page in somebody else's page: messages, a sandbox, wrong parameters, another language.
import { arrives } from './hands';
import { fingerprint, storyUntil, theStory } from './story';
import { embedded, expect, settle, shots, test } from './support';

const heard = (page: import('@playwright/test').Page) =>
  page.evaluate(() => (window as any).heard.filter((m: any) => m?.source === 'full-loop'));

test('tells the page around it when it is ready, how high it is, and where the learner goes', async ({ page, baseURL }) => {
  const frame = await embedded(page, baseURL!, './?embed=1&stage=data');
  await expect(frame.locator('#room-heading')).toBeVisible();
  await expect.poll(async () => (await heard(page)).map((m: any) => m.event)).toContain('ready');
  await expect.poll(async () => (await heard(page)).some((m: any) => m.event === 'height' && m.height > 200)).toBe(true);
  await frame.getByRole('link', { name: /^Train/ }).first().click();
  await expect.poll(async () => (await heard(page)).filter((m: any) => m.event === 'stage').map((m: any) => m.stage))
    .toContain('train');
  await expect(frame.locator('header.top')).toHaveCount(0);
});

const done = async (page: import('@playwright/test').Page) => (await heard(page)).filter((m: any) => m.event === 'done');

test('tells the page around it when a lap is done', async ({ page, baseURL }) => {
  const frame = await embedded(page, baseURL!, './?embed=1&stage=journal');
  await frame.locator('input[type=file]').setInputFiles(storyUntil((e) => e.choice?.choice === 'go_live'));
  await frame.getByRole('link', { name: /^Deploy/ }).first().click();
  await arrives(frame, 'deploy');
  expect(await done(page)).toEqual([]);
  await frame.getByRole('button', { name: /^Go live/ }).click();
  await expect.poll(() => done(page)).toEqual([{ source: 'full-loop', event: 'done', what: 'lap', lap: 1 }]);
});

test('tells the page around it when the year is done', async ({ page, baseURL }) => {
  const frame = await embedded(page, baseURL!, './?embed=1&stage=journal');
  await frame.locator('input[type=file]').setInputFiles(storyUntil((_, rest) => rest === 0));
  await frame.getByRole('link', { name: /^(Monitor|Watch)/ }).first().click();
  await arrives(frame, 'monitor');
  expect(await done(page)).toEqual([]);
  await frame.getByRole('button', { name: /^Live one month/ }).click();
  await expect.poll(() => done(page)).toEqual([{ source: 'full-loop', event: 'done', what: 'year', lap: 2 }]);
});

/** Opens the story and waits for its numbers. */
async function replays(page: import('@playwright/test').Page): Promise<void> {
  await page.locator('input[type=file]').setInputFiles(theStory());
  await expect(page.locator('#fingerprint')).toHaveText(fingerprint, { timeout: 90_000 });
}

test('where there are no workers the engine runs on the page, with the same numbers', async ({ page }) => {
  await page.addInitScript(() => { delete (window as any).Worker; });
  await page.goto('./?stage=journal');
  await expect(page.getByText(/thread of its own/)).toBeVisible();
  expect(page.workers()).toEqual([]);
  await replays(page);
});

test('where only a worker from a blob is allowed the engine runs in one, with the same numbers', async ({ page, expectTrouble }) => {
  // The policy refuses the worker by address, and the browser says so.
  expectTrouble(/worker_loader|worker-src/);
  await page.route(/\/v1\/(\?.*)?$/, async (route) => {
    const response = await route.fetch();
    const policy = response.headers()['content-security-policy']!;
    const headers = { ...response.headers(), 'content-security-policy': `${policy}; worker-src blob:` };
    await route.fulfill({ response, headers });
  });
  await page.goto('./?stage=journal');
  await replays(page);
  // It is no worker that fell back to the page's own thread.
  await expect(page.getByText(/thread of its own/)).toHaveCount(0);
});

test('works in a sandboxed frame, where storage and workers are refused', async ({ page, baseURL, expectTrouble }) => {
  // The browser logs each refusal; the page falls back and says so.
  expectTrouble(/blob|worker|csp|sandbox|origin/i);
  const frame = await embedded(page, baseURL!, './?embed=1', 'sandbox="allow-scripts"');
  await expect(frame.locator('#room-heading')).toBeVisible();
  await frame.getByRole('button', { name: /^Skip/ }).click();
  // A number of the engine: it runs on the page's own thread here.
  await expect(frame.locator('canvas').first()).toBeVisible({ timeout: 60_000 });
  await expect(frame.getByText(/thread of its own/)).toBeVisible();
});

test('puts wrong parameters right and says so', async ({ page }) => {
  await page.goto('./?stage=nowhere&seed=xyz&theme=pink&utm_source=x');
  await expect(page.locator('#room-heading')).toBeVisible();
  const notice = page.getByText(/The link asked for something/);
  await expect(notice).toContainText('stage = nowhere');
  await expect(notice).toContainText('seed = xyz');
  await expect(notice).toContainText('theme = pink');
  await expect(notice).not.toContainText('utm');
});

test('a language that is not there stays English, with a word', async ({ page, expectTrouble }) => {
  expectTrouble(/404/);
  await page.goto('./?lang=xx');
  await expect(page.getByText(/There are no texts in/)).toBeVisible();
});

test('the pseudo-language leaves no word behind, from left to right and from right to left', async ({ page }) => {
  for (const [lang, dir] of [['en-XA', 'ltr'], ['ar-XB', 'rtl']]) {
    await page.goto(`./?lang=${lang}`);
    await expect(page.locator('html')).toHaveAttribute('dir', dir!);
    await expect(page.locator('#room-heading')).toHaveText(/[^\x00-\x7F]/);
    await settle(page);
    await shots(page, `frame-${lang}`);
  }
});
