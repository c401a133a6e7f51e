// What is kept: the keyboard's place where a button gives way to its answer, and what stood around the room before the
// page was loaded again.
import { expect, test } from './support';
import { arrives, keepsPlace, keyboard, opened } from './hands';
import { storyUntil } from './story';
import type { Page } from '@playwright/test';

const button = (page: Page, name: RegExp) => page.getByRole('button', { name }).first();
const focused = (page: Page) => page.evaluate(() => {
  const here = document.activeElement as HTMLElement;
  return { tag: here.tagName, says: (here.textContent ?? '').trim(), y: here.getBoundingClientRect().y };
});

test('the focus goes on to the heading of what stands where a button was', async ({ page }) => {
  const hands = keyboard(page);
  await opened(page, storyUntil((entry) => 'peeked' in (entry.fact?.fact ?? {})));
  await page.goto('./?stage=train');
  await arrives(page, 'train');

  // A question that its answer replaces: on at its own heading, not at the top of the page.
  await hands.press(button(page, /^Find out/));
  await keepsPlace(page);
  expect((await focused(page)).says).toBe('What does it lean on?');
  await arrives(page, 'train');
  await keepsPlace(page);
  const after = await focused(page);
  expect(after.tag).toMatch(/^H[1-4]$/);
  expect(after.y, 'it is in sight').toBeGreaterThanOrEqual(0);

  // Tab goes on from there.
  await page.keyboard.press('Tab');
  expect((await focused(page)).tag).not.toBe('BODY');
});

test('a notice that is dismissed, and a button that can no longer be pressed, leave the focus in the room', async ({ page }) => {
  const hands = keyboard(page);
  await opened(page, storyUntil((entry) => 'peeked' in (entry.fact?.fact ?? {})));
  await page.goto('./?stage=frame');
  await arrives(page, 'frame');
  await hands.press(button(page, /^Dismiss$/));
  await hands.press(button(page, /^Write your own rule/));
  await hands.press(button(page, /^Add: or if/));
  await hands.press(button(page, /^Try it on the past/));
  await arrives(page, 'frame');
  await expect(button(page, /^Try it on the past/)).toBeDisabled();
  await keepsPlace(page);
  expect((await focused(page)).says).toMatch(/Write your own rule/);
});

test('loaded again, the header counts and the margin remembers the test set', async ({ page }) => {
  await opened(page, storyUntil((entry) => 'gate' in Object(entry.choice?.choice)));
  const card = page.locator('header.top .card');
  const margin = page.locator('aside.margin');
  await page.goto('./?stage=evaluate');
  await arrives(page, 'evaluate');
  await expect(margin).toContainText('Test set');
  await page.goto('./?stage=data');
  await expect(margin).toContainText('Test set', { timeout: 30_000 });
  await expect(card).toContainText(/flights a day at most/);
  await page.goto('./?stage=frame');
  await arrives(page, 'frame');
  await page.reload();
  await expect(margin).toContainText('Test set', { timeout: 30_000 });
});
