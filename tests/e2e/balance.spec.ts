// Rare answers: a learner chooses in the Data room how many rows of each the model gets, trains, and is told in Train,
// Evaluate and the Journal what that made of its chances. By pointer, by keyboard alone, and where the answer is a name.
import { accessible, expect, shots, test } from './support';
import { arrives, keyboard, pointer, saved, type Hands } from './hands';
import type { Page } from '@playwright/test';

const button = (page: Page, name: RegExp) => page.getByRole('button', { name }).first();
const radio = (page: Page, name: RegExp) => page.getByRole('radio', { name });
const panel = (page: Page, name: RegExp) => page.getByRole('region', { name }).first();
const evened = (page: Page) => panel(page, /^How many of each answer/);
const board = (page: Page) => page.getByRole('table', { name: /^The baselines and every run/ });

/** The first two shares that are told, in percent. */
async function shares(page: Page, text: RegExp): Promise<[number, number]> {
  const says = (await page.getByText(text).first().textContent()) ?? '';
  const found = [...says.matchAll(/([\d.]+)%/g)].map((match) => Number(match[1]));
  return [found[0]!, found[1]!];
}

async function walk(page: Page, hands: Hands, look: (name: string) => Promise<void>): Promise<void> {
  await page.goto('./?stage=data');
  await arrives(page, 'data');
  await hands.pick(radio(page, /^Schedule and weather only/));

  // As they come; nothing is drawn, and there is no question how far.
  await expect(radio(page, /^What there is/)).toBeChecked();
  await expect(radio(page, /^As many of the rare as of the common/)).toHaveCount(0);
  await look('balance-none');

  // The rare repeated, at first as often as the common; then less far.
  await hands.pick(radio(page, /^The rare repeated/));
  await expect(radio(page, /^As many of the rare as of the common/)).toBeChecked();
  await expect(evened(page)).toContainText(/The model gets [\d,]+ rows in place of [\d,]+: 50(\.0)?% are cancelled, instead of [\d.]+%/);
  await expect(page.getByRole('img', { name: 'Rows to learn from, by answer' })).toBeVisible();
  await expect(evened(page)).toContainText(/about the rows it got, not about flights as they come/);
  await look('balance-over');
  await hands.pick(radio(page, /^The rare up to 25% of the common/));
  await expect(evened(page)).toContainText(/: 20(\.0)?% are cancelled/);
  await hands.pick(radio(page, /^The common left out/));
  await expect(radio(page, /^The rare up to 25% of the common/)).toBeChecked();
  await expect(evened(page)).toContainText(/What the others could have told it is lost/);
  await look('balance-under');
  // One step back, and forward by choosing again.
  await hands.press(button(page, /^Undo the last change/));
  await expect(radio(page, /^The rare repeated/)).toBeChecked();
  await hands.pick(radio(page, /^As many of the rare as of the common/));

  // Train names it, and says how far off it is.
  await hands.press(button(page, /^Use these columns/));
  await arrives(page, 'train');
  await hands.press(button(page, /^Train/));
  await expect(board(page).getByRole('row')).toHaveCount(4, { timeout: 30_000 });
  await arrives(page, 'train');
  await expect(board(page).getByRole('row', { name: /^run 1, formula, .*the rare repeated/ })).toBeVisible();
  const [said, came] = await shares(page, /it expects too many, since they were a larger part of what it got/);
  expect(said).toBeGreaterThan(3 * came);
  await look('balance-trained');

  // Back to rows as they come: the run stands, and is told to be of other rows.
  await saved(page);
  await page.goto('./?stage=data');
  await arrives(page, 'data');
  await expect(radio(page, /^The rare repeated/)).toBeChecked();
  await hands.pick(radio(page, /^What there is/));
  await hands.press(button(page, /^Use these columns/));
  await arrives(page, 'train');
  await expect(page.getByRole('main').getByText(/the rows to learn from have changed since your model was trained/)).toBeVisible();
  await hands.press(button(page, /^Train/));
  await expect(board(page).getByRole('row')).toHaveCount(5, { timeout: 30_000 });
  await arrives(page, 'train');
  await expect(page.getByText(/it expects too many/)).toHaveCount(0);

  // The story tells both.
  await saved(page);
  await page.goto('./?stage=journal');
  await arrives(page, 'journal');
  await expect(page.getByText(/You had rows of rarer answers repeated for the model, up to 100% of the commonest/).first()).toBeVisible();
  await expect(page.getByText(/You let the model have the rows of each answer as they come/).first()).toBeVisible();
}

test('rare answers are repeated, and what that does is told, by pointer', async ({ page }) => {
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

test('names are evened out in a table', async ({ page }) => {
  test.setTimeout(200_000);
  const hands = pointer();
  await page.goto('./?stage=data&world=rodents');
  await arrives(page, 'data');
  await hands.pick(radio(page, /^The rare repeated/));
  await hands.pick(radio(page, /^Of the rarest at least 10% of the commonest/));
  const table = page.getByRole('table', { name: 'Rows to learn from, by answer' });
  // The head, and a row for each name.
  await expect(table.getByRole('row')).toHaveCount(13);
  await accessible(page);
  await shots(page, 'balance-names');
  await hands.press(button(page, /^Use these columns/));
  await arrives(page, 'train');
  await hands.press(button(page, /^Train/));
  await expect(board(page).getByRole('row', { name: /^run 1, .*the rare repeated/ })).toBeVisible({ timeout: 60_000 });
  await arrives(page, 'train');
  await shots(page, 'balance-names-trained');
});

test('amounts are not evened out', async ({ page }) => {
  await page.goto('./?stage=data&world=ridership');
  await arrives(page, 'data');
  await expect(page.getByRole('heading', { name: /^Who sees which/ })).toBeVisible();
  await expect(page.getByRole('heading', { name: /^How many of each answer/ })).toHaveCount(0);
});
