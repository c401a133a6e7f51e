// Every room in every state that it can stand in: empty, at work, done, out of date, refused. The pictures are looked
// at by people; that each state says what it is, fits and can be read, is looked at here.
import { accessible, expect, shots, test } from './support';
import { arrives, opened } from './hands';
import { storyUntil, theStory } from './story';
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

test('at work: how far it is, and a way to stop', async ({ page }) => {
  test.setTimeout(180_000);
  // The worker is asked, and is made to be long about it.
  await page.addInitScript(() => {
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (...message: any[]) {
      if (sessionStorage.getItem('hold') === null) (post as any).apply(this, message);
    };
  });
  await opened(page, theStory());
  for (const room of ROOMS) {
    await page.evaluate(() => sessionStorage.removeItem('hold'));
    // Something else first: the engine is there, and the room that follows is asked for afresh.
    await page.goto(`./?stage=${room === 'frame' ? 'data' : 'frame'}`);
    await arrives(page, room === 'frame' ? 'data' : 'frame');
    await page.evaluate(() => sessionStorage.setItem('hold', 'yes'));
    await page.locator(`a[href*="stage=${room}"]`).first().click();
    await expect(page.locator('main')).toHaveAttribute('data-stage', room);
    await expect(page.locator('main')).toHaveAttribute('data-busy', 'true');
    await expect(page.getByRole('progressbar').first()).toBeVisible();
    await look(page, `${room}-working`);
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await expect(page.getByText('You cancelled this', { exact: false })).toBeVisible();
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
