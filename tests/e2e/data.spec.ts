// The Data room as a learner works in it: the columns are met by questions, the recipe is edited, a wrong step is told
// where it stands, and the split shows its price. By pointer, and again by keyboard alone.
import { accessible, expect, shots, test } from './support';
import { arrives, keyboard, pointer, type Hands } from './hands';
import type { Locator, Page } from '@playwright/test';

const button = (page: Page, name: RegExp) => page.getByRole('button', { name }).first();
const steps = (page: Page) => page.locator('ol.steps > li');
const panel = (page: Page, name: RegExp) => page.getByRole('region', { name });
const result = (page: Page) => panel(page, /^The recipe/).getByRole('status').first();

async function enter(page: Page): Promise<void> {
  await page.goto('./?stage=data');
  await arrives(page, 'data');
}

/** The scores that the steps show, in percent. */
async function scores(page: Page): Promise<number[]> {
  const texts = await steps(page).getByText(/After it: /).allTextContents();
  return texts.map((text) => Number(/([\d.]+)%/.exec(text)?.[1]));
}

async function meet(page: Page, hands: Hands, look: (name: string) => Promise<void>): Promise<void> {
  await hands.press(button(page, /^Where the rows come from/));
  const sources = page.getByRole('table', { name: 'The two sources' });
  await expect(sources.getByRole('row')).toHaveCount(3);
  await expect(sources.getByRole('row', { name: /^The list of flights/ })).toContainText(/100(\.0)?%/);
  await hands.press(button(page, /^Meet the columns/));
  await hands.pick(page.getByRole('radio', { name: /^What is known when/ }));
  await expect(page.getByRole('listitem').filter({ hasText: /at departure \(/ })).toContainText('aeroplane');
  await hands.pick(page.getByRole('radio', { name: /^What is missing/ }));
  await expect(page.getByRole('table', { name: /most gaps/ }).getByRole('row')).toHaveCount(7);
  await hands.pick(page.getByRole('radio', { name: /^What looks too good/ }));
  await expect(page.getByText(/^Take one cancelled flight/)).toBeVisible();
  await hands.press(button(page, /^Every column, one by one/));
  await hands.press(button(page, /^gusts$/));
  const picture = page.getByRole('img', { name: /The values of “gusts”/ });
  await expect(picture).toBeVisible();
  // It stands under its row, not under the table.
  const [row, box] = [await button(page, /^gusts$/).boundingBox(), await picture.boundingBox()];
  expect(box!.y - row!.y).toBeLessThan(300);
  // How its values lie more closely is asked for once, for every column.
  await hands.press(button(page, /^Look at each column more closely/));
  await expect(page.getByText(/^A long end upwards:|^No long end to either side:/)).toBeVisible();
  await expect(page.getByText(/have a robust z-score above/)).toBeVisible();
  await hands.press(button(page, /^airline$/));
  await expect(page.getByText(/^As hard to guess as [\d.]+ values that are equally frequent/)).toBeVisible();
  await hands.pick(page.getByRole('radio', { name: /^How do the numbers lie/ }));
  await expect(page.getByRole('img', { name: 'How far numbers lie to one side' })).toBeVisible();
  await expect(page.getByText(/lies most to one side: its/)).toBeVisible();
  await arrives(page, 'data');
  await hands.press(button(page, /^Who is missing/));
  await expect(page.getByText(/^The fewest are of/).first()).toBeVisible();
  await look('data-met');
}

async function edit(page: Page, hands: Hands, look: (name: string) => Promise<void>): Promise<void> {
  await expect(steps(page)).toHaveCount(4);
  await expect.poll(() => scores(page)).toHaveLength(4);
  const before = await scores(page);

  // One more step: it stands open, the keyboard with it.
  await hands.choose(page.getByLabel('One more step'), 'Logarithm');
  await hands.press(button(page, /^Add this step/));
  await expect(steps(page)).toHaveCount(5);
  await expect(steps(page).nth(2)).toContainText('Take the logarithm');
  await expect(button(page, /^Change step 3/)).toBeFocused();
  await expect(button(page, /^Change step 3/)).toHaveAttribute('aria-expanded', 'true');
  await expect.poll(() => scores(page)).toHaveLength(5);
  await look('data-step');

  // Moved, switched off and on, set otherwise, taken out: the focus stays with the step.
  await hands.press(button(page, /^Move up/));
  await expect(steps(page).nth(1)).toContainText('Take the logarithm');
  await expect(button(page, /^Move up/)).toBeFocused();
  await hands.press(button(page, /^Move up/));
  await expect(steps(page).nth(0)).toContainText('Take the logarithm');
  await expect(button(page, /^Move down/)).toBeFocused();
  await hands.press(button(page, /^Switch off/));
  await expect(steps(page).nth(0)).toContainText('Switched off');
  await expect(button(page, /^Switch on/)).toBeFocused();
  await hands.press(button(page, /^Switch on/));
  await hands.choose(page.locator('ol.steps').getByLabel('Which columns'), 'wind speed');
  await expect(steps(page).nth(0)).toContainText('Only: wind speed');
  await hands.press(button(page, /^Remove/));
  await expect(steps(page)).toHaveCount(4);
  await hands.press(button(page, /^Undo the last change/));
  await expect(steps(page)).toHaveCount(5);
  await hands.press(button(page, /^Change step 1/));
  await hands.press(button(page, /^Remove/));
  await expect(steps(page)).toHaveCount(4);
  await expect.poll(() => scores(page)).toEqual(before);

  // Without the step that fills, the end has gaps: said at the list, and the room stands.
  await hands.press(button(page, /^Change step 2/));
  await hands.press(button(page, /^Switch off/));
  await expect(result(page)).toContainText(/still have gaps: .*temperature/);
  await expect(page.getByText(/^The recipe is not finished/)).toBeVisible();
  await expect(page.getByRole('img', { name: /What each step does/ })).toBeVisible();
  await look('data-gaps');
  await hands.press(button(page, /^Switch on/));
  await expect(result(page)).toContainText(/It makes \d+ numbers/);

  // A step whose column an earlier one took out refuses, at its place, and what stood before still does.
  await hands.choose(page.getByLabel('One more step'), 'Words into how often yes');
  await hands.press(button(page, /^Add this step/));
  await expect(steps(page)).toHaveCount(5);
  await hands.press(button(page, /^Move down/));
  await hands.press(button(page, /^Move down/));
  await expect(steps(page).nth(4)).toContainText(/There is no “destination” at this place/);
  await expect(result(page)).toContainText('stops at the step that is marked');
  await expect.poll(() => scores(page)).toHaveLength(4);
  await look('data-refused');
  await hands.press(button(page, /^Move up/));
  await hands.press(button(page, /^Move up/));
  await expect(result(page)).toContainText(/It makes \d+ numbers/);
}

/** What looks odd is asked for, read, mended by a step, and the step taken back. */
async function odd(page: Page, hands: Hands, look: (name: string) => Promise<void>): Promise<void> {
  await hands.press(button(page, /^What looks odd/));
  await hands.press(button(page, /^Look for what is odd/));
  const findings = page.locator('ol.findings > li');
  await expect(findings.first()).toContainText(/^Nearly enough alone: time of departure/);
  await expect(findings.first().getByRole('row', { name: /^delay at departure/ })).toContainText('at departure');
  await expect(page.getByText(/^Looked for, and not found: /)).toContainText('a row that is there twice');
  await expect(page.getByRole('table', { name: /^Which columns are missing, and in how many rows/ })).toBeVisible();
  // The scores of the steps stay where they are: nothing of the recipe was asked.
  await expect.poll(() => scores(page)).toHaveLength(4);
  const thin = findings.filter({ hasText: /^Of some values of “airline” there is hardly a row/ });
  await expect(thin.getByRole('row').nth(1)).toContainText(/Hawaiian|Frontier|Mesa|Alaska|SkyWest/);
  await look('data-odd');
  await hands.press(thin.getByRole('button', { name: 'Add the step for it' }));
  await expect(steps(page)).toHaveCount(5);
  await expect(steps(page).filter({ hasText: 'Pool rare words' })).toContainText('Only: airline');
  await expect(page.locator('[id^=step-]:focus')).toHaveText(/^Change step/);
  await expect(thin).toContainText('The recipe has a step for this.');
  await hands.press(button(page, /^Undo the last change/));
  await expect(steps(page)).toHaveCount(4);
  await expect(thin.getByRole('button', { name: 'Add the step for it' })).toBeVisible();
  await hands.press(button(page, /^Look for answers that look wrong/));
  await expect(page.getByRole('table', { name: 'Were cancelled, and look as if not' }).getByRole('row')).toHaveCount(6);
  await arrives(page, 'data');
  await look('data-doubt');
  await hands.press(button(page, /^What looks odd/));
}

async function divide(page: Page, hands: Hands, look: (name: string) => Promise<void>): Promise<void> {
  const claims = page.locator('figcaption').filter({ hasText: 'Divided at random, a quick model claims' });
  await expect(claims).toBeVisible();
  const says = (await claims.textContent()) ?? '';
  const [claimed, kept, timeClaimed, timeKept] = [...says.matchAll(/([\d.]+)%/g)].map((m) => Number(m[1]));
  expect(claimed! - kept!).toBeGreaterThan(timeClaimed! - timeKept!);
  await hands.pick(page.getByRole('radio', { name: /^At random/ }));
  await arrives(page, 'data');
  await look('data-random');
  await expect(page.getByText(/share their day with/)).toContainText(/^All [\d,]+ flights to choose by/);
  await hands.pick(page.getByRole('radio', { name: /^By lot, each answer alike/ }));
  await arrives(page, 'data');
  await hands.pick(page.getByRole('radio', { name: /^In whole groups/ }));
  await arrives(page, 'data');
  await expect(page.getByText(/^None of the [\d,]+ flights to choose by shares its day/)).toBeVisible();
  await hands.choose(page.getByLabel('A group is'), 'airline');
  await arrives(page, 'data');
  await expect(page.getByText(/values of “airline”, and is judged on/)).toBeVisible();
  await look('data-groups');
  await hands.pick(page.getByRole('radio', { name: /^In order of time/ }));
  await arrives(page, 'data');
  // Other shares: what they come to is said beforehand, and then as it is.
  const list = panel(page, /^Who sees which/).getByRole('listitem');
  await hands.pick(page.getByRole('radio', { name: /^60%, 20%, 20%/ }));
  await arrives(page, 'data');
  await expect(list.filter({ hasText: /^■ Sealed/ })).toContainText(/test set: [\d,]+ flights/);
  await look('data-shares');
  await hands.pick(page.getByRole('radio', { name: /^40%, 30%, 30%/ }));
  await arrives(page, 'data');
}

async function work(page: Page, hands: Hands, look: (name: string) => Promise<void>): Promise<void> {
  await enter(page);
  await look('data-start');
  await meet(page, hands, look);
  await hands.pick(page.getByRole('radio', { name: /^Schedule and weather only/ }));
  await expect(result(page)).toContainText('These steps have not met them yet');
  await look('data-stale');
  await hands.press(button(page, /^Try the recipe on these columns/));
  await expect.poll(() => scores(page)).toHaveLength(4);
  await odd(page, hands, look);
  await edit(page, hands, look);
  await divide(page, hands, look);
  // What was made of the recipe goes to the model.
  await hands.press(button(page, /^Use these columns/));
  await arrives(page, 'train');
  await hands.press(button(page, /^Train/));
  await expect(button(page, /^On to the evaluation/)).toBeVisible({ timeout: 30_000 });
}

test('columns are met, the recipe is edited and the split chosen by pointer', async ({ page }) => {
  test.setTimeout(400_000);
  await work(page, pointer(), async (name) => {
    await accessible(page);
    await shots(page, name);
  });
});

test('the same by keyboard alone', async ({ page }) => {
  test.setTimeout(400_000);
  await work(page, keyboard(page), async () => {});
});

test('the room stands while the engine has not come', async ({ page, expectTrouble }) => {
  expectTrouble(/worker|ERR_FAILED|blob|csp/i);
  await page.context().route(/\.cols/, (route) => route.abort());
  await page.goto('./?stage=data');
  await expect(steps(page)).toHaveCount(4);
  await expect(button(page, /^Use these columns/)).toBeEnabled();
  await accessible(page);
  await shots(page, 'data-empty');
});

/** How long it takes from what `change` does until every step shows its score anew. */
async function times(page: Page, change: Locator, what: 'click' | string): Promise<number> {
  return change.evaluate((element, wanted) => new Promise<number>((done) => {
    const room = document.querySelector('main')!;
    const list = () => document.querySelector('ol.steps')!;
    const shown = () => (list().textContent ?? '').split('After it: ').length - 1;
    const begun = performance.now();
    let gone = false;
    const watch = new MutationObserver(() => {
      gone ||= shown() === 0;
      if (gone && shown() === list().children.length) {
        watch.disconnect();
        done(performance.now() - begun);
      }
    });
    watch.observe(room, { childList: true, characterData: true, subtree: true });
    if (element instanceof HTMLSelectElement) {
      element.value = [...element.options].find((option) => option.text === wanted)!.value;
      element.dispatchEvent(new Event('change', { bubbles: true }));
    } else {
      (element as HTMLElement).click();
    }
  }), what);
}

test('a change of the recipe shows its score within 300 ms, whatever is changed', async ({ page }) => {
  test.setTimeout(240_000);
  await enter(page);
  await page.getByRole('radio', { name: /^Schedule and weather only/ }).check();
  await button(page, /^Try the recipe on these columns/).click();
  await expect.poll(() => scores(page)).toHaveLength(4);
  const took: Record<string, number[]> = {};
  const measure = async (kind: string, change: Locator, what = 'click') => {
    await arrives(page, 'data');
    (took[kind] ??= []).push(await times(page, change, what));
  };
  const list = page.locator('ol.steps');
  const open = async (n: number) => {
    const change = button(page, new RegExp(`^Change step ${n}`));
    if ((await change.getAttribute('aria-expanded')) === 'false') await change.click();
  };
  await open(2);
  for (const fill of ['the mean', 'a fixed number', 'the most frequent value']) await measure('fill', list.locator('select').first(), fill);
  // The same is not asked for twice: what was once computed would come from where it is kept.
  for (const kind of ['Logarithm', 'Numbers into bins', 'Clip extremes']) {
    await page.getByLabel('One more step').selectOption({ label: kind });
    await measure('add', button(page, /^Add this step/));
  }
  for (const n of [2, 3, 4]) {
    await open(n);
    await measure('switch off', button(page, /^Switch off/));
  }
  for (const n of [3, 4, 5]) {
    await open(n);
    await measure('reorder', button(page, /^Move up/));
  }
  await open(await steps(page).filter({ hasText: 'Turn words into numbers' }).evaluate((step) => [...step.parentElement!.children].indexOf(step) + 1));
  const most = list.getByLabel('Values that get a column of their own');
  const others = (await most.locator('option').allTextContents()).slice(0, 4);
  const now = await most.locator('option:checked').textContent();
  for (const other of others.filter((one) => one !== now).slice(0, 3)) await measure('other dial', most, other);
  console.log(`a recipe change shows its scores after (ms): ${JSON.stringify(took, (_, v) => (typeof v === 'number' ? Math.round(v) : v))}`);
  // The middle one of each kind: the machine has bad moments, the page must not.
  for (const [kind, ms] of Object.entries(took)) {
    expect(ms.toSorted((a, b) => a - b)[Math.floor(ms.length / 2)], kind).toBeLessThan(300);
  }
});
