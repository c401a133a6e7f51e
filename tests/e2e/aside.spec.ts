// Rows that teach nothing: a learner sets training rows aside in the Data room, sees what that does to the quick model,
// trains, and is told in Train and the Journal. By pointer, by keyboard alone, and where answers are numbers.
import { accessible, expect, shots, test } from './support';
import { arrives, keyboard, pointer, saved, type Hands } from './hands';
import type { Page } from '@playwright/test';

const button = (page: Page, name: RegExp) => page.getByRole('button', { name }).first();
const asks = (page: Page, question: RegExp, answer: RegExp) =>
  page.getByRole('group', { name: question }).getByRole('radio', { name: answer });
const panel = (page: Page) => page.getByRole('region', { name: /^Does every row teach/ });
const board = (page: Page) => page.getByRole('table', { name: /^The baselines and every run/ });

async function walk(page: Page, hands: Hands, look: (name: string) => Promise<void>): Promise<void> {
  await page.goto('./?stage=data');
  await arrives(page, 'data');
  await hands.pick(page.getByRole('radio', { name: /^Schedule and weather only/ }));
  await expect(asks(page, /^A row whose answer/, /^Teaches as it is/)).toBeChecked();

  await hands.pick(asks(page, /^A row whose answer/, /^Is set aside/));
  await expect(panel(page)).toContainText(/Of [\d,]+ training rows [\d,]+ teach; set aside: [\d,]+ whose answer looks wrong\./, { timeout: 60_000 });
  await expect(panel(page).getByRole('table', { name: /with and without those set aside/ })).toBeVisible();
  await expect(panel(page)).toContainText(/the quick model’s score is [\d.]+% when every row teaches it, and [\d.]+% when those are set aside/);
  await expect(panel(page)).toContainText('Rare but true looks the same as wrong');
  await look('aside-doubted');
  await hands.pick(asks(page, /^A row that is there before/, /^Is set aside/));
  await expect(panel(page)).toContainText(/teach; set aside|teach: [\d,]+ cop(y|ies) set aside/, { timeout: 60_000 });
  await look('aside-both');
  // One step back.
  await hands.press(button(page, /^Undo the last change/));
  await expect(asks(page, /^A row that is there before/, /^Teaches again/)).toBeChecked();

  await hands.press(button(page, /^Use these columns/));
  await arrives(page, 'train');
  await hands.press(button(page, /^Train/));
  await expect(board(page).getByRole('row')).toHaveCount(4, { timeout: 60_000 });
  await arrives(page, 'train');
  await expect(page.getByText(/As you chose in Data, [\d,]+ of [\d,]+ training rows were set aside before/)).toBeVisible();
  await look('aside-trained');

  // Another dial: what stands below is told to be of another setting.
  await hands.pick(page.getByRole('radio', { name: /^Little freedom/ }));
  await expect(page.getByText(/What is set above is not trained in what stands below/)).toBeVisible();
  await look('aside-turned');

  await saved(page);
  await page.goto('./?stage=journal');
  await arrives(page, 'journal');
  await expect(page.getByText('You set training rows aside whose answer looks wrong').first()).toBeVisible();
}

test('rows are set aside, and what that does is told, by pointer', async ({ page }) => {
  test.setTimeout(300_000);
  await walk(page, pointer(), async (name) => {
    await accessible(page);
    await shots(page, name);
  });
});

test('the same by keyboard alone', async ({ page }) => {
  test.setTimeout(300_000);
  await walk(page, keyboard(page), async () => {});
});

test('amounts have copies, and no answers that look wrong', async ({ page }) => {
  await page.goto('./?stage=data&world=ridership');
  await arrives(page, 'data');
  await expect(page.getByRole('group', { name: /^A row whose answer/ })).toHaveCount(0);
  await pointer().pick(asks(page, /^A row that is there before/, /^Is set aside/));
  await expect(panel(page)).toContainText(/There is none: all [\d,]+ training rows teach\./, { timeout: 60_000 });
});
