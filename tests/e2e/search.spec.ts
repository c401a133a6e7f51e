// A search over the dials: on one worker and on many, stopped, and told again.
import { accessible, expect, shots, test } from './support';
import { arrives, keyboard, pointer, search, type Hands } from './hands';
import type { Page } from '@playwright/test';

const button = (page: Page, name: RegExp) => page.getByRole('button', { name }).first();

/** Searches on as many workers as the machine is said to have; the table of what was found, as text. */
async function searched(page: Page, hands: Hands, look = async (_: string) => {}): Promise<string> {
  await page.goto('./?stage=train');
  await arrives(page, 'train');
  await hands.pick(page.getByRole('radio', { name: /^One tree of questions/ }));
  await hands.press(button(page, /^Search for better dials/));
  await hands.pick(page.getByRole('radio', { name: /^Many for a short time/ }));
  // More settings than usual.
  await hands.slide(page.getByRole('slider', { name: /^How many settings at most/ }), 1);
  await expect(page.getByText(/^20 settings drawn at random learn from a quarter/)).toBeVisible();
  await look('train-search');
  await hands.press(button(page, /^Search$/));
  const bar = page.getByRole('progressbar', { name: 'Searching' });
  await expect(bar).toBeVisible();
  await expect(page.getByText(/\d+ of \d+ trainings, \d+ at a time/)).toBeVisible();
  await look('train-search-working');
  await arrives(page, 'train');
  const table = page.getByRole('table', { name: /^Settings: those that learned from most/ }).first();
  await expect(table.getByRole('row')).toHaveCount(6);
  await expect(page.getByText(/^The best of 20 settings/)).toBeVisible();
  await expect(page.getByText(/^From [\d.]+ to [\d.]+: so much lies between/)).toBeVisible();
  await expect(page.getByText(/Drawn are the first 16/)).toBeVisible();
  await look('train-search-done');
  return (await table.textContent())!;
}

test('a search comes to the same on one worker and on four, and its best is trained', async ({ page, browser }) => {
  test.setTimeout(240_000);
  const found: string[] = [];
  for (const cores of [4, 1]) {
    const context = await browser.newContext();
    const other = await context.newPage();
    await other.addInitScript((n) => {
      Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', { get: () => n });
    }, cores);
    found.push(await searched(other, pointer()));
    await context.close();
  }
  expect(found[1]).toBe(found[0]);
  const looked = await searched(page, keyboard(page), async (name) => {
    await accessible(page);
    if (name !== 'train-search-working') await shots(page, name);
  });
  expect(looked).toBe(found[0]);
  await keyboard(page).press(button(page, /^Train it/));
  await arrives(page, 'train');
  await expect(page.getByRole('row', { name: /^run 1/ }).first()).toBeVisible();
});

test('a search is stopped, what was done is kept, and the page tells it after it was loaded again', async ({ page }) => {
  await search(page);
  await button(page, /^Stop, and keep what is done/).click();
  await arrives(page, 'train');
  const stopped = page.getByText(/^It was stopped after \d+ of 216 trainings/);
  await expect(stopped).toBeVisible();
  const before = await stopped.textContent();
  await shots(page, 'train-search-stopped');
  await accessible(page);
  await page.reload();
  await arrives(page, 'train');
  await expect(stopped).toHaveText(before!);
  await page.goto('./?stage=journal');
  await expect(page.getByText('A search was stopped.')).toBeVisible();
});
