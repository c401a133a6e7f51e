// Ridership, as a learner walks it by pointer: numbers instead of yes and no, years instead of months, to the journal.
import { accessible, expect, shots, test } from './support';
import { arrives, fingerprintOf, natively, pointer, savedAs, secondLap, trainAndShip } from './hands';
import type { Page } from '@playwright/test';

const room = (page: Page) => page.locator('#room-heading');
const button = (page: Page, name: RegExp) => page.getByRole('button', { name }).first();
const hands = pointer();

/** No word of the room speaks of another world, or of yes and no. */
async function speaksOfRides(page: Page): Promise<void> {
  // The other expeditions are named where one can begin with them.
  const says = (await page.locator('body').innerText()).replace(/Or begin with.*/, '').replace(/Begin another: .*/g, '');
  expect(says).not.toMatch(/flight|airport|airline|passenger|storms\b|\bdesk\b|cancelled|cancellation|malignant|“yes”|“no”/i);
  expect(says, 'every place is filled').not.toMatch(/[{}]|\b(column|data|frame|world|deploy)\.[a-z_]+/);
  expect(says, 'no threshold is spoken of where a margin is added').not.toMatch(/threshold|false alarm/i);
}

async function look(page: Page, name: string): Promise<void> {
  await speaksOfRides(page);
  await accessible(page);
  await shots(page, `ridership-${name}`);
}

test('the whole loop of Ridership; replayed natively, the numbers are the same', async ({ page }, info) => {
  test.setTimeout(500_000);
  page.setDefaultTimeout(30_000);
  await page.goto('./?stage=frame&world=ridership');
  await expect(page.getByText(/The head of a railway in Chicago has a wish/)).toBeVisible();
  await arrives(page, 'frame');
  await look(page, 'wish');
  for (const sharp of [/^How many places to provide/, /^The evening before, so many/, /^Each day/, /^The evening before/,
    /^How many rides will begin/, /^A price for too few/, /^When its forecasts are off/]) {
    await hands.pick(page.getByRole('radio', { name: sharp }));
    await page.getByRole('button', { name: 'Answer', exact: true }).click();
  }
  await arrives(page, 'frame');
  await look(page, 'frame');
  await button(page, /^This is the problem/).click();
  await arrives(page, 'data');
  for (const fold of [/^Choose by hand/, /^Where the rows come from/, /^Meet the columns/]) {
    await button(page, fold).click();
    await speaksOfRides(page);
  }
  await look(page, 'data');
  await button(page, /^Use these columns/).click();
  await arrives(page, 'train');
  await hands.pick(page.getByRole('radio', { name: /^Many small trees/ }));
  await trainAndShip(page, hands, async (name) => {
    await look(page, name);
    if (name !== 'open') return;
    // All measures of a forecast, and the two days of the week that are farthest apart.
    await button(page, /^All the measures/).click();
    await button(page, /^Show all measures/).click();
    const forecast = page.getByRole('table', { name: /^How near its forecasts come/ });
    await expect(forecast.getByRole('row', { name: /^R²/ })).toContainText(/\d to \d/, { timeout: 60_000 });
    await expect(forecast.getByRole('row', { name: /^Largest error/ })).toContainText('not in this way');
    await expect(page.getByRole('img', { name: /^Errors on the test set, with 95% intervals/ })).toBeVisible();
    await expect(page.getByRole('table', { name: /^As your prices count it/ })).toContainText('Pinball loss of the plan');
    await arrives(page, 'evaluate');
    await button(page, /^Does it serve every day of the week/).click();
    await button(page, /^Show how far groups are apart/).click();
    await expect(page.getByText(/it is furthest off for .+ and nearest for .+ apart\./)).toBeVisible({ timeout: 60_000 });
    await expect(page.getByRole('table', { name: /^How far groups lie apart/ })).toContainText('Off by, on average');
    await arrives(page, 'evaluate');
    await look(page, 'measures');
  });
  await expect(room(page)).toHaveText(/Does it still make sense/);
  await look(page, 'deploy');
  // The years go by, and what was good is so no more.
  await secondLap(page, hands, async (name) => {
    if (name === 'asks') await expect(page.locator('main')).toContainText('2006');
    await look(page, name);
  }, { retrain: /^Retrain on the last 2 years/, kind: /^One formula Everything/, over: /The years are over/ });
  const fingerprint = await fingerprintOf(page);
  await look(page, 'journal');
  const file = info.outputPath('ridership.fullloop.json');
  await savedAs(page, file);
  expect(natively(file)).toBe(fingerprint);
});
