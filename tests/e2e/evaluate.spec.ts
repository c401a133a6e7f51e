// Evaluate: the line, a prediction, the sealed rows, the mistakes one by one, the card, and three endings.
import { readFileSync } from 'node:fs';
import { accessible, expect, shots, test } from './support';
import { arrives, keyboard, pointer, type Hands } from './hands';
import type { Page } from '@playwright/test';

const button = (page: Page, name: RegExp) => page.getByRole('button', { name }).first();
const main = (page: Page) => page.locator('main');

/** A model trained on what the desk may know, as quickly as a learner can. */
async function trained(page: Page, hands: Hands): Promise<void> {
  await page.goto('./?stage=data');
  await hands.pick(page.getByRole('radio', { name: /^Schedule and weather only/ }));
  await hands.press(button(page, /^Use these columns/));
  await arrives(page, 'train');
  await hands.press(button(page, /^Train/));
  await hands.press(button(page, /^On to the evaluation/));
  await arrives(page, 'evaluate');
}

/** Moves the line, predicts, opens the sealed rows. */
async function opened(page: Page, hands: Hands): Promise<void> {
  const many = page.getByRole('slider', { name: /^How many flights/ });
  const before = await page.getByText(/flights warned, from a probability/).first().textContent();
  await hands.slide(many, 3);
  await expect(page.getByText(/flights warned, from a probability/).first()).not.toHaveText(before!);
  const open = button(page, /^Open the test set/);
  await expect(open).toHaveAttribute('aria-disabled', 'true');
  await hands.slide(page.getByRole('slider', { name: /^Of 10 cancelled/ }), 10);
  await hands.pick(page.getByRole('radio', { name: /^fairly sure/ }));
  await hands.write(page.getByRole('textbox', { name: /^Because/ }), 'Wind tells.');
  await hands.press(open);
  await expect(page.locator('#room-heading')).toHaveText(/good enough to ship/);
  await arrives(page, 'evaluate');
}

/** Reads the mistakes and the card. */
async function closer(page: Page, hands: Hands): Promise<void> {
  await hands.press(button(page, /^Read the mistakes/));
  const place = page.getByRole('heading', { name: /^\d+ of \d+$/ });
  await expect(place).toHaveText('1 of 12');
  await expect(main(page)).toContainText('Warned for nothing.');
  await expect(main(page)).toContainText(/Had it been .+, as usual, it would have said/);
  await hands.press(button(page, /^Show how the scores came about/));
  await expect(main(page)).toContainText(/Before it looks at this flight it stands at/, { timeout: 60_000 });
  await arrives(page, 'evaluate');
  for (let i = 0; i < 11; i += 1) await hands.press(button(page, /^The next one/));
  await expect(place).toHaveText('12 of 12');
  await expect(main(page)).toContainText('Not warned, and cancelled.');
  await expect(button(page, /^The next one/)).toBeDisabled();
  await hands.pick(page.getByRole('radio', { name: /^Warned of rightly/ }));
  await hands.press(button(page, /^Show other flights too/));
  await expect(main(page)).toContainText('Warned of, and cancelled.', { timeout: 60_000 });
  await arrives(page, 'evaluate');
  await expect(place).toHaveText(/^1 of \d+$/);
  await hands.pick(page.getByRole('radio', { name: /^Drawn at random/ }));
  await expect(place).toHaveText('1 of 12');
  await expect(main(page)).toContainText(/Before it looks at this flight it stands at/);
  await hands.press(button(page, /^Where does it do worst/));
  await hands.press(button(page, /^Look for them/));
  await expect(main(page)).toContainText(/Worst looks “|In none of/, { timeout: 60_000 });
  await arrives(page, 'evaluate');
  await hands.press(button(page, /^The model card/));
  await expect(main(page)).toContainText(/Logistic regression\. From a probability of/);
  await expect(main(page)).toContainText(/It has been opened|opened once/);
}

/** Looks at all measures, with intervals made in every way. */
async function measures(page: Page, hands: Hands): Promise<void> {
  await hands.press(button(page, /^All the measures/));
  await hands.press(button(page, /^Show all measures/));
  const line = page.getByRole('table', { name: /^At your line, as it was decided/ });
  await expect(line).toBeVisible({ timeout: 60_000 });
  await arrives(page, 'evaluate');
  const recall = line.getByRole('row', { name: /^Recall/ });
  const told = [await recall.textContent()];
  const drawn = page.getByRole('application', { name: /^Measures between nought and one on the test set/ });
  await expect(drawn).toBeVisible();
  await expect(main(page)).toContainText(/Least sure of these is .+: it can lie anywhere from/);
  for (const way of [/^From drawn days, turned round/, /^From drawn days, corrected/, /^From rows, by Wilson/, /^From rows, exactly/]) {
    await hands.pick(page.getByRole('radio', { name: way }));
    await expect(recall).not.toHaveText(told[told.length - 1]!);
    told.push(await recall.textContent());
  }
  await expect(line.getByRole('row', { name: /^F1/ })).toContainText('not in this way');
  await expect(page.getByRole('table', { name: /^How near its probabilities come/ })).toContainText('Brier score');
  // Its points by keyboard, and what there is besides: the Brier score's parts, the surest rows, the rule row by row.
  await drawn.press('ArrowRight');
  await expect(page.locator('.readout').filter({ hasText: /^At your line, as it was decided, Precision: / })).toBeVisible();
  for (const name of [/^Negative predictive value/, /^F2/, /^Youden/]) await expect(line.getByRole('row', { name })).toBeVisible();
  await expect(page.getByRole('table', { name: /^Without any line/ })).toContainText('KS of the scores');
  await expect(main(page)).toContainText(/What the Brier score is made of: [\d.]+ is about/);
  await expect(main(page)).toContainText(/are cancelled: [\d.]+ times as many as among flights taken blindly/);
  await expect(page.getByRole('table', { name: /^What is among the flights it is surest of/ })).toContainText('Lift');
  await expect(main(page)).toContainText(/the model alone decided \d[\d,]* rightly, and the rule alone \d/);
  await expect(main(page)).toContainText(/the interval from drawn days is [\d.]+ times as wide as Wilson/);
}

test('draws a line, predicts, opens, reads the mistakes and ships, by pointer', async ({ page }) => {
  const hands = pointer();
  await trained(page, hands);
  await opened(page, hands);
  await closer(page, hands);
  for (const fold of [/^Does it serve/, /^Can its prob/, /^Ranking/, /^Finds against/]) await hands.press(button(page, fold));
  await expect(main(page)).toContainText(/By airport, it finds most for .+ \(\d+%\) and least for/);
  await expect(main(page)).toContainText(/By airline, it finds most for/);
  await expect(page.getByRole('img', { name: /by airport, with 95% intervals/ })).toBeVisible();
  await measures(page, hands);
  await hands.press(button(page, /^Show how far groups are apart/));
  await expect(main(page)).toContainText(/By airport, most are warned of for .+ \([\d.]+%\), fewest for/, { timeout: 60_000 });
  await expect(main(page)).toContainText('In equalised odds, the groups');
  await expect(page.getByRole('table', { name: /^What is decided, by airline/ })).toBeVisible();
  await arrives(page, 'evaluate');
  await expect(page.getByRole('img', { name: /^Warned of, by airport, with 95% intervals/ })).toBeVisible();
  await hands.pick(page.getByRole('radio', { name: /^Decided rightly/ }));
  await expect(page.getByRole('img', { name: /^Decided rightly, by airline, with 95% intervals/ })).toBeVisible();
  await expect(page.getByRole('table', { name: /^How far groups lie apart, by airline/ })).toContainText('disparate impact');
  await expect(main(page)).toContainText(/What was decided at your line lies (on|beside) the curve/);
  // The gate asks four things, and the time is not known before it ships.
  await expect(main(page)).toContainText(/Does it fit the time budget\?Yes\. All are asked about at once.+has not been measured yet/);
  await accessible(page);
  await shots(page, 'evaluate-closer');
  const [download] = await Promise.all([page.waitForEvent('download'), button(page, /^Save the card/).click()]);
  expect(download.suggestedFilename()).toBe('model-card.md');
  const card = readFileSync(await download.path(), 'utf8');
  expect(card).toMatch(/^# Model card/);
  expect(card).toMatch(/95% interval \d+% to \d+%/);
  expect(card).not.toMatch(/\{|\]\(term/);
  await hands.pick(page.getByRole('radio', { name: /^Ship the model/ }));
  await hands.press(button(page, /^Decide/));
  await arrives(page, 'deploy');
});

test('draws a line, predicts, opens, reads the mistakes and keeps the rule, by keyboard alone', async ({ page }) => {
  const hands = keyboard(page);
  await trained(page, hands);
  await opened(page, hands);
  await closer(page, hands);
  await measures(page, hands);
  await hands.press(button(page, /^Does it serve/));
  await hands.press(button(page, /^Show how far groups are apart/));
  const shares = page.getByRole('application', { name: /^Warned of, by airport, with 95% intervals/ });
  await expect(shares).toBeVisible({ timeout: 60_000 });
  await arrives(page, 'evaluate');
  await hands.pick(page.getByRole('radio', { name: /^Of the others/ }));
  const fpr = page.getByRole('application', { name: /^Of the others, by airport/ });
  await fpr.press('End');
  await expect(page.locator('.readout').filter({ hasText: /\(\d[\d,]*\): [\d.]+%/ })).toBeVisible();
  await hands.pick(page.getByRole('radio', { name: /^Keep the rule/ }));
  await hands.press(button(page, /^Decide/));
  await arrives(page, 'deploy');
});

test('another look is counted, and shipping nothing is an end', async ({ page }) => {
  const hands = pointer();
  await trained(page, hands);
  await opened(page, hands);
  await page.getByRole('link', { name: /^Train/ }).first().click();
  await arrives(page, 'train');
  await hands.pick(page.getByRole('radio', { name: /^Little freedom/ }));
  await hands.press(button(page, /^Train another/));
  await hands.press(button(page, /^On to the evaluation/));
  await arrives(page, 'evaluate');
  await expect(page.locator('#room-heading')).toHaveText(/looked once/);
  await accessible(page);
  await shots(page, 'evaluate-again');
  await hands.pick(page.getByRole('radio', { name: /^a guess/ }));
  await hands.press(button(page, /^Open it once more/));
  await expect(page.locator('#room-heading')).toHaveText(/good enough to ship/);
  await hands.pick(page.getByRole('radio', { name: /^Ship nothing/ }));
  await hands.press(button(page, /^Decide/));
  await arrives(page, 'journal');
});

test('nearest neighbours show who answered, and of a network it is said that nobody can say', async ({ page }) => {
  test.setTimeout(120_000);
  const hands = pointer();
  await trained(page, hands);
  await page.getByRole('link', { name: /^Train/ }).first().click();
  await arrives(page, 'train');
  await hands.pick(page.getByRole('radio', { name: /^Flights like this one/ }));
  await hands.press(button(page, /^Train another/));
  await hands.press(button(page, /^On to the evaluation/));
  await arrives(page, 'evaluate');
  await hands.pick(page.getByRole('radio', { name: /^a guess/ }));
  await hands.press(button(page, /^Open the test set/));
  await expect(page.locator('#room-heading')).toHaveText(/good enough to ship/);
  await arrives(page, 'evaluate');
  await hands.press(button(page, /^Read the mistakes/));
  await hands.press(button(page, /^Show the flights that answered/));
  const beside = page.getByRole('table', { name: /^This flight and the training flights nearest to it/ });
  await expect(beside).toBeVisible({ timeout: 60_000 });
  await expect(main(page)).toContainText(/Of the \d+ flights nearest to this one, \d+ were cancelled: it says/);
  await expect(beside.getByRole('row', { name: /^How far apart/ })).toBeVisible();
  // Its values stand there, and not once more below.
  await expect(main(page).locator('dt', { hasText: /^Airline$/ })).toHaveCount(0);
  await arrives(page, 'evaluate');
  await hands.pick(page.getByRole('radio', { name: /^Drawn at random/ }));
  await hands.press(button(page, /^Show other flights too/));
  await expect(beside).toBeVisible({ timeout: 60_000 });
  await arrives(page, 'evaluate');
  await accessible(page);
  await shots(page, 'evaluate-near');
  await page.getByRole('link', { name: /^Train/ }).first().click();
  await arrives(page, 'train');
  await hands.pick(page.getByRole('radio', { name: /^A small neural network/ }));
  await hands.press(button(page, /^Train another/));
  await hands.press(button(page, /^On to the evaluation/));
  await arrives(page, 'evaluate');
  await hands.pick(page.getByRole('radio', { name: /^a guess/ }));
  await hands.press(button(page, /^Open it once more/));
  await expect(page.locator('#room-heading')).toHaveText(/good enough to ship/);
  await arrives(page, 'evaluate');
  await hands.press(button(page, /^Read the mistakes/));
  await expect(main(page)).toContainText('nobody can say exactly which of them made how much of this score');
});
