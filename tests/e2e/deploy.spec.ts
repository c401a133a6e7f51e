// Deploy: how the model is asked, who answers where it should not, and what that does to the first live days.
import { accessible, expect, shots, test } from './support';
import { arrives, keyboard, pointer, type Hands } from './hands';
import type { Page } from '@playwright/test';

const button = (page: Page, name: RegExp) => page.getByRole('button', { name }).first();
const panel = (page: Page) => page.getByRole('region', { name: 'How is it asked?' });

/** From the Data room to the gate with these columns, the shortest way. */
async function toTheGate(page: Page, columns: RegExp): Promise<void> {
  await arrives(page, 'data');
  await page.getByRole('radio', { name: columns }).check();
  await button(page, /^Use these columns/).click();
  await arrives(page, 'train');
  await button(page, /^Train/).click();
  await button(page, /^On to the evaluation/).click({ timeout: 30_000 });
  await arrives(page, 'evaluate');
  await page.getByRole('radio', { name: /^fairly sure/ }).check();
  await button(page, /^Open (the test set|it once more)/).click();
  await page.getByRole('radio', { name: /^Ship the model/ }).check({ timeout: 30_000 });
}

/** To the door of Deploy with these columns. */
async function toDeploy(page: Page, columns: RegExp): Promise<void> {
  await page.goto('./?stage=data');
  await toTheGate(page, columns);
  await button(page, /^Decide/).click();
  if (!/stage=deploy/.test(page.url())) await button(page, /^Go on: Deploy/).click();
  await arrives(page, 'deploy');
}

/** Asked on the spot, then every safeguard, then live for a month. */
async function walk(page: Page, hands: Hands, look = async (_: string) => {}): Promise<void> {
  await toDeploy(page, /^Schedule and weather only/);
  const here = panel(page);
  await expect(here.getByText(/^As it stands, the model answers everything/)).toBeVisible();
  await expect(page.getByText(/takes it about [\d.,]+ µs/)).toBeVisible();
  await look('deploy-batch');

  await hands.pick(here.getByRole('radio', { name: /^On the spot/ }));
  await expect(here.getByText(/^Half of the answers are there within/)).toBeVisible();
  await arrives(page, 'deploy');
  await expect(here.getByText(/the model itself/).first()).toBeVisible();
  await expect(here.getByText('too late an answer')).toBeVisible();
  await look('deploy-on-the-spot');

  await hands.press(here.getByRole('button', { name: /^Safeguards/ }));
  await hands.pick(here.getByRole('checkbox', { name: /^Check each flight/ }));
  await expect(here.getByText('a number outside what training saw')).toBeVisible();
  await arrives(page, 'deploy');
  await hands.slide(here.getByRole('slider', { name: 'Unsure band' }), 4);
  await expect(here.getByText('too near the line', { exact: true })).toBeVisible();
  await arrives(page, 'deploy');
  await expect(here.getByText(/a person 0 and the rule/)).toBeVisible();
  await hands.slide(here.getByRole('slider', { name: /^A person looks at/ }), 4);
  await expect(here.getByText(/a person [1-9]\d* and the rule/)).toBeVisible();
  await arrives(page, 'deploy');
  await look('deploy-safeguards');

  // A whole day in order: the pages are turned there and back, and a flight is opened.
  const day = page.getByRole('region', { name: 'A whole day of requests' });
  await expect(day.getByRole('table').getByRole('row')).toHaveCount(11);
  await expect(day.getByRole('status')).toHaveText(/^1 to 10 of \d{3}$/);
  await hands.press(day.getByRole('button', { name: 'The next 10', exact: true }));
  await expect(day.getByRole('status')).toHaveText(/^11 to 20 of/);
  await hands.press(day.getByRole('button', { name: 'Flight 12', exact: true }));
  await expect(day.getByRole('heading', { name: 'Flight 12 of the day' })).toBeVisible();
  await expect(day.getByText('nobody knows yet')).toBeVisible();
  await look('deploy-day');
  await hands.press(day.getByRole('button', { name: 'The 10 before', exact: true }));
  await expect(day.getByRole('status')).toHaveText(/^1 to 10 of/);
  await expect(day.getByRole('heading', { name: 'Flight 12 of the day' })).toHaveCount(0);

  // Flight by flight, up to one that a check or a fallback struck.
  const requests = page.getByRole('region', { name: /^The live requests/ });
  await expect(requests.getByText(/that the model did not answer/)).toBeVisible();
  const next = requests.getByRole('button', { name: /^The next one/ });
  const struck = requests.getByText(/The check stopped it|too near the line|came too late/);
  for (let i = 0; i < 12 && !(await struck.isVisible()); i += 1) await hands.press(next);
  await expect(struck).toBeVisible();
  await look('deploy-request');

  await hands.press(button(page, /^Go live/));
  await arrives(page, 'monitor');
  await hands.press(button(page, /^Live one month/));
  await expect(page.getByText(/people looked at .* and the rule answered/)).toBeVisible();
  await arrives(page, 'monitor');
}

test('asks on the spot, sets the safeguards and lives by them, by pointer', async ({ page }) => {
  await walk(page, pointer(), async (name) => {
    await accessible(page);
    await shots(page, name);
  });
  // A choice like any other: it is told, and taken back.
  await page.getByRole('link', { name: 'Journal' }).first().click();
  await arrives(page, 'journal');
  await expect(page.getByText(/asked about each flight on the spot; input checks on/).last()).toBeVisible();
});

test('asks on the spot, sets the safeguards and lives by them, by keyboard alone', async ({ page }) => {
  await walk(page, keyboard(page));
});

test('input checks stop what a leak leaves blank, and hide it', async ({ page }) => {
  await toDeploy(page, /^Schedule, weather and the aeroplane/);
  await expect(page.getByText(/^Input checks, under the safeguards below/)).toBeVisible();
  const here = panel(page);
  await here.getByRole('button', { name: /^Safeguards/ }).click();
  await here.getByRole('checkbox', { name: /^Check each flight/ }).check();
  await expect(here.getByText('a blank where there hardly ever was one', { exact: true })).toBeVisible();
  await arrives(page, 'deploy');
  await expect(page.getByText(/^Input checks, under the safeguards below/)).toHaveCount(0);
  await shots(page, 'deploy-leak-checked');
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(here.getByText(/^As it stands, the model answers everything/)).toBeVisible();
});

test('the figures of another model are marked, and nobody goes live on them', async ({ page }) => {
  // The worker is asked, and is made to be long about it.
  await page.addInitScript(() => {
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (...message: any[]) {
      if (sessionStorage.getItem('hold') === null) (post as any).apply(this, message);
    };
  });
  await toDeploy(page, /^Schedule, weather and the aeroplane/);
  await expect(page.locator('#room-heading')).toHaveText(/goes wrong live/);
  await expect(page.getByText(/takes it about [\d.,]+ µs/)).toBeVisible();
  await button(page, /^Back to the data/).click();
  await toTheGate(page, /^Schedule and weather only/);
  await arrives(page, 'evaluate');
  await page.evaluate(() => sessionStorage.setItem('hold', 'yes'));
  await button(page, /^Decide/).click();
  await expect(page.locator('main')).toHaveAttribute('data-stage', 'deploy');
  await expect(page.locator('#room-heading')).toHaveText('Another candidate is at the door. What will it meet live?');
  await expect(page.getByText(/These are not its figures yet.*formula, much freedom/)).toBeVisible();
  await expect(page.getByRole('region', { name: 'Figures of what stood here before' })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Go live/ })).toHaveCount(0);
  await expect(page.locator('main')).not.toContainText('goes wrong live');
  await accessible(page);
  await shots(page, 'deploy-another');
});

test('a new way of serving has to go live again', async ({ page }) => {
  await toDeploy(page, /^Schedule and weather only/);
  await button(page, /^Go live/).click();
  await arrives(page, 'monitor');
  await page.goto('./?stage=deploy');
  await arrives(page, 'deploy');
  await expect(page.locator('#room-heading')).toHaveText(/It is live/);
  await panel(page).getByRole('radio', { name: /^On the spot/ }).check();
  await expect(button(page, /^Go live/)).toBeEnabled();
  await arrives(page, 'deploy');
  await expect(page.locator('#room-heading')).not.toHaveText(/It is live/);
});
