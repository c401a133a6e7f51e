// Journal: several expeditions, back and forth, two ways side by side; two tabs; what was kept in the first days.
import { readFileSync } from 'node:fs';
import { accessible, expect, fits, settle, shots, test } from './support';
import { arrives, keyboard, pointer, saved, type Hands } from './hands';
import { theStory } from './story';
import type { BrowserContext, Page } from '@playwright/test';

const button = (page: Page, name: RegExp) => page.getByRole('button', { name }).first();
const panel = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const shelf = (page: Page) => panel(page, 'Your expeditions');
const file = (text: string) => ({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from(text) });

/** The Journal with the story of two laps in it. */
async function told(page: Page): Promise<void> {
  await page.goto('./?stage=journal');
  await arrives(page, 'journal');
  await page.locator('input[type=file]').setInputFiles(theStory());
  await expect(page.locator('#fingerprint')).toBeVisible({ timeout: 60_000 });
  await arrives(page, 'journal');
}

/** What the browser's database holds among the expeditions, by key. */
const stored = (page: Page): Promise<Record<string, unknown>> => page.evaluate(() => new Promise((done, failed) => {
  const opening = indexedDB.open('full-loop');
  opening.onerror = failed;
  opening.onsuccess = () => {
    const store = opening.result.transaction('records').objectStore('records');
    const [keys, values] = [store.getAllKeys(), store.getAll()];
    values.onsuccess = () => {
      opening.result.close();
      done(Object.fromEntries(keys.result.map((key, i) => [key, values.result[i]])));
    };
  };
}));

async function begin(page: Page, hands: Hands): Promise<void> {
  await hands.press(button(page, /^Skip/));
  await hands.press(button(page, /^This is the problem/));
}

async function toJournal(page: Page, hands: Hands): Promise<void> {
  await hands.press(page.getByRole('link', { name: 'Journal' }).first());
  await arrives(page, 'journal');
}

/** Several expeditions: named, begun, opened, copied, deleted and brought back. */
async function several(page: Page, hands: Hands, look = async (_: string) => {}): Promise<void> {
  await page.goto('./?stage=journal');
  await arrives(page, 'journal');
  await expect(shelf(page)).toContainText('Nothing to save yet');
  await look('journal-empty');
  await hands.press(page.getByRole('link', { name: 'Frame' }).first());
  await arrives(page, 'frame');
  await begin(page, hands);
  await toJournal(page, hands);
  await hands.write(page.getByRole('textbox', { name: 'Its name' }), 'Storms');
  await expect(page.getByRole('radio', { name: /^Storms/ })).toBeChecked();
  await saved(page);

  await hands.press(button(page, /^Begin another: Flights/));
  await arrives(page, 'frame');
  await begin(page, hands);
  await toJournal(page, hands);
  await expect(page.getByRole('radio', { name: /^Expedition 2/ })).toBeChecked();
  await expect(page.getByRole('radio', { name: /^Storms.*One choice, no month lived yet, lap 1. Next: Data.*Changed/s })).toBeVisible();
  await hands.pick(page.getByRole('radio', { name: /^Storms/ }));
  await look('journal-shelf');
  await hands.press(button(page, /^Open it/));
  await expect(page.getByRole('radio', { name: /^Storms.*Open now/s })).toBeVisible();
  await arrives(page, 'journal');

  await hands.press(button(page, /^Make a copy/));
  await hands.pick(page.getByRole('radio', { name: /^Storms, copy/ }));
  await hands.press(shelf(page).getByRole('button', { name: 'Delete it', exact: true }));
  await expect(page.getByText(/The expedition was deleted/)).toBeVisible();
  await expect(page.getByRole('radio', { name: /^Storms, copy.*Deleted/s })).toBeVisible();
  await look('journal-deleted');
  await hands.press(page.locator('.notice').getByRole('button', { name: 'Bring it back' }));
  await expect(page.getByRole('radio', { name: /Deleted/ })).toHaveCount(0);
  await hands.press(shelf(page).getByRole('button', { name: 'Delete it', exact: true }));
  await hands.press(button(page, /^Delete it for good/));
  await expect(page.getByRole('radio', { name: /^Storms, copy/ })).toHaveCount(0);

  // Begun anew, and the past brought back.
  await hands.press(button(page, /^Begin it anew/));
  await arrives(page, 'frame');
  await expect(page.getByText(/You begin anew/)).toBeVisible();
  await hands.press(page.locator('.notice').getByRole('button', { name: 'Bring it back' }));
  await toJournal(page, hands);
  await expect(page.getByRole('radio', { name: /^Storms.*One choice.*Open now/s })).toBeVisible();

  // All of it is there when the page is loaded again, and the tab shows its own.
  await saved(page);
  await page.reload();
  await arrives(page, 'journal');
  await expect(page.getByRole('radio', { name: /^Storms.*Open now/s })).toBeVisible();
  await expect(page.getByRole('radio', { name: /^Expedition 2/ })).toBeVisible();
}

test('several expeditions in one browser, by pointer', async ({ page }) => {
  await several(page, pointer(), async (name) => {
    await accessible(page);
    await shots(page, name);
  });
});

test('several expeditions in one browser, by keyboard alone', async ({ page }) => {
  await several(page, keyboard(page));
});

/** What the story taught, claimed and cost; and the ledger at another price. */
async function toldBack(page: Page, hands: Hands, look = async (_: string) => {}): Promise<void> {
  const lessons = panel(page, 'What this round has taught');
  await expect(lessons).toContainText('Lived so far: 10 of 10.');
  const lesson = (name: string) => lessons.getByRole('listitem').filter({ hasText: name });
  await expect(lesson('It is a loop')).toContainText(/You went round once more\. Your later versions saved €[\d,]+/);
  await expect(lesson('The question comes before the model')).toContainText(/You skipped the wish/);
  await expect(lesson('Much of the work is the data')).toContainText(/You settled 2 recipes/);

  const predictions = panel(page, 'Predictions against results').getByRole('row');
  await expect(predictions).toHaveCount(4);
  await expect(predictions.nth(1)).toContainText('Found in the sealed rows');
  await expect(predictions.nth(1).getByRole('cell').first()).toHaveText('60%');

  const versions = panel(page, 'What was claimed, and what came');
  const first = versions.getByRole('table', { name: /^Versions/ }).getByRole('row').nth(1);
  await expect(first.getByRole('cell').first()).toHaveText('January 2013 to March 2013');
  await expect(first.getByRole('cell').nth(1)).toHaveText('2');
  await expect(versions.getByRole('img', { name: /^Found in the sealed flights and found live/ })).toBeVisible();

  const effort = panel(page, 'Where the effort went');
  const price = effort.getByRole('table', { name: /^Every price/ }).getByRole('row', { name: /^A day of one person/ });
  await expect(effort.getByRole('table', { name: /^Every price/ }).getByRole('row')).toHaveCount(11);
  await expect(price).toContainText('€600');
  const spent = effort.getByRole('table', { name: 'Days and money by stage' }).getByRole('row', { name: /^Evaluate/ }).getByRole('cell').last();
  const before = await spent.textContent();
  await hands.press(effort.getByRole('button', { name: 'Change the prices' }));
  await hands.slide(effort.getByRole('slider', { name: 'A day of one person' }), 1);
  await expect(price).toContainText('€650');
  await expect(spent).not.toHaveText(before!);
  await arrives(page, 'journal');
  await look('journal-effort');
  // A price is a choice like any other: taken back, and brought again.
  await hands.press(page.getByRole('button', { name: 'Undo', exact: true }));
  await expect(price).toContainText('€600');
  await expect(spent).toHaveText(before!);
  await hands.press(page.getByRole('button', { name: 'Redo', exact: true }));
  await expect(price).toContainText('€650');
  await arrives(page, 'journal');
}

test('lessons, claims and predictions are told, and a price changes the ledger, by pointer', async ({ page }) => {
  await told(page);
  await toldBack(page, pointer(), async (name) => {
    await accessible(page);
    await shots(page, name);
  });
});

test('lessons, claims and predictions are told, and a price changes the ledger, by keyboard alone', async ({ page }) => {
  await told(page);
  await toldBack(page, keyboard(page));
});

/** Back and forth, and what if one had: from the whole story. */
async function sideBySide(page: Page, hands: Hands, look = async (_: string) => {}): Promise<void> {
  const history = panel(page, 'Back and forth');
  await hands.press(history.getByRole('button', { name: 'Every choice, one by one' }));
  const items = history.locator('ol > li');
  const all = await items.count();
  await expect(items.last()).toContainText('You stand here.');
  const lap = items.filter({ hasText: 'You began lap 2' });
  const before = await items.evaluateAll((list) => list.findIndex((li) => li.textContent?.includes('You began lap 2')));
  await look('journal-history');
  await hands.press(items.nth(before - 1).getByRole('button'));
  await expect(items.nth(before - 1)).toContainText('You stand here.');
  await expect(items).toHaveCount(all);
  await expect(lap.getByRole('button', { name: /^Forward to choice/ })).toBeVisible();
  await arrives(page, 'journal');

  const compare = panel(page, 'What if you had?');
  await hands.press(compare.getByRole('button', { name: 'Put them side by side' }));
  const table = compare.getByRole('table', { name: /^A and B/ });
  await expect(table).toBeVisible({ timeout: 60_000 });
  await arrives(page, 'journal');
  const cells = async (name: RegExp) => (await table.getByRole('row', { name }).getByRole('cell').allTextContents());
  // Standing before the second lap, the first version decides all year; the other way is the year as it was lived.
  const money = panel(page, 'The money').getByRole('row');
  const [asDecided, first] = await Promise.all([money.nth(1), money.nth(2)].map((row) => row.getByRole('cell').first().textContent()));
  const cost = await cells(/^Cost of these months/);
  expect(cost.toSorted()).toEqual([asDecided, first].toSorted());
  await expect(compare).toContainText(/(more|less) than A \(way \d\)/);
  await expect(compare).toContainText('You began lap 2');
  await expect(compare).toContainText(/months, \d+ were lived on [AB] \(way \d\)/);
  await look('journal-compare');

  await hands.press(history.getByRole('button', { name: 'Bring it back' }));
  await expect(items.nth(before)).toContainText('You stand here.');
  await expect(compare.getByRole('table', { name: /^A and B/ })).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(items.nth(before - 1)).toContainText('You stand here.');
}

test('back and forth, and two ways side by side, by pointer', async ({ page }) => {
  await told(page);
  await accessible(page);
  await shots(page, 'journal-told');
  await sideBySide(page, pointer(), async (name) => {
    await accessible(page);
    await shots(page, name);
  });
});

test('back and forth, and two ways side by side, by keyboard alone', async ({ page }) => {
  await told(page);
  await sideBySide(page, keyboard(page));
});

test('two expeditions side by side, and what the engine refuses is said', async ({ page }) => {
  await told(page);
  const other = JSON.parse(theStory().buffer.toString());
  const lap = other.entries.findIndex((entry: any) => entry.choice?.choice?.new_lap);
  const frame = other.entries.find((entry: any) => entry.choice?.choice?.frame);
  frame.choice.choice.frame.problem.costs.miss += 100;
  const entries = other.entries.slice(0, lap);
  const cursor = entries.map((entry: any) => 'choice' in entry).lastIndexOf(true);
  await page.locator('input[type=file]').setInputFiles(file(JSON.stringify({ ...other, name: 'Dearer', entries, cursor })));
  await expect(page.getByRole('radio', { name: /^Dearer.*Open now/s })).toBeVisible();
  await arrives(page, 'journal');
  const compare = panel(page, 'What if you had?');
  await compare.getByRole('button', { name: 'Put them side by side' }).click();
  await expect(compare).toContainText(/have other prices/, { timeout: 60_000 });
  await expect(compare.getByRole('columnheader').last()).toHaveText('B (First expedition)');

  // Made on other data: refused with words, and the open one goes on.
  await page.locator('input[type=file]').setInputFiles(file(JSON.stringify({ ...other, name: 'Foreign', data: '0000000000000001' })));
  await page.getByRole('radio', { name: /^Dearer/ }).check();
  await button(page, /^Open it/).click();
  await expect(page.getByRole('radio', { name: /^Dearer.*Open now/s })).toBeVisible();
  await page.getByRole('combobox', { name: 'B' }).selectOption({ label: 'Foreign' });
  await compare.getByRole('button', { name: 'Put them side by side' }).click();
  await expect(compare.getByRole('alert')).toContainText(/made on other data/);
  await accessible(page);
  await shots(page, 'journal-refused');
});

async function another(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto('./?stage=frame');
  await expect(page.getByText(/Welcome back/)).toBeVisible();
  return page;
}

/** Another price for a false alarm, by so many steps. */
async function reprice(page: Page, steps: number): Promise<void> {
  await page.getByRole('link', { name: 'Data' }).first().click();
  await arrives(page, 'data');
  await page.getByRole('radio', { name: steps > 1 ? /^Schedule and weather only/ : /^Schedule, weather and the aeroplane/ }).check();
  await button(page, /^Use these columns/).click();
  await arrives(page, 'train');
}

test('two tabs on one expedition: the one left behind follows, and if both go on, both are kept', async ({ page, context }) => {
  await page.goto('./?stage=frame');
  await begin(page, pointer());
  await saved(page);
  const other = await another(context);
  await reprice(other, 1);
  await saved(other);
  // Back in the first tab: it shows what the other did.
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await expect(page.getByText(/was changed in another tab/)).toBeVisible();
  await toJournal(page, pointer());
  await expect(page.locator('.story').first()).toContainText('You gave the model');

  // Both at once, before either has looked.
  await other.evaluate(() => { window.onfocus = null; });
  await page.evaluate(() => { window.onfocus = null; });
  await reprice(page, 2);
  await saved(page);
  await reprice(other, 2);
  await expect(other.getByText(/Two tabs went on with the same expedition/)).toBeVisible();
  await toJournal(other, pointer());
  await expect(other.getByRole('radio', { name: /^First expedition, copy.*Open now/s })).toBeVisible();
  await expect(other.getByRole('radio', { name: /^First expedition/ })).toHaveCount(2);
  await saved(other);
  await accessible(other);
  await shots(other, 'journal-two-tabs');
  const files = Object.entries(await stored(other)).filter(([key]) => !key.includes(':'));
  expect(files).toHaveLength(2);
  await other.close();
});

test('what the first days kept is opened, listed and not moved', async ({ page }) => {
  await page.goto('./?stage=frame');
  await begin(page, pointer());
  await saved(page);
  // As the page kept it then: the bare files, and nothing beside them.
  const text = theStory().buffer.toString();
  await page.evaluate((text) => new Promise((done) => {
    const opening = indexedDB.open('full-loop');
    opening.onsuccess = () => {
      const writing = opening.result.transaction('records', 'readwrite');
      writing.objectStore('records').clear();
      writing.objectStore('records').put(text, 'current');
      writing.objectStore('records').put(text, 'seed-000000000000002a');
      writing.oncomplete = done;
    };
    sessionStorage.clear();
  }), text);
  await page.goto('./?stage=journal');
  await expect(page.getByText(/Welcome back/)).toBeVisible();
  await arrives(page, 'journal');
  await expect(page.getByRole('radio', { name: /^First expedition.*Open now/s })).toBeVisible();
  await expect(page.getByRole('radio', { name: /^Without a name/ })).toBeVisible();
  await page.goto('./?stage=journal&seed=2a');
  await expect(page.getByRole('radio', { name: /^Without a name.*Open now/s })).toBeVisible();
});

test('where nothing can be kept it is said, and several expeditions live as long as the page', async ({ page }) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => { throw new DOMException('denied', 'SecurityError'); };
  });
  await page.goto('./?stage=frame');
  await begin(page, pointer());
  await toJournal(page, pointer());
  await expect(shelf(page)).toContainText(/this browser keeps nothing here/);
  await button(page, /^Begin another: Flights/).click();
  await begin(page, pointer());
  await toJournal(page, pointer());
  await page.getByRole('radio', { name: /^First expedition.*Not saved/s }).check();
  await button(page, /^Open it/).click();
  await expect(page.getByRole('radio', { name: /^First expedition.*Open now/s })).toBeVisible();
  await shots(page, 'journal-forbidden');
});

test('any of them is saved as a file under its name, and it prints', async ({ page }) => {
  await told(page);
  await page.getByRole('textbox', { name: 'Its name' }).fill('Storms of 2013');
  await button(page, /^Begin another: Flights/).click();
  await toJournal(page, pointer());
  await page.getByRole('radio', { name: /^Storms of 2013/ }).check();
  const [download] = await Promise.all([page.waitForEvent('download'), button(page, /^Save as a file/).click()]);
  expect(download.suggestedFilename()).toBe('Storms-of-2013.fullloop.json');
  expect(JSON.parse(readFileSync(await download.path(), 'utf8')).name).toBe('Storms of 2013');
  await button(page, /^Open it/).click();
  await expect(page.locator('#fingerprint')).toBeVisible({ timeout: 60_000 });

  // The browser's own dialog would stand in the way of everything after it.
  await page.evaluate(() => {
    const seen = window as unknown as { printed: number };
    seen.printed = 0;
    window.print = () => { seen.printed += 1; };
  });
  await page.getByRole('button', { name: 'Print', exact: true }).click();
  expect(await page.evaluate(() => (window as unknown as { printed: number }).printed)).toBe(1);

  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 720, height: 1000 });
  await settle(page);
  await expect(page.getByRole('heading', { name: 'The story' })).toBeVisible();
  await expect(page.locator('#shelf-heading')).toBeHidden();
  // Terms stay words; nothing else that only a screen can do is printed.
  for (const shown of await page.locator('.do, .or, .quiet, select').all()) await expect(shown).toBeHidden();
  await fits(page);
  await page.screenshot({ path: 'shots/journal-print.png', fullPage: true });
});
