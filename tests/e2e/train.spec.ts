// The Train room, as a learner works in it: by pointer, and again by keyboard alone.
import { readFileSync } from 'node:fs';
import { accessible, expect, fits, shots, test } from './support';
import { arrives, keyboard, pointer, type Hands } from './hands';
import type { Page } from '@playwright/test';

const STORY = new URL('../engine/expeditions/v1-two-laps.fullloop.json', import.meta.url);
const button = (page: Page, name: RegExp) => page.getByRole('button', { name }).first();
const panel = (page: Page, name: RegExp) => page.getByRole('region', { name }).first();
const board = (page: Page) => page.getByRole('table', { name: /^The baselines and every run/ });

/** Frames, takes the columns that are known in time, and stands in the Train room. */
async function toTraining(page: Page, hands: Hands): Promise<void> {
  await page.goto('./?stage=frame');
  await arrives(page, 'frame');
  await hands.press(button(page, /^Skip/));
  await hands.press(button(page, /^This is the problem/));
  await arrives(page, 'data');
  await hands.pick(page.getByRole('radio', { name: /^Schedule and weather only/ }));
  await hands.press(button(page, /^Use these columns/));
  await arrives(page, 'train');
}

/** Trains what is chosen, and waits for its row in the table. */
async function train(page: Page, hands: Hands, runs: number): Promise<void> {
  await hands.press(button(page, /^Train/));
  await expect(board(page).getByRole('row')).toHaveCount(3 + runs, { timeout: 30_000 });
  await arrives(page, 'train');
}

async function walk(page: Page, hands: Hands, look: (name: string) => Promise<void>): Promise<void> {
  await toTraining(page, hands);
  await look('empty');

  // One formula, as it is offered: read by its weights.
  await train(page, hands, 1);
  await expect(panel(page, /^What it learned: run 1, formula/)).toContainText(/weights/);
  await expect(page.getByRole('button', { name: /compare/i })).toHaveCount(0);
  await look('formula');

  // The same as a picture, in the order of the table: what is drawn is chosen.
  const side = panel(page, /^Side by side/);
  await expect(side).toContainText(/On other days it would most often have been €[\d,]+ to €[\d,]+/);
  await hands.choose(side.getByLabel('What is drawn?'), 'AUC');
  await expect(side).toContainText(/: 0\.\d+\. On other days it would most often have been 0\.\d+ to 0\.\d+/);

  // One tree with more freedom: read by its questions.
  await hands.pick(page.getByRole('radio', { name: /^One tree of questions/ }));
  await hands.pick(page.getByRole('radio', { name: /^Much freedom/ }));
  await train(page, hands, 2);
  const tree = panel(page, /^What it learned: run 2, tree, much freedom/);
  await look('tree');
  await hands.openBox(tree);
  await hands.press(tree.getByRole('button', { name: /^Show as table/ }));
  await expect(tree.getByRole('rowheader', { name: /^All training flights/ })).toBeVisible();
  expect(await tree.getByRole('row').count()).toBeGreaterThan(6);

  // Many small trees, fewer of them than usual: a dial that is a number.
  await hands.pick(page.getByRole('radio', { name: /^Many small trees/ }));
  await hands.press(button(page, /^More dials/));
  await hands.slide(page.getByRole('slider', { name: /^How many trees/ }), 2);
  await expect(page.getByText('120 trees')).toBeVisible();
  await train(page, hands, 3);
  const status = page.locator('.slot');
  await expect(status).toContainText('120 trees');
  await expect(status).toContainText('Training is the short part');
  await expect(panel(page, /^How it learned: run 3/)).toContainText(/overfitting/);

  // Its training, step by step.
  const curve = panel(page, /^How it learned: run 3/);
  await hands.press(button(page, /^Go through it step by step/));
  await expect(curve).toContainText(/After 0 trees, of 120 in all/);
  await hands.press(button(page, /^Next step/));
  await expect(curve).toContainText(/After 2 trees, of 120 in all/);
  await look('watch');
  await hands.press(button(page, /^Show all of it/));
  await expect(curve).toContainText(/overfitting/);

  // Two runs beside each other, day by day.
  await hands.press(button(page, /^Compare run 1/));
  await hands.press(button(page, /^Compare run 3/));
  await expect(panel(page, /^Two runs side by side/)).toContainText(/validation days, run 1.* cost less than run 3/);
  await hands.press(button(page, /^More numbers/));
  await expect(page.getByRole('table', { name: /^More numbers/ })).toContainText('Loss, validation rows');
  // How long each run took to learn, and how large it is.
  await expect(board(page).getByRole('row', { name: /^run 1/ })).toContainText(/[\d.]+ s\s*[\d.,]+ kB/);
  await look('pair');

  // Three questions, each answered when it is asked.
  await hands.press(button(page, /^Try them all/));
  await expect(page.getByText(/The more freedom, the lower the/)).toBeVisible({ timeout: 60_000 });
  await arrives(page, 'train');
  await hands.press(button(page, /^Learn from parts/));
  await expect(page.getByText(/what it learned by heart|did not help/)).toBeVisible({ timeout: 60_000 });
  await arrives(page, 'train');
  await hands.press(button(page, /^Find out/));
  await expect(page.getByText(/permutation importance/).first()).toBeVisible({ timeout: 60_000 });
  await arrives(page, 'train');
  await hands.press(button(page, /^Show how far the orders lie apart/));
  await expect(page.getByText(/^A line on each bar goes from the order in which least was lost/)).toBeVisible({ timeout: 60_000 });
  await arrives(page, 'train');
  await look('asked');

  // How its answer moves with a column, and with two.
  await hands.press(button(page, /^Draw the line/));
  await expect(page.getByText(/Were “.+” the same for all flights|Whatever “/)).toBeVisible({ timeout: 60_000 });
  await arrives(page, 'train');
  await hands.press(button(page, /^Draw the map/));
  await expect(page.getByText(/With all else as usual it says from/)).toBeVisible({ timeout: 60_000 });
  await arrives(page, 'train');
  await look('shape');

  // Back to an earlier run: what was asked was asked of another one.
  await hands.press(page.getByRole('row', { name: /^run 2/ }).first().getByRole('button', { name: 'choose' }));
  await arrives(page, 'train');
  await expect(button(page, /^Find out/)).toBeVisible();
  await hands.press(button(page, /^On to the evaluation/));
  await arrives(page, 'evaluate');
}

test('by pointer, looked at in every state', async ({ page }) => {
  test.setTimeout(300_000);
  await walk(page, pointer(), async (name) => {
    await shots(page, `train-room-${name}`);
    await accessible(page);
  });
});

test('by keyboard alone', async ({ page }) => {
  test.setTimeout(240_000);
  await walk(page, keyboard(page), async () => {});
});

test('it plays by itself, stands still when asked, and never begins where motion is unwelcome', async ({ page }) => {
  await toTraining(page, pointer());
  await page.getByRole('radio', { name: /^Many small trees/ }).check();
  await train(page, pointer(), 1);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await expect(button(page, /^Watch it learn/)).toBeHidden();
  await expect(button(page, /^Go through it step by step/)).toBeVisible();
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  const curve = panel(page, /^How it learned/);
  await button(page, /^Watch it learn/).click();
  await expect(curve).toContainText(/After \d+ trees?, of 100 in all/);
  await button(page, /^Pause/).click();
  const still = await curve.textContent();
  await page.waitForTimeout(1_000);
  expect(await curve.textContent()).toBe(still);
  await button(page, /^Play/).click();
  await expect(curve).toContainText(/After 100 trees/, { timeout: 20_000 });
  await expect(button(page, /^From the beginning/)).toBeVisible();
});

test('at work, out of date and refused', async ({ page }) => {
  test.setTimeout(240_000);
  await toTraining(page, pointer());
  await page.getByRole('radio', { name: /^Many trees that vote/ }).check();
  await train(page, pointer(), 1);
  await button(page, /^Try them all/).click();
  await button(page, /^Pause/).click();
  await expect(panel(page, /^Ask more/).getByText(/^Paused\. Training with more and more freedom/)).toBeVisible();
  await expect(page.locator('.slot')).toContainText('Training is the short part');
  await shots(page, 'train-room-working');
  await accessible(page);
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(panel(page, /^Ask more/).getByRole('button', { name: 'Compute it after all' })).toBeVisible();

  await page.getByRole('link', { name: /^Data/ }).first().click();
  await page.getByRole('radio', { name: /^Schedule, weather and the aeroplane/ }).check();
  await button(page, /^Use these columns/).click();
  await arrives(page, 'train');
  await expect(button(page, /^Train again/)).toBeVisible();
  await expect(board(page)).toContainText('before the change');
  await shots(page, 'train-room-stale');
  await accessible(page);

  // A dial that no model can have, in a file from somewhere else.
  const record = JSON.parse(readFileSync(STORY, 'utf8'));
  const run = record.entries.find((entry: any) => entry.choice?.choice.run);
  run.choice.choice.run.spec.logistic.c = -1;
  record.cursor = record.entries.indexOf(run);
  await page.getByRole('link', { name: 'Journal' }).first().click();
  await page.locator('input[type=file]').setInputFiles({
    name: 'odd.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(record)),
  });
  await expect(page.getByText(/opened|is open now/i).first()).toBeVisible();
  await page.getByRole('link', { name: /^Train/ }).first().click();
  await expect(page.getByText(/^This could not be trained/)).toBeVisible({ timeout: 30_000 });
  await shots(page, 'train-room-error');
  await accessible(page);
});

test('boosting on the history is there in under 2 s, with progress', async ({ page }) => {
  await toTraining(page, pointer());
  await page.getByRole('radio', { name: /^Many small trees/ }).check();
  await page.evaluate(() => {
    (window as any).told = 0;
    new MutationObserver(() => {
      if (document.querySelector('progress')) (window as any).told += 1;
    }).observe(document.body, { childList: true, subtree: true, attributes: true, characterData: true });
  });
  const took = await page.evaluate(async () => {
    const train = [...document.querySelectorAll('button')].find((b) => /^Train/.test(b.textContent ?? ''));
    const begun = performance.now();
    train?.click();
    while (!/Done: .*100 trees/.test(document.querySelector('.slot')?.textContent ?? '')) {
      await new Promise((done) => requestAnimationFrame(done));
      if (performance.now() - begun > 30_000) break;
    }
    return performance.now() - begun;
  });
  const told = await page.evaluate(() => (window as any).told);
  console.log(`boosting: 100 trees, judged and shown after ${Math.round(took)} ms; progress drawn ${told} times`);
  expect(took).toBeLessThan(2_000);
  expect(told).toBeGreaterThan(0);
  await page.setViewportSize({ width: 360, height: 800 });
  await fits(page);
});

test('columns are taken as there or not, and as counts once no number is below zero', async ({ page }) => {
  test.setTimeout(180_000);
  const hands = pointer();
  await toTraining(page, hands);
  // A further question comes, and the learner stays where they are.
  const looks = page.getByRole('radio', { name: /^What cancelled flights look like/ });
  await hands.pick(looks);
  await expect(page.getByRole('radio', { name: /^As sizes/ })).toBeChecked();
  await expect(looks).toBeFocused();
  await train(page, hands, 1);
  await hands.pick(page.getByRole('radio', { name: /^As there or not/ }));
  await train(page, hands, 2);
  await expect(board(page).getByRole('row', { name: /^run 2, looks \(there or not\)/ })).toBeVisible();
  await expect(panel(page, /^What it learned: run 2/)).toContainText(/is there [\d.,]+ times as often/);
  await expect(panel(page, /^How it learned: run 2/)).toContainText(/counted where each column is above zero/);
  await shots(page, 'train-room-there');
  await accessible(page);

  // Scaled by its mean a number falls below zero: refused by the column's name, and undo brings back what was.
  await hands.pick(page.getByRole('radio', { name: /^As counts/ }));
  await hands.press(button(page, /^Train/));
  await expect(page.getByText(/is below zero in some rows, and a count cannot be/)).toBeVisible({ timeout: 30_000 });
  await shots(page, 'train-room-below-zero');
  await hands.press(page.getByRole('button', { name: /^Undo/ }).first());
  await expect(board(page).getByRole('row')).toHaveCount(5);

  await hands.press(page.getByRole('link', { name: /^Data/ }).first());
  await arrives(page, 'data');
  const step = page.locator('ol.steps > li').filter({ hasText: /^Scale the numbers|Scale the numbers/ });
  await hands.press(step.getByRole('button', { name: /^Change step/ }));
  await hands.press(button(page, /^Remove/));
  await hands.choose(page.getByLabel('One more step'), 'Scale numbers otherwise');
  await hands.press(button(page, /^Add this step/));
  await hands.choose(page.locator('ol.steps').getByLabel('Scale by'), 'smallest and largest');
  await hands.press(button(page, /^Use these columns/));
  await arrives(page, 'train');
  await hands.pick(page.getByRole('radio', { name: /^As counts/ }));
  await train(page, hands, 3);
  await expect(panel(page, /^What it learned: run 3/)).toContainText(/times as much of all that is counted/);
  await shots(page, 'train-room-counts');
  await accessible(page);
});

/** Trains a model that is too sure, and puts its probabilities right: with an S-curve, in steps, and not after all. */
async function putRight(page: Page, hands: Hands, look: (name: string) => Promise<void>): Promise<void> {
  await toTraining(page, hands);
  await hands.pick(page.getByRole('radio', { name: /^Many small trees/ }));
  await train(page, hands, 1);
  const right = (run: number) => panel(page, new RegExp(`^Do its probabilities mean what they say\\? run ${run},`));
  const ways = [[/^Bend them with an S-curve/, /put right by an S-curve/], [/^Set them in steps/, /put right in steps/]];
  for (const [run, [way, name]] of ways.entries()) {
    await expect(button(page, /^Train it so/)).toHaveCount(0);
    await hands.pick(right(run + 1).getByRole('radio', { name: way }));
    await hands.press(button(page, /^Train it so/));
    await expect(board(page).getByRole('row')).toHaveCount(3 + run + 2, { timeout: 60_000 });
    await arrives(page, 'train');
    const now = board(page).getByRole('row', { name: new RegExp(`^run ${run + 2},`) });
    await expect(now).toContainText(name);
    await expect(now).toContainText('this one');
    await expect(right(run + 2)).toContainText(/Where the model says [\d.]+%, [\d.]+% is said instead/);
    await expect(right(run + 2)).toContainText(/log loss goes from [\d.]+ to [\d.]+: there its probabilities fit (no )?better/);
    await expect(right(run + 2).getByRole('radio', { name: way })).toBeChecked();
    await look(`right-${run + 2}`);
  }
  await expect(panel(page, /^Ask more/)).toContainText('before its probabilities are put right');
  await hands.press(right(3).getByRole('button', { name: /^Show as table/ }));
  await expect(right(3).getByRole('table')).toContainText('what is said instead');

  // As the model says it: that was trained before, and is not trained again.
  await hands.pick(right(3).getByRole('radio', { name: /^Leave them/ }));
  await hands.press(button(page, /^Go back to it/));
  await arrives(page, 'train');
  await expect(board(page).getByRole('row', { name: /^run 1,/ })).toContainText('this one');
  await expect(board(page).getByRole('row')).toHaveCount(6);
  await hands.press(page.getByRole('button', { name: 'Undo', exact: true }));
  await arrives(page, 'train');
  await expect(board(page).getByRole('row', { name: /^run 3,/ })).toContainText('this one');

  // It is judged with its curve, and the Journal tells of it.
  await hands.press(button(page, /^On to the evaluation/));
  await arrives(page, 'evaluate');
  await page.goto('./?stage=journal');
  await arrives(page, 'journal');
  await expect(page.getByText(/put a model’s probabilities right in steps: /i).first()).toBeVisible();
}

test('probabilities are put right by pointer', async ({ page }) => {
  await putRight(page, pointer(), async (name) => {
    await accessible(page);
    await fits(page);
    await shots(page, `train-${name}`);
  });
});

test('probabilities are put right by keyboard alone', async ({ page }) => {
  await putRight(page, keyboard(page), async () => {});
});

test('a kind is asked what counts for more, and how its units bend', async ({ page }) => {
  test.setTimeout(120_000);
  const hands = pointer();
  await toTraining(page, hands);
  await train(page, hands, 1);
  const share = async (run: number) =>
    Number(/(\d+)%/.exec(await board(page).getByRole('row', { name: new RegExp(`^run ${run},`) }).getByRole('cell').nth(1).innerText())?.[1]);
  // Rare rows that count for more: a formula then warns of more flights.
  await hands.press(button(page, /^More dials/));
  const rarer = page.getByRole('radio', { name: /^The rarer the answer, the more/ });
  await hands.pick(rarer);
  await expect(rarer).toBeFocused();
  await shots(page, 'train-room-question');
  await accessible(page);
  await fits(page);
  await train(page, hands, 2);
  expect(await share(2)).toBeGreaterThan(await share(1));
  // Each of the others makes another model.
  for (const [runs, kind, answer] of [[3, /^Flights like this one/, /^The nearer, the more/], [4, /^A small neural network/, /^An S-curve/], [5, /^Many small trees/, /^The rarer the answer, the more/]] as const) {
    await hands.pick(page.getByRole('radio', { name: kind }));
    // How units bend is asked seldom, and stands apart.
    if (runs === 4) await hands.press(button(page, /^Turned seldom/));
    await hands.pick(page.getByRole('radio', { name: answer }));
    await train(page, hands, runs);
  }
});
