// The page in somebody else's page: messages, a sandbox, wrong parameters, another language.
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

test('works in a sandboxed frame, where storage and workers are refused', async ({ page, baseURL, expectTrouble }) => {
  // The browser logs each refusal; the page falls back and says so.
  expectTrouble(/blob|worker|csp|sandbox|origin/i);
  const frame = await embedded(page, baseURL!, './?embed=1', 'sandbox="allow-scripts"');
  await expect(frame.locator('#room-heading')).toBeVisible();
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
