// Words kept as they are: a learner takes them out of their columns, meets a model that cannot read them, and reads the
// tree that can.
import { accessible, expect, shots, test } from './support';
import { arrives, keyboard, pointer, type Hands } from './hands';
import type { Page } from '@playwright/test';

const button = (page: Page, name: RegExp) => page.getByRole('button', { name }).first();
const panel = (page: Page, name: RegExp) => page.getByRole('region', { name }).first();
const steps = (page: Page) => page.locator('ol.steps > li');
const board = (page: Page) => page.getByRole('table', { name: /^The baselines and every run/ });

async function walk(page: Page, hands: Hands, look: (name: string) => Promise<void>): Promise<void> {
  await page.goto('./?stage=data');
  await arrives(page, 'data');
  const result = panel(page, /^The recipe/).getByRole('status').first();
  const made = async () => Number(/It makes (\d+) numbers/.exec((await result.textContent()) ?? '')?.[1]);
  // Of these columns none has more words than can be kept.
  await hands.pick(page.getByRole('radio', { name: /^Schedule and weather only/ }));
  await hands.press(button(page, /^Try the recipe on these columns/));
  await expect(steps(page)).toHaveCount(4);
  await expect(result).toContainText(/It makes \d+ numbers/);
  const before = await made();

  // One-hot off, the words kept: each column of words is one column again.
  await expect(steps(page).nth(3)).toContainText('Turn words into numbers');
  await hands.press(button(page, /^Change step 4/));
  await hands.press(button(page, /^Switch off/));
  await hands.choose(page.getByLabel('One more step'), 'Keep words as they are');
  await hands.press(button(page, /^Add this step/));
  await expect(steps(page)).toHaveCount(5);
  await expect(page.locator('ol.steps')).toContainText('Keep words as they are.');
  await expect.poll(made).toBeLessThan(before);
  await look('levels-recipe');
  await hands.press(button(page, /^Use these columns/));
  await arrives(page, 'train');

  // A formula cannot read them: it is told before anything is trained, and why.
  await expect(button(page, /^Train/)).toHaveAttribute('aria-disabled', 'true');
  await expect(page.getByText(/This kind of model reads numbers only.*airline/)).toBeVisible();
  await look('levels-refused');

  // A tree can, and asks for several at once.
  await hands.pick(page.getByRole('radio', { name: /^One tree of questions/ }));
  await hands.pick(page.getByRole('radio', { name: /^Much freedom/ }));
  await expect(button(page, /^Train/)).not.toHaveAttribute('aria-disabled', 'true');
  await hands.press(button(page, /^Train/));
  await expect(board(page).getByRole('row')).toHaveCount(4, { timeout: 60_000 });
  await arrives(page, 'train');
  const tree = panel(page, /^What it learned: run 1, tree, much freedom/);
  await hands.press(tree.getByRole('button', { name: /^Show as table/ }));
  const groups = tree.getByRole('rowheader');
  await expect(groups.filter({ hasText: /^All training flights/ })).toBeVisible();
  await expect(groups.filter({ hasText: / is (?!anything else)/ }).first()).toBeVisible();
  await expect(groups.filter({ hasText: / is anything else$/ }).first()).toBeVisible();
  await look('levels-tree');

  // So can boosting.
  await hands.pick(page.getByRole('radio', { name: /^Many small trees/ }));
  await hands.press(button(page, /^Train/));
  await expect(board(page).getByRole('row')).toHaveCount(5, { timeout: 60_000 });
  await arrives(page, 'train');
}

test('words are kept as they are, and a tree asks for several at once', async ({ page }) => {
  await walk(page, pointer(), async (name) => {
    await accessible(page);
    await shots(page, name);
  });
});

test('the same by keyboard alone', async ({ page }) => {
  await walk(page, keyboard(page), async () => {});
});
