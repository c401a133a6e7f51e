// Rodents, as a learner walks it: one of several names instead of yes and no, until a species comes that no card had.
import { accessible, expect, shots, test } from './support';
import { arrives, fingerprintOf, natively, pointer, savedAs, secondLap, trainAndShip } from './hands';
import type { Page } from '@playwright/test';

const button = (page: Page, name: RegExp) => page.getByRole('button', { name }).first();
const hands = pointer();

/** No word of the room speaks of another world, of yes and no, or of how much. */
async function speaksOfAnimals(page: Page): Promise<void> {
  // The other expeditions are named where one can begin with them.
  const says = (await page.locator('body').innerText()).replace(/Or begin with.*/, '').replace(/Begin another: .*/g, '');
  expect(says).not.toMatch(/flight|airport|airline|passenger|storms\b|\bdesk\b|cancelled|cancellation|malignant|\brides\b|“yes”|“no”/i);
  expect(says, 'every place is filled').not.toMatch(/[{}]|\b(column|data|frame|world|deploy|class)\.[a-z_]+/);
  expect(says, 'nobody is warned, and nothing is planned').not.toMatch(/threshold|false alarm|\bwarn(s|ed|ing|ings)?\b/i);
}

async function look(page: Page, name: string): Promise<void> {
  await speaksOfAnimals(page);
  await accessible(page);
  await shots(page, `rodents-${name}`);
}

test('the whole loop of Rodents; replayed natively, the numbers are the same', async ({ page }, info) => {
  test.setTimeout(500_000);
  page.setDefaultTimeout(30_000);
  await page.goto('./?stage=frame&world=rodents');
  await expect(page.getByText(/The head of a field station .* has a wish/)).toBeVisible();
  await arrives(page, 'frame');
  await look(page, 'wish');
  for (const sharp of [/^Which name is written/, /^It is written on the card/, /^Each animal from a trap/,
    /^While the animal is in the hand/, /^The specialist looks/, /^A price for a wrong name/, /^When it names an agreed share/]) {
    await hands.pick(page.getByRole('radio', { name: sharp }));
    await page.getByRole('button', { name: 'Answer', exact: true }).click();
  }
  await arrives(page, 'frame');
  await look(page, 'frame');
  await button(page, /^This is the problem/).click();
  await arrives(page, 'data');
  for (const fold of [/^Choose by hand/, /^Where the rows come from/, /^Meet the columns/]) {
    await button(page, fold).click();
    await speaksOfAnimals(page);
  }
  await look(page, 'data');
  await button(page, /^What looks odd/).click();
  await button(page, /^Look for what is odd/).click();
  await expect(button(page, /^Look for what is odd/)).toHaveCount(0, { timeout: 30_000 });
  await arrives(page, 'data');
  await look(page, 'odd');
  await button(page, /^Use these columns/).click();
  await arrives(page, 'train');
  await hands.pick(page.getByRole('radio', { name: /^Many small trees/ }));
  await trainAndShip(page, hands, async (name) => {
    await look(page, name);
    if (name !== 'open') return;
    // What spoke for a wrong name, column by column.
    await button(page, /^Read the mistakes/).click();
    await button(page, /^Show what spoke for one name against the other/).click();
    await expect(page.getByRole('img', { name: /^What spoke for the name it gave/ })).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText(/would stand at .* counts most: odds [×÷]/)).toBeVisible();
    await arrives(page, 'evaluate');
    await look(page, 'why');
    // Class by class, and all together.
    await button(page, /^All the measures/).click();
    await button(page, /^Show all measures/).click();
    const classes = page.getByRole('table', { name: /^Each class against all others/ });
    await expect(classes.getByRole('row', { name: /^Mean, each class alike/ })).toBeVisible({ timeout: 60_000 });
    await expect(page.getByRole('table', { name: /^If it always gave/ })).toContainText('Right with two tries');
    // Classes nobody sees leave the means defined; what is undefined says why.
    await expect(classes.getByRole('row', { name: /^Mean, each class alike/ })).not.toContainText('undefined');
    await expect(page.getByText(/^Each mean is of the classes for which there is a number/)).toBeVisible();
    await expect(page.getByText(/the model alone named [\d,]+ rightly, and the rule alone/)).toBeVisible();
    await arrives(page, 'evaluate');
    // How well one class is told from all others.
    await button(page, /^Ranking, one class against all others/).click();
    await button(page, /^Show the curves of each class/).click();
    await expect(page.getByRole('img', { name: /^ROC curve of one class/ })).toBeVisible({ timeout: 60_000 });
    await arrives(page, 'evaluate');
    const held = page.getByText(/^Give it one animal that is/);
    const first = await held.textContent();
    await page.getByLabel('Which class?').first().selectOption({ index: 1 });
    await expect(held).not.toHaveText(first!);
    await button(page, /^Finds against wrong names/).click();
    await expect(page.getByRole('img', { name: /^Precision against recall of one class/ })).toBeVisible();
    await look(page, 'measures');
  });
  await look(page, 'deploy');
  // The years go by, and an animal comes that the model cannot name.
  await secondLap(page, hands, async (name) => {
    if (name === 'asks') await expect(page.locator('main')).toContainText('Bailey’s pocket mouse');
    await look(page, name);
  }, { retrain: /^Retrain on the last 2 years/, kind: /^Many small trees/, over: /The years are over/ });
  const fingerprint = await fingerprintOf(page);
  await look(page, 'journal');
  const file = info.outputPath('rodents.fullloop.json');
  await savedAs(page, file);
  expect(natively(file)).toBe(fingerprint);
});
