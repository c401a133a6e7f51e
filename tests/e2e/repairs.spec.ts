// What is wrong with values is mended by steps of the recipe: filled in from what looks odd, or typed; columns are
// multiplied, dates taken apart, and columns compared.
import { accessible, expect, shots, test } from './support';
import { arrives, keyboard, pointer, type Hands } from './hands';
import type { Page } from '@playwright/test';

const button = (page: Page, name: RegExp) => page.getByRole('button', { name }).first();
const steps = (page: Page) => page.locator('ol.steps > li');
const result = (page: Page) => page.getByRole('region', { name: /^The recipe/ }).getByRole('status').first();

async function add(page: Page, hands: Hands, kind: string, says: string): Promise<void> {
  const before = await steps(page).count();
  await hands.choose(page.getByLabel('One more step'), kind);
  await hands.press(button(page, /^Add this step/));
  await expect(steps(page)).toHaveCount(before + 1);
  await expect(steps(page).filter({ hasText: says })).toHaveCount(1);
  await arrives(page, 'data');
}

async function work(page: Page, hands: Hands, look: (name: string) => Promise<void>): Promise<void> {
  await page.goto('./?stage=data');
  await arrives(page, 'data');
  await hands.pick(page.getByRole('radio', { name: /^Schedule and weather only/ }));
  await hands.press(button(page, /^Try the recipe on these columns/));
  await arrives(page, 'data');

  // Columns are ticked that are multiplied.
  await add(page, hands, 'Multiply columns', 'Multiply columns');
  const product = steps(page).filter({ hasText: 'Multiply columns' });
  await expect(product).toContainText('Only: gusts and wind speed');
  await hands.pick(page.locator('ol.steps').getByLabel('rain and snow'));
  await expect(product).toContainText(/Only: .*rain and snow/);
  await hands.choose(page.locator('ol.steps').getByLabel('Multiply'), 'each with each other, and with itself');
  await expect(product).toContainText('and for what bends. Only: ');
  await arrives(page, 'data');
  await expect(result(page)).toContainText(/It makes \d+ numbers/);
  await look('data-products');

  // What is turned seldom stands apart; limits are typed.
  await add(page, hands, 'Numbers into bins', 'Put numbers in bins');
  await hands.press(button(page, /^What is turned seldom/));
  await hands.choose(page.locator('ol.steps').getByLabel('Bins have'), 'the same width');
  await expect(steps(page).filter({ hasText: 'Put numbers in bins' })).toContainText('of the same width');
  await arrives(page, 'data');
  await add(page, hands, 'Clip extremes', 'Clip the extremes');
  await hands.choose(page.locator('ol.steps').getByLabel('Where the limits lie'), 'at numbers that you type');
  await arrives(page, 'data');
  await hands.write(page.locator('ol.steps').getByLabel('No more than'), '50');
  await page.keyboard.press('Tab');
  await expect(steps(page).filter({ hasText: 'Clip the extremes' })).toContainText('more than 50 becomes 50');
  await add(page, hands, 'Make gaps of codes', 'Make gaps of codes');
  await hands.write(page.locator('ol.steps').getByLabel('This number is a gap'), '-999');
  await page.keyboard.press('Tab');
  await expect(steps(page).first()).toContainText(/Make gaps of codes: [-−]999/);
  await arrives(page, 'data');
  await look('data-typed');

  // Gaps become a number that is typed; in words, one of their own.
  const fill = steps(page).filter({ hasText: 'Fill the gaps' });
  await hands.press(fill.getByRole('button', { name: /^Change step/ }));
  await hands.choose(fill.getByLabel('Fill with'), 'a fixed number');
  await arrives(page, 'data');
  await hands.write(fill.getByLabel('The number'), '-1');
  await page.keyboard.press('Tab');
  await expect(fill).toContainText(/in numbers with [-−]1/);
  await hands.choose(fill.getByLabel('Fill with'), 'a fixed word');
  await hands.choose(fill.getByLabel('Which columns'), 'airline');
  await hands.choose(fill.getByLabel('The word'), 'Delta');
  await expect(fill).toContainText('in words with “Delta”');
  await arrives(page, 'data');
  await hands.write(fill.getByLabel('Or a word of your own'), 'nobody');
  await page.keyboard.press('Tab');
  await expect(fill).toContainText('in words with “nobody” (imputation). Only: airline');
  await arrives(page, 'data');
  await look('data-filled');

  // Which columns go together is asked for.
  await hands.press(button(page, /^Meet the columns/));
  await hands.press(button(page, /^Which columns go together/));
  await hands.press(button(page, /^Compare the columns/));
  await expect(page.getByRole('table', { name: 'Columns with each other' }).getByRole('row')).toHaveCount(21);
  await expect(page.getByRole('table', { name: 'Columns with the answer' }).getByRole('row').nth(1)).toBeVisible();
  await expect(page.getByRole('img', { name: 'How strongly columns go with the answer' })).toBeVisible();
  await expect(page.getByRole('img', { name: 'How strongly columns go with each other' })).toBeVisible();
  await expect(page.getByText(/^The 12 of \d+ columns that go most with the answer/)).toBeVisible();
  // What the heads of the tables stand for is said, and opens the glossary.
  await expect(button(page, /^mutual information$/)).toBeVisible();
  await arrives(page, 'data');
  await look('data-related');
}

test('steps are typed and ticked, and columns compared by pointer', async ({ page }) => {
  test.setTimeout(300_000);
  await work(page, pointer(), async (name) => {
    await accessible(page);
    await shots(page, name);
  });
});

test('the same by keyboard alone', async ({ page }) => {
  test.setTimeout(300_000);
  await work(page, keyboard(page), async () => {});
});

/** Members with a code, another unit, two spellings and a date that does not say when; drawn from one seed. */
function members(rows: number): string {
  let state = 911;
  const draw = () => { state = (state * 1103515245 + 12345) % 2147483648; return state / 2147483648; };
  const day = (of: number) => new Date(Date.UTC(2031, 0, 1 + of)).toISOString().slice(0, 10);
  const lines = ['asked,joined,town,height,size,left'];
  for (let i = 0; i < rows; i += 1) {
    const town = draw() < 0.1 ? 'north east' : ['North-East', 'South', 'West'][Math.floor(draw() * 3)];
    const height = 150 + Math.floor(draw() * 40);
    const size = i % 50 === 7 ? 999 : 20 + Math.floor(draw() * 15);
    const leaves = draw() < (town === 'South' ? 0.5 : 0.2);
    lines.push([day(Math.floor((i * 300) / rows)), day(-Math.floor(draw() * 2000)), town,
      i % 40 === 9 ? (height / 100).toFixed(2) : height, size, leaves ? 'yes' : 'no'].join(','));
  }
  return `${lines.join('\n')}\n`;
}

test('what looks odd in a file is mended by steps that are filled in, and its dates go in by their parts', async ({ page }) => {
  test.setTimeout(300_000);
  await page.goto('./');
  await arrives(page, 'frame');
  await button(page, /^Your own CSV$/).click();
  await page.locator('.drop input[type=file]').setInputFiles({ name: 'members.csv', mimeType: 'text/csv', buffer: Buffer.from(members(900)) });
  await expect(page.getByLabel('Which column says when?').locator('option:checked')).toHaveText('asked');
  await button(page, /^Begin$/).click();
  await arrives(page, 'frame');
  await page.goto('./?stage=data');
  await arrives(page, 'data');
  await expect(steps(page).first()).toContainText('Take dates and times apart into numbers: year, month and day of the week');
  await button(page, /^What looks odd/).click();
  await button(page, /^Look for what is odd/).click();
  const findings = page.locator('ol.findings > li');
  const mend = async (finding: RegExp, says: RegExp) => {
    const found = findings.filter({ hasText: finding });
    await found.getByRole('button', { name: 'Add the step for it' }).click();
    await expect(steps(page).filter({ hasText: says })).toHaveCount(1);
    await expect(found).toContainText('The recipe has a step for this.');
    await arrives(page, 'data');
  };
  await mend(/may be codes for “not known”/, /Make gaps of codes: 999/);
  await mend(/may be in another unit/, /Convert another unit: .* multiplied by 100/);
  await mend(/written in several ways/, /Write words alike: “north east” become “North-East”/);
  await expect(result(page)).toContainText(/It makes \d+ numbers/);
  await accessible(page);
  await shots(page, 'data-mended');
});
