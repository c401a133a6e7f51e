// How the training rows lie: a learner lays them on one sheet, reads it by the keyboard and as a table, asks which are
// alike, for two numbers of groups, and finds both questions in the journal. By pointer, and again by keyboard alone.
import { accessible, expect, shots, test } from './support';
import { arrives, keyboard, pointer, type Hands } from './hands';
import type { Page } from '@playwright/test';

const button = (page: Page, name: RegExp) => page.getByRole('button', { name }).first();
const picture = (page: Page, name: string) => page.getByRole('img', { name });

async function laid(page: Page, hands: Hands): Promise<void> {
  await hands.press(button(page, /^How the rows lie/));
  await expect(page.getByRole('heading', { name: 'What do the training rows look like on one sheet?' })).toBeVisible();
  await hands.press(button(page, /^Lay the rows on one sheet/));
  await arrives(page, 'data');
  await expect(picture(page, 'The training rows on one sheet')).toBeVisible();
}

async function work(page: Page, hands: Hands, world: string, look: (name: string) => Promise<void>): Promise<void> {
  await arrives(page, 'data');
  await laid(page, hands);
  const sheet = page.locator('figure').filter({ has: picture(page, 'The training rows on one sheet') });
  await expect(sheet).toContainText(/Two axes hold \d+% of how these/);
  await expect(page.locator('figure').filter({ hasText: /^The first axis holds/ })).toContainText(/takes \d+ axes/);
  await expect(page.locator('figure').filter({ hasText: /^The first axis is mostly/ })).toBeVisible();

  // A point after the other by the arrow keys.
  await sheet.locator('.plot-frame').focus();
  await page.keyboard.press('ArrowRight');
  await expect(sheet).toContainText(/first axis \([\d.]+%\) -?[\d.,]+, second axis/);
  await page.keyboard.press('Escape');
  await look(`views-${world}-sheet`);

  // Which are alike: three groups as offered, then five; the three stay.
  await expect(page.getByLabel('How many groups')).toHaveValue('3');
  await hands.press(button(page, /^Find the groups/));
  await arrives(page, 'data');
  const typical = page.getByRole('table', { name: 'What is typical of each group' });
  await expect(typical.getByRole('row')).toHaveCount(5);
  await expect(typical.getByRole('row', { name: /^group 1/ })).toContainText(/, against .* of all/);
  await look(`views-${world}-groups`);
  await hands.choose(page.getByLabel('How many groups'), '5');
  await hands.press(button(page, /^Find the groups/));
  await arrives(page, 'data');
  await expect(typical.getByRole('row')).toHaveCount(7);
  await expect(page.getByRole('table', { name: /^The numbers of groups asked for/ }).getByRole('row')).toHaveCount(3);
  await hands.choose(page.getByLabel('How many groups'), '3');
  await expect(typical.getByRole('row')).toHaveCount(5);

  // The recipe stands at the scores it had: nothing of it was asked.
  await expect(page.locator('ol.steps')).toContainText(/After it: /);
  await hands.press(page.getByRole('link', { name: 'Journal' }).first());
  await arrives(page, 'journal');
  await expect(page.getByText('You had the training rows laid on one sheet.')).toBeVisible();
  await expect(page.getByText('You had the training rows put in 5 groups of alike ones.')).toBeVisible();
}

for (const world of ['flights', 'rodents', 'ridership']) {
  test(`the rows of ${world} are laid on a sheet and put in groups`, async ({ page }) => {
    test.setTimeout(240_000);
    await page.goto(`./?world=${world}&stage=data`);
    await work(page, pointer(), world, async (name) => {
      await accessible(page);
      await shots(page, name);
    });
  });
}

test('the same by keyboard alone', async ({ page }) => {
  test.setTimeout(240_000);
  await page.goto('./?world=screening&stage=data');
  await work(page, keyboard(page), 'screening', async () => {});
});

test('a recipe that leaves gaps has no sheet, and says which column', async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto('./?stage=data');
  await arrives(page, 'data');
  await laid(page, pointer());
  await button(page, /^Change step 2/).click();
  await button(page, /^Switch off/).click();
  await arrives(page, 'data');
  await expect(page.getByText(/^There is no sheet yet/)).toBeVisible();
  await accessible(page);
  await shots(page, 'views-refused');
  await button(page, /^Undo the last change/).click();
  await arrives(page, 'data');
  await expect(picture(page, 'The training rows on one sheet')).toBeVisible();
});

/** Customers of whom some leave: two kinds of them, by age and plan. */
function customers(rows: number): string {
  const lines = ['plan,age,calls,joined,left'];
  for (let i = 0; i < rows; i += 1) {
    const old = i % 3 === 0;
    const age = i % 11 === 0 ? '' : (old ? 60 : 25) + ((i * 7) % 9);
    const day = new Date(Date.UTC(2031, 0, 1 + Math.floor((i * 300) / rows))).toISOString().slice(0, 10);
    lines.push([old ? 'basic' : 'plus', age, (i * 5) % 8, day, (i * 13) % 5 === 0 ? 'yes' : 'no'].join(','));
  }
  return `${lines.join('\n')}\n`;
}

test('the rows of a CSV of one’s own are told by its own columns', async ({ page }) => {
  test.setTimeout(240_000);
  const hands = pointer();
  await page.goto('./');
  await arrives(page, 'frame');
  await hands.press(button(page, /^Your own CSV$/));
  await page.locator('.drop input[type=file]').setInputFiles({
    name: 'customers.csv', mimeType: 'text/csv', buffer: Buffer.from(customers(900)),
  });
  await expect(page.getByRole('heading', { name: 'What is to be predicted?' })).toBeVisible();
  await hands.press(button(page, /^Begin$/));
  await arrives(page, 'frame');
  await hands.press(page.getByRole('link', { name: 'Data' }).first());
  await work(page, hands, 'own', async (name) => {
    await accessible(page);
    await shots(page, name);
  });
});
