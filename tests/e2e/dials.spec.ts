// Dials that are turned seldom, and what is read of the models they make: by pointer, and again by keyboard alone.
import { accessible, expect, fits, shots, test } from './support';
import { arrives, keyboard, pointer, type Hands } from './hands';
import type { Page } from '@playwright/test';

const button = (page: Page, name: RegExp) => page.getByRole('button', { name }).first();
const panel = (page: Page, name: RegExp) => page.getByRole('region', { name }).first();
const board = (page: Page) => page.getByRole('table', { name: /^The baselines and every run/ });

async function train(page: Page, hands: Hands, runs: number): Promise<void> {
  await hands.press(button(page, /^Train/));
  await expect(board(page).getByRole('row')).toHaveCount(3 + runs, { timeout: 60_000 });
  await arrives(page, 'train');
}

/** Opens a fold that may be open already: on the way to another kind, one without such dials closes it. */
async function unfold(page: Page, hands: Hands, name: RegExp): Promise<void> {
  if (await button(page, name).getAttribute('aria-expanded') === 'false') await hands.press(button(page, name));
}

async function walk(page: Page, hands: Hands, look: (name: string) => Promise<void>): Promise<void> {
  await page.goto('./?stage=data');
  await arrives(page, 'data');
  await hands.pick(page.getByRole('radio', { name: /^Schedule and weather only/ }));
  await hands.press(button(page, /^Use these columns/));
  await arrives(page, 'train');

  // A tree that is grown far, and cut back again; how mixed rows are is measured otherwise.
  await hands.pick(page.getByRole('radio', { name: /^One tree of questions/ }));
  await hands.pick(page.getByRole('radio', { name: /^Nearly all freedom/ }));
  await train(page, hands, 1);
  const tree = (run: number) => panel(page, new RegExp(`^What it learned: run ${run}, tree`));
  const groups = async (run: number) =>
    Number(/sorts flights into ([\d,]+) groups/.exec(await tree(run).innerText())?.[1]?.replace(',', ''));
  const whole = await groups(1);
  // Deeper questions open where they are asked for.
  await hands.openBox(tree(1));
  await look('tree-opened');
  await unfold(page, hands, /^More dials/);
  await hands.slide(page.getByRole('slider', { name: /^How much must a question be worth/ }), 2);
  await expect(page.getByText(/each question worth at least \d+ thousandths/)).toBeVisible();
  await unfold(page, hands, /^Turned seldom/);
  await hands.pick(page.getByRole('radio', { name: /^By surprise/ }));
  await look('tree-dials');
  await train(page, hands, 2);
  expect(await groups(2)).toBeLessThan(whole);

  // Boosting that stops by itself, holds large answers back, and is held to what somebody knows.
  await hands.pick(page.getByRole('radio', { name: /^Many small trees/ }));
  await unfold(page, hands, /^Turned seldom/);
  await hands.pick(page.getByRole('radio', { name: /^When more trees help no more/ }));
  await hands.slide(page.getByRole('slider', { name: /^How much are large answers held back/ }), 3);
  await hands.choose(page.getByLabel('A column of which you know it'), 'gusts');
  await hands.press(button(page, /^Hold the model to it/));
  await hands.choose(page.getByLabel(/^More of “gusts” makes it/), 'only likelier');
  await look('boosting-dials');
  await train(page, hands, 3);
  await expect(panel(page, /^What it learned: run 3, boosting/)).toContainText(/The \d+ trees ask most about “/);
  await look('boosting');

  // A forest says how it does on flights that its trees never saw.
  await hands.pick(page.getByRole('radio', { name: /^Many trees that vote/ }));
  await train(page, hands, 4);
  await expect(panel(page, /^What it learned: run 4, forest/)).toContainText(/right about [\d.]+% of them \(out of bag\)/);
  await look('forest');

  // Neighbours as few as there can be.
  await hands.pick(page.getByRole('radio', { name: /^Flights like this one/ }));
  await unfold(page, hands, /^Turned seldom/);
  const near = page.getByRole('spinbutton', { name: /^Exactly how many neighbours/ });
  await hands.write(near, '1');
  await page.keyboard.press('Tab');
  await train(page, hands, 5);
  await expect(panel(page, /^Side by side/)).toContainText(/run 5, .*another setting/);

  // A network whose units are left out now and then.
  await hands.pick(page.getByRole('radio', { name: /^A small neural network/ }));
  await unfold(page, hands, /^Turned seldom/);
  await hands.slide(page.getByRole('slider', { name: /^How many of its units are left out/ }), 2);
  await hands.slide(page.getByRole('slider', { name: /^How much are large weights held back/ }), 3);
  await train(page, hands, 6);

  // What was turned is told beside the numbers of each run.
  await hands.press(button(page, /^More numbers/));
  const told = panel(page, /^Side by side/);
  for (const turned of [/each question worth at least/, /When does it stop\? “When more trees help no more”/, /More of “gusts” makes it only likelier/, /% of its units left out/, /asks the nearest 1/]) {
    await expect(told).toContainText(turned);
  }
  await look('turned');

  // Does it hold on other parts?
  await hands.press(button(page, /^Try other parts/));
  await expect(panel(page, /^Ask more/)).toContainText(/On 5 parts its loss is between [\d.]+ and [\d.]+/, { timeout: 90_000 });
  await arrives(page, 'train');
  await look('parts');
}

test('by pointer', async ({ page }) => {
  test.setTimeout(240_000);
  await walk(page, pointer(), async (name) => {
    await accessible(page);
    await fits(page);
    await shots(page, `dials-${name}`);
  });
});

test('by keyboard alone', async ({ page }) => {
  test.setTimeout(240_000);
  await walk(page, keyboard(page), async () => {});
});

test('what tells one name from another is read of a formula and of looks', async ({ page }) => {
  test.setTimeout(120_000);
  const hands = pointer();
  await page.goto('./?stage=data&world=rodents');
  await arrives(page, 'data');
  await button(page, /^Use these columns/).click();
  await arrives(page, 'train');
  for (const [run, kind] of [/^One formula/, /^What each class looks like/].entries()) {
    await hands.pick(page.getByRole('radio', { name: kind }));
    await train(page, hands, run + 1);
    const inside = panel(page, /^What it learned/);
    await expect(inside.getByRole('img', { name: /^What tells|^The columns in which/ })).toBeVisible();
    // What was chosen for one run stands for the next.
    const names = await inside.getByLabel('rather than for').locator('option').allInnerTexts();
    const before = await inside.locator('figure').first().innerText();
    await hands.choose(inside.getByLabel('rather than for'), names[2]);
    await expect(inside.locator('figure').first()).not.toHaveText(before);
    await expect(inside).toContainText(names[2]);
    await accessible(page);
    await fits(page);
    await shots(page, `dials-between-${run}`);
    await hands.choose(inside.getByLabel('rather than for'), names[1]);
  }
  const inside = panel(page, /^What it learned/);
  await hands.choose(inside.getByLabel('What speaks for'), 'desert pocket mouse');
  await expect(inside).toContainText('the same class twice');
});
