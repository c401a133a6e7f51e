// Every room in every state that it can stand in: empty, at work, done, out of date, refused. The pictures are looked
// at by people; that each state says what it is, fits and can be read, is looked at here.
import { accessible, expect, shots, test } from './support';
import { arrives, opened, search } from './hands';
import { otherEngine, storyUntil, theStory } from './story';
import type { Page } from '@playwright/test';

const LOOP = ['frame', 'data', 'train', 'evaluate', 'deploy', 'monitor'] as const;
const ROOMS = [...LOOP, 'journal'] as const;

async function look(page: Page, name: string): Promise<void> {
  await accessible(page);
  await shots(page, `state-${name}`);
}

/** Opens everything that is shown on demand. */
async function unfold(page: Page): Promise<void> {
  const shut = page.locator('main section.fold > h3 > button[aria-expanded=false]');
  while (await shut.count()) await shut.first().click();
}

test('empty: what is locked names what opens it, and leads there', async ({ page }) => {
  test.setTimeout(180_000);
  for (const room of ROOMS) {
    await page.goto(`./?stage=${room}`);
    await arrives(page, room);
    await look(page, `${room}-empty`);
  }
  for (const room of ['evaluate', 'deploy', 'monitor']) {
    await page.goto(`./?stage=${room}`);
    await arrives(page, room);
    const lead = page.locator('main').getByRole('button', { name: /^Go to/ }).first();
    await expect(lead).toBeVisible();
    await lead.click();
    await expect(page.locator('main')).not.toHaveAttribute('data-stage', room);
  }
});

test('done: everything there is to see at the end of two laps', async ({ page }) => {
  test.setTimeout(180_000);
  await opened(page, theStory());
  for (const room of ROOMS) {
    await page.goto(`./?stage=${room}`);
    await arrives(page, room);
    await look(page, `${room}-done`);
    await unfold(page);
    await look(page, `${room}-unfolded`);
  }
});

/** The worker is asked, and from a word on is made to be long about it. */
async function holds(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (...message: any[]) {
      if (sessionStorage.getItem('hold') === null) (post as any).apply(this, message);
    };
  });
}

const hold = (page: Page) => page.evaluate(() => sessionStorage.setItem('hold', 'yes'));
const button = (page: Page, name: RegExp) => page.getByRole('button', { name }).first();

/** Opens an expedition and goes to a room of it. */
async function stands(page: Page, file: Parameters<typeof opened>[1], room: string): Promise<void> {
  await opened(page, file);
  await page.goto(`./?stage=${room}`);
  await arrives(page, room);
}

test('at work: how far it is, and a way to stop', async ({ page }) => {
  test.setTimeout(180_000);
  await holds(page);
  for (const room of ROOMS) {
    // Frame's report is asked for in every room once it is framed, Evaluate's once the test is open: both are entered before.
    if (room === 'evaluate') await opened(page, storyUntil((entry) => is(entry, 'peeked')));
    else if (room !== 'frame') await opened(page, theStory());
    // Another room first: the engine is there, and the room that follows is asked for afresh.
    const other = room === 'frame' ? 'data' : 'frame';
    await page.goto(`./?stage=${other}`);
    await arrives(page, other);
    await hold(page);
    await page.locator(`a[href*="stage=${room}"]`).first().click();
    // The wish comes before the numbers.
    if (room === 'frame') await button(page, /^Skip/).click();
    await expect(page.locator('main')).toHaveAttribute('data-stage', room);
    await expect(page.locator('main')).toHaveAttribute('data-busy', 'true');
    await expect(page.getByRole('progressbar').first()).toBeVisible();
    await look(page, `${room}-working`);
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await expect(page.getByText('You cancelled this', { exact: false })).toBeVisible();
    await page.evaluate(() => sessionStorage.removeItem('hold'));
  }
});

test('refused: data that do not come are said in every room, with a way to ask again', async ({ page, expectTrouble }) => {
  test.setTimeout(180_000);
  expectTrouble(/flights\.cols|Failed to load|ERR_FAILED/);
  await opened(page, theStory());
  await page.context().route('**/flights.cols', (route) => route.abort());
  for (const room of ROOMS) {
    await page.goto(`./?stage=${room}`);
    await expect(page.getByText(/did not arrive/)).toBeVisible();
    await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
    await look(page, `${room}-refused`);
  }
});

test('out of date: other columns are chosen, and what was built on the old ones says so', async ({ page }) => {
  test.setTimeout(180_000);
  const file = storyUntil((entry) => 'go_live' in Object(entry.choice?.choice) || entry.choice?.choice === 'go_live');
  await opened(page, file);
  await page.goto('./?stage=data');
  await arrives(page, 'data');
  await page.getByRole('radio', { name: /^Everything/ }).check();
  await page.getByRole('button', { name: /^Use these columns/ }).click();
  for (const room of ['train', 'evaluate', 'deploy'] as const) {
    await page.getByRole('link', { name: new RegExp(`^${room}`, 'i') }).first().click();
    await arrives(page, room);
    await expect(page.locator('main .notice').filter({ hasText: /(have|has) changed since|judged anew/ }).first()).toBeVisible();
    await look(page, `${room}-stale`);
  }
});

const is = (entry: any, what: string) =>
  [entry.choice?.choice, entry.fact?.fact].some((one) => one === what || what in Object(one));

test('Frame with its numbers open, before and after the wish is sharp', async ({ page }) => {
  await page.goto('./');
  await arrives(page, 'frame');
  await expect(page.locator('.card')).toHaveText('A wish, not yet a problem.');
  await expect(page.locator('main')).toContainText('The model is the smallest part.');
  // Nothing on the page gives an answer away.
  await expect(page.locator('body')).not.toContainText(/€|a day at most|costs/);
  await button(page, /^Skip/).click();
  await button(page, /^Change the numbers/).click();
  await look(page, 'frame-numbers');
  await button(page, /^This is the problem/).click();
  await expect(page.locator('.card')).toContainText('A miss costs €900');
});

test('a search at work, and out of date', async ({ page }) => {
  test.setTimeout(180_000);
  await search(page);
  await shots(page, 'state-train-searching');
  await button(page, /^Stop, and keep what is done/).click();
  await arrives(page, 'train');
  await page.getByRole('link', { name: /^Data/ }).first().click();
  await page.getByRole('radio', { name: /^Schedule and weather only/ }).check();
  await button(page, /^Use these columns/).click();
  await arrives(page, 'train');
  await expect(page.getByText(/^It was made before the columns/)).toBeVisible();
  await look(page, 'train-search-stale');
});

test('Evaluate and Deploy where there is no model: the rule is judged, goes live and lives', async ({ page }) => {
  test.setTimeout(180_000);
  const framed = storyUntil((entry) => is(entry, 'recipe'));
  await stands(page, framed, 'evaluate');
  await look(page, 'evaluate-modelless');
  await page.goto('./?stage=frame');
  await arrives(page, 'frame');
  await page.getByRole('radio', { name: /^Use the rule, train nothing/ }).check();
  await button(page, /^Keep the rule/).click();
  await arrives(page, 'deploy');
  await look(page, 'deploy-rule');
  await button(page, /^Go live/).click();
  await arrives(page, 'monitor');
  await page.goto('./?stage=deploy');
  await arrives(page, 'deploy');
  await look(page, 'deploy-rule-live');
});

test('Evaluate without a mistake, where everything is seen and there is room', async ({ page }) => {
  test.setTimeout(180_000);
  const roomy = JSON.parse(storyUntil((entry) => is(entry, 'recipe')).buffer.toString());
  roomy.entries[0].choice.choice.frame.problem.capacity = 0.5;
  await opened(page, { name: 'roomy.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(roomy)) });
  await page.goto('./?stage=data');
  await arrives(page, 'data');
  await page.getByRole('radio', { name: /^Everything/ }).check();
  await button(page, /^Use these columns/).click();
  await arrives(page, 'train');
  await page.getByRole('radio', { name: /^One tree of questions/ }).check();
  await button(page, /^Train/).click();
  await button(page, /^On to the evaluation/).click({ timeout: 30_000 });
  await arrives(page, 'evaluate');
  await page.getByRole('radio', { name: /^a guess/ }).check();
  await button(page, /^Open the test set/).click();
  await expect(page.locator('#room-heading')).toHaveText(/good enough to ship/);
  await arrives(page, 'evaluate');
  await unfold(page);
  await button(page, /^Look for them/).click();
  await expect(page.locator('main')).toContainText(/Worst looks “|In none of/, { timeout: 60_000 });
  await expect(page.locator('main')).not.toContainText('€0 per flight, €0 elsewhere');
  await arrives(page, 'evaluate');
  await look(page, 'evaluate-flawless');
});

test('Evaluate with everything asked: how scores came about, and where it does worst', async ({ page }) => {
  test.setTimeout(180_000);
  await stands(page, storyUntil((entry, rest) => is(entry, 'gate') && rest < 20), 'evaluate');
  await unfold(page);
  await button(page, /^Show how the scores/).click();
  await expect(page.locator('main')).toContainText(/odds [×÷]/, { timeout: 60_000 });
  await button(page, /^Look for them/).click();
  await expect(page.locator('main')).toContainText(/Worst looks “|In none of/, { timeout: 60_000 });
  await arrives(page, 'evaluate');
  await look(page, 'evaluate-asked');
});

test('Train with everything asked: the map, the line, and runs from before the repair', async ({ page }) => {
  test.setTimeout(180_000);
  await stands(page, storyUntil((entry) => is(entry, 'go_live')), 'train');
  for (const ask of [/^Draw the line/, /^Draw the map/]) {
    await button(page, ask).click();
    await expect(button(page, ask)).toHaveCount(0, { timeout: 60_000 });
    await arrives(page, 'train');
  }
  await look(page, 'train-shapes');
  const line = page.getByRole('combobox', { name: 'Column', exact: true });
  await line.selectOption({ label: 'day of the week' });
  await page.getByRole('combobox', { name: 'Across' }).selectOption({ label: 'day of the week' });
  await page.getByRole('combobox', { name: 'Upwards' }).selectOption({ label: 'airline' });
  for (const ask of [/^Draw the line/, /^Draw the map/]) {
    await button(page, ask).click();
    await expect(button(page, ask)).toHaveCount(0, { timeout: 60_000 });
    await arrives(page, 'train');
  }
  const shapes = page.getByRole('region', { name: /^How its answer moves/ });
  await shapes.getByRole('button', { name: 'Show as table' }).first().click();
  // A week begins with its Monday.
  const days = await shapes.getByRole('rowheader').allTextContents();
  expect(days.slice(0, 7)).toEqual(['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']);
  await look(page, 'train-shapes-words');
});

test('Monitor while it lives, when it asks, and while a lap is on its way', async ({ page }) => {
  test.setTimeout(180_000);
  await holds(page);
  await stands(page, storyUntil((entry) => is(entry, 'month_lived')), 'monitor');
  await hold(page);
  await button(page, /^Live one month/).click();
  await expect(page.locator('main')).toHaveAttribute('data-busy', 'true');
  await look(page, 'monitor-living');
  await page.evaluate(() => sessionStorage.removeItem('hold'));
  await stands(page, storyUntil((entry) => is(entry, 'new_lap')), 'monitor');
  await look(page, 'monitor-asks');
  await stands(page, storyUntil((_, rest) => rest === 11), 'monitor');
  await look(page, 'monitor-lap');
});

test('Deploy is locked by a decision to ship nothing', async ({ page }) => {
  await opened(page, storyUntil((entry) => is(entry, 'recipe')));
  await page.goto('./?stage=frame');
  await arrives(page, 'frame');
  await page.getByRole('radio', { name: /^Do neither/ }).check();
  await button(page, /^Stop here/).click();
  await arrives(page, 'journal');
  await page.goto('./?stage=deploy');
  await arrives(page, 'deploy');
  await look(page, 'deploy-locked');
});

test('the Journal while it compares, and after another engine', async ({ page }) => {
  test.setTimeout(180_000);
  await holds(page);
  await stands(page, theStory(), 'journal');
  await page.getByRole('region', { name: 'Back and forth' }).getByRole('button', { name: 'Every choice, one by one' }).click();
  await page.getByRole('button', { name: /^(Back|Forward) to choice/ }).first().click();
  await arrives(page, 'journal');
  await hold(page);
  await button(page, /^Put them side by side/).click();
  await expect(page.getByText(/^Living the months both ways/)).toBeVisible();
  await look(page, 'journal-comparing');
  await page.evaluate(() => sessionStorage.removeItem('hold'));
  await stands(page, otherEngine(), 'journal');
  await expect(page.getByRole('region', { name: 'Another engine was here' })).toContainText(/came to other numbers/, { timeout: 60_000 });
  await look(page, 'journal-engines');
});

test('what the engine refuses is said in the room, with what to do', async ({ page }) => {
  const odd = JSON.parse(storyUntil((entry) => is(entry, 'committed')).buffer.toString());
  odd.entries.find((entry: any) => is(entry, 'run')).choice.choice.run.spec.logistic.c = -1;
  await opened(page, { name: 'odd.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(odd)) });
  // In Train it stands in the way of no other run, so it is told beside them; there is nothing to judge elsewhere.
  await page.goto('./?stage=train');
  await expect(page.getByText(/^This could not be trained/)).toBeVisible({ timeout: 30_000 });
  await expect(button(page, /^On to the evaluation/)).toHaveCount(0);
  await look(page, 'train-error');
  await page.goto('./?stage=evaluate');
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible({ timeout: 30_000 });
  await look(page, 'evaluate-error');
});
