// Screening, as a learner walks it by pointer: begun on the first page, the whole loop, told in the journal.
import { accessible, expect, shots, test } from './support';
import { arrives, fingerprintOf, natively, pointer, savedAs, secondLap, trainAndShip } from './hands';
import type { Page } from '@playwright/test';

const room = (page: Page) => page.locator('#room-heading');
const button = (page: Page, name: RegExp) => page.getByRole('button', { name }).first();
const hands = pointer();

/** No word of the room speaks of another world. */
async function speaksOfMasses(page: Page): Promise<void> {
  // The other expeditions are named where one can begin with them.
  const says = (await page.locator('body').innerText()).replace(/Or begin with.*/, '');
  expect(says).not.toMatch(/flight|airport|airline|passenger|weather|storm|\bdesk\b|cancelled|cancellation/i);
  expect(says, 'every place is filled').not.toMatch(/[{}]|\b(column|data|frame|world|deploy)\.[a-z_]+/);
}

async function look(page: Page, name: string): Promise<void> {
  await speaksOfMasses(page);
  await accessible(page);
  await shots(page, `screening-${name}`);
}

test('the whole loop of Screening; replayed natively, the numbers are the same', async ({ page }, info) => {
  test.setTimeout(400_000);
  await page.goto('./');
  await arrives(page, 'frame');
  await button(page, /^Breast masses$/).click();
  await expect(page.getByText(/The head of a breast clinic has a wish/)).toBeVisible();
  await arrives(page, 'frame');
  await look(page, 'wish');
  for (const sharp of [/^Which images the panel/, /^Two doctors read/, /^Each mass/, /^On the Monday after/,
    /^A part of them/, /^A price for a miss/, /^When it finds an agreed share/]) {
    await hands.pick(page.getByRole('radio', { name: sharp }));
    await page.getByRole('button', { name: 'Answer', exact: true }).click();
  }
  await arrives(page, 'frame');
  await look(page, 'frame');
  await button(page, /^This is the problem/).click();
  await arrives(page, 'data');
  for (const fold of [/^Choose by hand/, /^Where the rows come from/, /^Meet the columns/, /^Who is missing/]) {
    await button(page, fold).click();
    await speaksOfMasses(page);
  }
  await arrives(page, 'data');
  for (const ask of [/^What is known when/, /^What is missing/, /^What looks too good/]) {
    await hands.pick(page.getByRole('radio', { name: ask }));
    await speaksOfMasses(page);
  }
  await look(page, 'data');
  await hands.pick(page.getByRole('radio', { name: /^All thirty measures/ }));
  await button(page, /^Use these columns/).click();
  await trainAndShip(page, hands, (name) => look(page, name));
  await expect(room(page)).toHaveText(/Does it still make sense/);
  await look(page, 'deploy');
  // The second clinic sends its images: what was good is so no more.
  await secondLap(page, hands, (name) => look(page, name), { retrain: /^Retrain on the last 2 months/, over: /The year is over/ });
  const fingerprint = await fingerprintOf(page);
  await accessible(page);
  await shots(page, 'screening-journal');

  // What was begun is there again, in its own world; the flights are a button away and back.
  await page.reload();
  await arrives(page, 'journal');
  expect(await fingerprintOf(page)).toBe(fingerprint);
  const file = info.outputPath('screening.fullloop.json');
  await savedAs(page, file);
  expect(natively(file)).toBe(fingerprint);

  await button(page, /^Begin another: Flights/).click();
  await arrives(page, 'frame');
  await expect(page.getByText(/airport group in New York/)).toBeVisible();
  await button(page, /^Skip/).click();
  await arrives(page, 'frame');
  await expect(page.locator('main')).toContainText('cancelled flights');
});

test('a link opens Screening', async ({ page }) => {
  await page.goto('./?stage=frame&world=screening');
  await expect(page.getByText(/The head of a breast clinic has a wish/)).toBeVisible();
  await arrives(page, 'frame');
  await speaksOfMasses(page);
});
