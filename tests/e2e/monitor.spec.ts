// Monitor: months go by, an alarm asks, inputs are looked at, and a challenger has to beat the champion.
import { accessible, expect, shots, test } from './support';
import { arrives, keyboard, liveOn, pointer, type Hands } from './hands';
import { storyUntil, theStory } from './story';
import type { Page } from '@playwright/test';

const button = (page: Page, name: RegExp) => page.getByRole('button', { name }).first();
const main = (page: Page) => page.locator('main');
const link = (page: Page, name: RegExp) => page.getByRole('link', { name }).first();

/** Live, with no month lived yet. */
async function goneLive(page: Page, hands: Hands): Promise<void> {
  await page.goto('./?stage=journal');
  const file = storyUntil((entry) => 'month_lived' in (entry.fact?.fact ?? {}));
  await page.locator('input[type=file]').setInputFiles(file);
  await hands.press(link(page, /^(Monitor|Watch)/));
  await arrives(page, 'monitor');
}

async function walk(page: Page, hands: Hands, look = async (_: string) => {}): Promise<void> {
  await goneLive(page, hands);
  await look('monitor-first');
  await hands.press(button(page, /^Live one month/));
  await expect(page.locator('header.top')).toContainText('May 2013');
  await arrives(page, 'monitor');
  await expect(main(page)).toContainText(/In April 2013 version 1 found \d+ of \d+/);
  await liveOn(page, hands, () => page.getByRole('radio', { name: /^Retrain on all/ }).isVisible());
  await expect(main(page)).toContainText(/Your goal is 20%/);
  await expect(main(page)).toContainText(/In April 2013 version 1 found \d+ of \d+ cancelled flights of the sample\. In May 2013 it found/);
  await expect(main(page)).toContainText('One quiet month passed before this alarm');
  await expect(main(page)).toContainText(/Answering takes 2 days at your prices, €1,200, whatever the answer\. So far you have answered none/);
  for (const window of ['the last month', 'the last 2 months', 'the last 3 months', 'all past months']) {
    await expect(page.getByRole('radio', { name: new RegExp(`^Retrain on ${window}`) })).toHaveCount(1);
  }
  await hands.press(button(page, /^Cost by month/));
  const byMonth = page.getByRole('table', { name: 'Cost by month' });
  await expect(byMonth.getByRole('row')).toHaveCount(3);
  await expect(byMonth.getByRole('row', { name: /^May 2013/ }).getByRole('cell').nth(1)).toHaveText(/^€[\d,]+$/);
  await hands.press(button(page, /^All 15 inputs/));
  await expect(page.getByRole('table').filter({ hasText: 'PSI' }).last().getByRole('row')).toHaveCount(16);
  const drift = page.getByRole('table').filter({ hasText: 'PSI' }).last();
  for (const head of ['Cramér’s V', 'Missing then', 'Missing now']) {
    await expect(drift.getByRole('columnheader', { name: head, exact: true })).toBeVisible();
  }
  // A category has a V and no gap between spreads; a number the other way round.
  await expect(drift.getByRole('row', { name: /^airline/i }).getByRole('cell').nth(2)).toHaveText(/^0(\.\d+)?$/);
  // A direction is no amount: it has no median.
  const wind = drift.getByRole('row', { name: /^wind direction/i }).getByRole('cell');
  await expect(wind.nth(3)).toHaveText('–');
  await expect(wind.nth(4)).toHaveText('–');
  await expect(main(page)).not.toContainText(/counts as the share/);
  await hands.press(button(page, /^How this is measured/));
  await expect(main(page)).toContainText(/counts as the share 0\.0001/);
  await look('monitor-inputs');

  // A challenger, judged on the same flights as the champion.
  await hands.pick(page.getByRole('radio', { name: /^Retrain on all/ }));
  await hands.press(button(page, /^Begin lap 2/));
  await hands.press(link(page, /^Train/));
  await arrives(page, 'train');
  // The second lap has a question of its own: what is live has to be beaten.
  await expect(page.locator('#room-heading')).toHaveText('Can a new model beat version 1, which is live?');
  await expect(main(page)).toContainText(/Version 1, which is live \(formula, much freedom\), costs €[\d,]+ and finds/);
  const champion = page.getByRole('row', { name: /^version 1, live: formula, much freedom/ });
  await expect(champion.getByRole('cell').first()).toHaveText(/^€[\d,]+$/);
  await expect(page.getByRole('radio', { name: /^One formula/ })).toBeChecked();
  await look('train-lap-2');
  await hands.press(button(page, /^Train/));
  await expect(main(page)).toContainText(/Version 1, which is live, costs €[\d,]+ there, €[\d,]+ (more|less)/);
  await hands.press(button(page, /^On to the evaluation/));
  await arrives(page, 'evaluate');
  await hands.pick(page.getByRole('radio', { name: /^a guess/ }));
  await hands.press(button(page, /^Open the test set/));
  await expect(page.getByText(/^The champion, version 1, live, would have cost/)).toBeVisible();
  await expect(page.getByRole('row', { name: /^version 1, live/ })).toBeVisible();
  await look('evaluate-champion');
  await hands.pick(page.getByRole('radio', { name: /^Ship the model/ }));
  await hands.press(button(page, /^Decide/));
  await arrives(page, 'deploy');
  await hands.press(button(page, /^Go live/));
  await arrives(page, 'monitor');
  await expect(page.locator('header.top')).toContainText('Lap 2');
  await expect(page.locator('#room-heading')).toHaveText('Version 2 is live. Will it do better?');
  await expect(main(page)).toContainText('Version 2 decides from June 2013 on; it has not lived a month yet');
  await expect(main(page)).toContainText(/In April 2013 version 1 found/);
  await look('monitor-new');
  await hands.press(button(page, /^Live one month/));
  await expect(page.locator('header.top')).toContainText('July 2013');
  await arrives(page, 'monitor');
  await expect(main(page)).toContainText(/In June 2013 version 2 found \d+ of \d+ .*Before that, version 1 found \d+ of \d+ in April 2013, and \d+ of \d+ in May 2013/);
  await expect(main(page).locator('figcaption').first()).toContainText('Version 2 took over in June 2013.');
  await hands.press(button(page, /^Show as table/));
  await expect(page.getByRole('row', { name: /^June 2013.*version 2 goes live$/ }).first()).toBeVisible();
  await look('monitor-changed');
}

test('lives, reads the alarm and the inputs, and lets a challenger take over, by pointer', async ({ page }) => {
  await walk(page, pointer(), async (name) => {
    await accessible(page);
    await shots(page, name);
  });
});

test('lives, reads the alarm and the inputs, and lets a challenger take over, by keyboard alone', async ({ page }) => {
  await walk(page, keyboard(page));
});

test('what was lived stays, whatever is undone', async ({ page }) => {
  await goneLive(page, pointer());
  await page.getByRole('button', { name: /^Live one month/ }).click();
  await expect(page.locator('header.top')).toContainText('May 2013');
  await arrives(page, 'monitor');
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  // A month lived is no choice: undo does not bring it back.
  await expect(page.locator('header.top')).toContainText('May 2013');
});

async function otherPolicies(page: Page, hands: Hands, look = async (_: string) => {}): Promise<void> {
  await page.goto('./?stage=journal');
  await page.locator('input[type=file]').setInputFiles(theStory());
  await hands.press(link(page, /^(Monitor|Watch)/));
  await arrives(page, 'monitor');
  await look('monitor-over');
  await hands.press(button(page, /^Live the year again/));
  await expect(page.getByRole('progressbar')).toBeVisible();
  // The year itself stays to be read meanwhile.
  await expect(page.getByRole('heading', { name: 'The year is over' })).toBeVisible();
  await look('monitor-policies-working');
  const policies = page.getByRole('table', { name: /under each policy/ });
  await expect(policies.first().getByRole('row')).toHaveCount(8, { timeout: 120_000 });
  await expect(page.getByText(/The cheapest (of these )?is “/)).toBeVisible();
  await look('monitor-policies');
}

test('asks what other policies of retraining would have cost, by pointer', async ({ page }) => {
  await otherPolicies(page, pointer(), async (name) => {
    await accessible(page);
    await shots(page, name);
  });
});

test('asks what other policies of retraining would have cost, by keyboard alone', async ({ page }) => {
  await otherPolicies(page, keyboard(page));
  await page.reload();
  await arrives(page, 'monitor');
  await expect(page.getByRole('table', { name: /under each policy/ }).first()).toBeVisible();
});
