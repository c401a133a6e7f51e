// A file of the learner's own: given and pasted, by pointer and by keyboard, put right, taken live, kept, asked for again.
import { writeFileSync } from 'node:fs';
import { accessible, expect, shots, test, watch } from './support';
import { arrives, fingerprintOf, keyboard, natively, opened, pointer, saved, savedAs, trainAndShip, type Hands } from './hands';
import type { Page } from '@playwright/test';

const button = (page: Page, name: RegExp) => page.getByRole('button', { name }).first();
const heading = (page: Page) => page.locator('#room-heading');

/** Customers of whom some leave: drawn from one seed, with names that mean mischief. */
function customers(rows: number): string {
  let state = 20301;
  const draw = () => { state = (state * 1103515245 + 12345) % 2147483648; return state / 2147483648; };
  const lines = ['customer,**plan**,postcode,age,[calls](term:miss),joined,reason,left'];
  for (let i = 0; i < rows; i += 1) {
    const plan = ['basic', 'plus', '<b>*all*</b>'][Math.floor(draw() * 3)];
    const calls = Math.floor(draw() * 9);
    const leaves = draw() < 0.08 + calls * 0.07 + (plan === 'basic' ? 0.12 : 0);
    const day = new Date(Date.UTC(2031, 0, 1 + Math.floor((i * 300) / rows))).toISOString().slice(0, 10);
    const age = draw() < 0.1 ? '' : 18 + Math.floor(draw() * 60);
    lines.push([`c${i}`, plan, 10000 + Math.floor(draw() * 5) * 1000, age, calls, day,
      leaves ? 'price' : '', leaves ? 'yes' : 'no'].join(','));
  }
  return `${lines.join('\n')}\n`;
}

const csv = (text: string, name = 'customers.csv') => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
const field = (page: Page) => page.locator('.drop input[type=file]');

/** No word of the room speaks of another world, and what the learner calls things is never one of our marks. */
async function speaksOfCustomers(page: Page): Promise<void> {
  const says = (await page.locator('body').innerText()).replace(/Or begin with.*/, '').replace(/Begin another: .*/g, '');
  expect(says).not.toMatch(/\bflight|airport|airline|passenger|weather|storm|\bdesk\b|cancelled|cancellation|malignant/i);
  expect(says, 'every place is filled').not.toMatch(/\{(?!\u2060)[a-z]|\b(column|data|frame|world|deploy|own)\.[a-z_]+/);
  await expect(page.locator('main strong', { hasText: /^plan$/ })).toHaveCount(0);
  await expect(page.locator('main b', { hasText: /^\*all\*$/ })).toHaveCount(0);
}

async function look(page: Page, name: string): Promise<void> {
  await speaksOfCustomers(page);
  await accessible(page);
  await shots(page, `own-${name}`);
}

const YES = /(customers|members) will be “yes”/;

/** From the framed problem to a month lived; `see` is called in each room. */
async function toAMonth(page: Page, hands: Hands, card: RegExp, see: (name: string) => Promise<void>): Promise<void> {
  await see('wish');
  await hands.press(button(page, /^Skip/));
  await arrives(page, 'frame');
  await see('frame');
  await hands.press(button(page, /^This is the problem/));
  await arrives(page, 'data');
  await expect(page.locator('header .card')).toContainText(card);
  await see('data');
  await hands.press(button(page, /^Use these columns/));
  await trainAndShip(page, hands, see);
  await see('deploy');
  await hands.press(button(page, /^Go live/));
  await arrives(page, 'monitor');
  await hands.press(button(page, /^Live one month/));
  await arrives(page, 'monitor');
  await see('monitor');
}

test('a file by pointer: kinds put right, live, a month lived; reload keeps it; elsewhere it is asked for', async ({ page, browser, trouble }, info) => {
  test.setTimeout(900_000);
  const hands = pointer();
  await page.goto('./');
  await arrives(page, 'frame');
  await hands.press(button(page, /^Your own CSV$/));
  await expect(heading(page)).toHaveText('Your own CSV');
  await expect(page.locator('main')).toContainText('Nothing leaves this browser');
  await accessible(page);
  await shots(page, 'own-give');

  // What cannot be read is refused with its place, and another file can be given at once.
  await field(page).setInputFiles(csv('a,b\n1,2\n3\n'));
  await expect(page.locator('main')).toContainText(/Line 3 of the file cannot be read: its number of cells is 1, that of the first line 2/);
  await field(page).setInputFiles(csv('a\n1\n'));
  await expect(page.locator('main')).toContainText(/one column only/);
  await shots(page, 'own-refused');
  await field(page).setInputFiles(csv(customers(900)));
  await expect(page.getByRole('heading', { name: 'What is to be predicted?' })).toBeVisible();
  await expect(page.locator('main')).toContainText('900 rows, 8 columns.');
  // Guessed: the column with two values, of which the rarer is yes; names of rows and what is constant are left out.
  await expect(page.getByLabel('The column with the answer').locator('option:checked')).toHaveText('left');
  await expect(page.getByLabel('What counts as yes?').locator('option:checked')).toHaveText(/^yes \(/);
  await expect(page.getByLabel('Kind of customer').locator('option:checked')).toHaveText('left out');
  await expect(page.getByLabel('Kind of reason').locator('option:checked')).toHaveText('left out');

  await page.getByLabel('What is one row called?').fill('customer');
  await page.getByLabel('And several?').fill('customers');
  await page.getByLabel('Kind of postcode').selectOption({ label: 'words' });
  await expect(page.getByLabel('Kind of postcode').locator('option:checked')).toHaveText('words');
  await expect(page.locator('main')).toHaveAttribute('data-busy', 'false');
  await expect(page.getByRole('row', { name: /^postcode/ })).toContainText('5 values, such as');
  // A kind that does not fit is refused, and nothing is lost.
  await page.getByLabel('Kind of **plan**').selectOption({ label: 'number' });
  await expect(page.locator('main')).toContainText(/is not a number/);
  await expect(page.getByLabel('What is one row called?')).toHaveValue('customer');
  await expect(page.getByLabel('Kind of **plan**').locator('option:checked')).toHaveText('words');
  await page.getByLabel('age is known only afterwards').check();
  await accessible(page);
  await shots(page, 'own-form');
  // A target of a few values is offered as the names it is; with nothing chosen it is refused.
  await page.getByLabel('The column with the answer').selectOption({ label: '**plan**' });
  await expect(page.getByLabel('What counts as yes?').locator('option:checked')).toHaveText(/which of them it is/);
  await page.getByLabel('What counts as yes?').selectOption('');
  await hands.press(button(page, /^Begin$/));
  await expect(page.locator('main')).toContainText(/in the column to be predicted is 3\. Ask which of them it is, or choose the one that counts as yes/);
  await page.getByLabel('The column with the answer').selectOption({ label: 'left' });
  // Its days are offered as the rows' own; an invented year takes their place.
  await expect(page.getByLabel('Which column says when?').locator('option:checked')).toHaveText('joined');
  await page.getByLabel('Which column says when?').selectOption({ label: 'None: invent a calendar' });
  // A column can say how much each row counts; then it is none to learn from. Here none does.
  const counts = page.getByLabel('Which column says how much each row counts?');
  await counts.selectOption({ label: 'age' });
  await expect(page.getByRole('row', { name: /^age/ })).toContainText('says how much a row counts');
  await accessible(page);
  await counts.selectOption({ label: 'None: all count the same' });
  await hands.press(button(page, /^Begin$/));
  await expect(page.locator('main')).toContainText(/Somebody has a table and a wish/);
  await arrives(page, 'frame');
  await expect(page.locator('header .card')).toHaveText('A wish, not yet a problem.');
  await toAMonth(page, hands, YES, (name) => look(page, name));

  // Kept: the file too.
  await saved(page);
  await page.reload();
  await arrives(page, 'monitor');
  await expect(page.getByRole('heading', { name: 'This expedition needs its file' })).toHaveCount(0);
  await page.goto('./?stage=journal');
  const fingerprint = await fingerprintOf(page);
  await look(page, 'journal');
  const [file, data] = [info.outputPath('own.fullloop.json'), info.outputPath('customers.csv')];
  await savedAs(page, file);
  writeFileSync(data, customers(900));
  expect(natively(file, '--data', data)).toBe(fingerprint);
  expect(() => natively(file)).toThrow(/customers\.csv/);

  // Elsewhere the page asks for the file, and knows it again.
  const other = await browser.newContext({ baseURL: info.project.use.baseURL, viewport: { width: 1280, height: 800 } });
  const there = await other.newPage();
  await watch(there, trouble);
  const { readFileSync } = await import('node:fs');
  await opened(there, { name: 'own.fullloop.json', mimeType: 'application/json', buffer: readFileSync(file) });
  await expect(there.getByRole('heading', { name: 'This expedition needs its file' })).toBeVisible();
  await accessible(there);
  await shots(there, 'own-missing');
  await field(there).setInputFiles(csv(customers(899)));
  await expect(there.locator('main')).toContainText(/That is another file/);
  await shots(there, 'own-other-file');
  await field(there).setInputFiles(csv(customers(900), 'renamed.csv'));
  await expect(there.getByRole('heading', { name: 'This expedition needs its file' })).toHaveCount(0);
  await expect(there.locator('#fingerprint')).toHaveText(fingerprint, { timeout: 60_000 });
  // And keeps it from then on.
  await there.reload();
  await expect(there.locator('#fingerprint')).toHaveText(fingerprint, { timeout: 60_000 });
  await other.close();
});

test('a pasted table by keyboard, on days of its own', async ({ page }) => {
  test.setTimeout(400_000);
  const hands = keyboard(page);
  await page.goto('./?stage=journal');
  await arrives(page, 'journal');
  await hands.press(button(page, /^Begin another: Your own CSV/));
  // Nobody types a table: it is pasted, into the field that has the focus.
  const area = page.getByLabel('Or paste a table');
  for (let i = 0; i < 60 && !(await area.evaluate((a) => a === document.activeElement)); i += 1) await page.keyboard.press('Tab');
  await page.keyboard.insertText(customers(900));
  await hands.press(button(page, /^Take what is pasted/));
  await expect(page.locator('main')).toContainText('900 rows, 8 columns.');
  await hands.write(page.getByLabel('What is one row called?'), 'member');
  await hands.write(page.getByLabel('And several?'), 'members');
  await hands.choose(page.getByLabel('Which column says when?'), 'joined');
  await expect(page.locator('main')).toContainText('The rows keep their own days');
  await hands.press(button(page, /^Begin$/));
  await expect(page.locator('main')).toContainText(/Somebody has a table and a wish/);
  await arrives(page, 'frame');
  await expect(page.locator('main')).toContainText('May 2031');
  await toAMonth(page, hands, YES, async () => {});
});

test('what is too large is refused before it is read; a file can be dropped', async ({ page }) => {
  await page.goto('./');
  await arrives(page, 'frame');
  await button(page, /^Your own CSV$/).click();
  await field(page).setInputFiles({ name: 'large.csv', mimeType: 'text/csv', buffer: Buffer.alloc(49_000_000, 'a,b\n') });
  await expect(page.locator('main')).toContainText(/more than 200,000 rows/, { timeout: 60_000 });
  const drop = await page.evaluateHandle((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], 'dropped.csv', { type: 'text/csv' }));
    return data;
  }, customers(400));
  await page.dispatchEvent('.drop', 'drop', { dataTransfer: drop });
  await expect(page.locator('main')).toContainText('400 rows, 8 columns.');
  // Left, and what was there is there.
  await button(page, /^Back, without it/).click();
  await arrives(page, 'frame');
  await expect(page.getByText(/airport group in New York/)).toBeVisible();
});

/** Days of a bicycle hire: more on warm days, fewer in the rain, and a trend; drawn from one seed. */
function hires(days: number): string {
  let state = 71;
  const draw = () => { state = (state * 1103515245 + 12345) % 2147483648; return state / 2147483648; };
  const lines = ['day,weekday,warmth,rain,hired'];
  for (let i = 0; i < days; i += 1) {
    const when = new Date(Date.UTC(2031, 0, 1 + i));
    const weekday = when.toLocaleDateString('en', { weekday: 'long', timeZone: 'UTC' });
    const warmth = 12 - 10 * Math.cos((i / 365) * 2 * Math.PI) + 6 * (draw() - 0.5);
    const rain = draw() < 0.3 ? Math.round(draw() * 20) : 0;
    const hired = 400 + 30 * warmth - 12 * rain + (/^S/.test(weekday) ? 150 : 0) + i / 4 + 120 * (draw() - 0.5);
    lines.push([when.toISOString().slice(0, 10), weekday, warmth.toFixed(1), rain, Math.round(hired)].join(','));
  }
  return `${lines.join('\n')}\n`;
}

test('a file whose answer is a number: how much is asked, planned with a margin, and a month lived', async ({ page }, info) => {
  test.setTimeout(300_000);
  page.setDefaultTimeout(30_000);
  const hands = pointer();
  const see = async (name: string) => {
    expect(await page.locator('body').innerText(), 'nothing is yes or no').not.toMatch(/“yes”|“no”|threshold|false alarm|\{[a-z]/i);
    await accessible(page);
    await shots(page, `own-much-${name}`);
  };
  await page.goto('./');
  await arrives(page, 'frame');
  await hands.press(button(page, /^Your own CSV$/));
  await field(page).setInputFiles(csv(hires(700), 'hires.csv'));
  await expect(page.getByLabel('The column with the answer').locator('option:checked')).toHaveText('hired');
  await expect(page.getByRole('radio', { name: /^How much it is/ })).toBeChecked();
  // A limit makes it yes or no, with other prices; and back.
  await hands.pick(page.getByRole('radio', { name: /^Whether it is much/ }));
  await expect(page.getByRole('slider', { name: /From which number on/ })).toBeVisible();
  await expect(page.getByRole('slider', { name: /^Capacity/ })).toBeVisible();
  await hands.pick(page.getByRole('radio', { name: /^How much it is/ }));
  await expect(page.getByRole('slider', { name: /^Capacity/ })).toHaveCount(0);
  await page.getByLabel('What is one row called?').fill('day');
  await page.getByLabel('And several?').fill('days');
  await accessible(page);
  await shots(page, 'own-much-form');
  await hands.press(button(page, /^Begin$/));
  await arrives(page, 'frame');
  await toAMonth(page, hands, /how much of “hired”/, see);
  await page.goto('./?stage=journal');
  const fingerprint = await fingerprintOf(page);
  const [file, data] = [info.outputPath('hires.fullloop.json'), info.outputPath('hires.csv')];
  await savedAs(page, file);
  writeFileSync(data, hires(700));
  expect(natively(file, '--data', data)).toBe(fingerprint);
});

/** Leaves of four plants, told apart by length and width; two of them are much alike. Drawn from one seed. */
function leaves(rows: number): string {
  let state = 5;
  const draw = () => { state = (state * 1103515245 + 12345) % 2147483648; return state / 2147483648; };
  const plants: [string, number, number][] = [['ash', 90, 30], ['beech', 70, 45], ['hornbeam', 72, 40], ['willow', 110, 14]];
  const lines = ['length,width,edge,plant'];
  for (let i = 0; i < rows; i += 1) {
    const [plant, length, width] = plants[Math.floor(draw() * plants.length)];
    const edge = plant === 'beech' || draw() < 0.1 ? 'smooth' : 'toothed';
    lines.push([(length + 20 * (draw() - 0.5)).toFixed(1), (width + 10 * (draw() - 0.5)).toFixed(1), edge, plant].join(','));
  }
  return `${lines.join('\n')}\n`;
}

test('a file whose answer is one of several names: which is asked, named or left to an expert, and a month lived', async ({ page }) => {
  test.setTimeout(300_000);
  page.setDefaultTimeout(30_000);
  const hands = pointer();
  const see = async (name: string) => {
    expect(await page.locator('body').innerText(), 'nothing is yes or no').not.toMatch(/“yes”|“no”|threshold|false alarm|\bspecies\b|\banimals?\b|\{[a-z]/i);
    await accessible(page);
    await shots(page, `own-names-${name}`);
  };
  await page.goto('./');
  await arrives(page, 'frame');
  await hands.press(button(page, /^Your own CSV$/));
  await field(page).setInputFiles(csv(leaves(1200), 'leaves.csv'));
  // Two values look most like an answer; it is the plant that is wanted, and that has several.
  await expect(page.getByLabel('The column with the answer').locator('option:checked')).toHaveText('edge');
  await page.getByLabel('The column with the answer').selectOption({ label: 'plant' });
  await expect(page.getByLabel('What counts as yes?').locator('option:checked')).toHaveText(/which of them it is/);
  // One of them makes it yes or no, with a desk that can run out of room; and back.
  await page.getByLabel('What counts as yes?').selectOption('is ash');
  await expect(page.getByRole('slider', { name: /^Capacity/ })).toBeVisible();
  await page.getByLabel('What counts as yes?').selectOption('each');
  await expect(page.getByRole('slider', { name: /^Capacity/ })).toHaveCount(0);
  await page.getByLabel('What is one row called?').fill('leaf');
  await page.getByLabel('And several?').fill('leaves');
  await accessible(page);
  await shots(page, 'own-names-form');
  await hands.press(button(page, /^Begin$/));
  await arrives(page, 'frame');
  await toAMonth(page, hands, /its name in “plant”/, see);
});

/** Orders as people write them elsewhere: what stands in a number, or comes first in a day, is not always told. */
function orders(rows: number): string {
  let state = 404;
  const draw = () => { state = (state * 1103515245 + 12345) % 2147483648; return state / 2147483648; };
  const three = (n: number) => String(n).padStart(3, '0');
  const lines = ['sum;weight;pay;asked;late'];
  for (let i = 0; i < rows; i += 1) {
    const [sum, weight] = [1000 + Math.floor(draw() * 8000), 1 + Math.floor(draw() * 9)];
    const grouped = (mark: string) => `${Math.floor(sum / 1000)}${mark}${three(sum % 1000)}`;
    const day = `${1 + Math.floor(draw() * 12)}/${1 + Math.floor(draw() * 12)}/2031`;
    lines.push([grouped('.'), `${weight},${three(100 + Math.floor(draw() * 900))}`, grouped(' '), day,
      draw() < sum / 12_000 ? 'yes' : 'no'].join(';'));
  }
  return `${lines.join('\n')}\n`;
}

for (const [how, handsOf] of [['pointer', pointer], ['keyboard', keyboard]] as const) {
  test(`how numbers and days are written is said, and put right by ${how}`, async ({ page }) => {
    test.setTimeout(200_000);
    const hands = handsOf(page);
    const row = (name: string) => page.getByRole('row', { name: new RegExp(`^${name}`) });
    const kind = (name: string) => page.getByLabel(`Kind of ${name}`);
    const chosen = (name: string) => kind(name).locator('option:checked');
    const studied = () => expect(page.locator('main')).toHaveAttribute('data-busy', 'false');
    await page.goto('./');
    await arrives(page, 'frame');
    await hands.press(button(page, /^Your own CSV$/));
    await field(page).setInputFiles(csv(orders(600), 'orders.csv'));
    await expect(chosen('sum')).toHaveText('number, points before the fraction');
    await expect(row('sum')).toContainText('Read with points before the fraction. They might stand between thousands');
    await expect(row('pay')).toContainText('Read with spaces or apostrophes between thousands.');
    await expect(row('weight')).toContainText('Nothing tells whether the comma');
    await expect(row('asked')).toContainText('no row tells whether the day or the month comes first');

    await hands.choose(kind('sum'), 'number, points between thousands');
    await expect(row('sum')).toContainText('Read with points between thousands.');
    await expect(row('sum')).toContainText(/[1-9],\d{3}.* to 8,\d{3}/);
    await studied();
    await hands.choose(kind('weight'), 'number, commas before the fraction');
    await expect(row('weight')).toContainText('Read with decimal commas.');
    await studied();
    await hands.choose(kind('asked'), 'date, the day first');
    await expect(row('asked')).toContainText('Read as day/month/year.');
    // What was said of one column stays when another is put right.
    await expect(chosen('sum')).toHaveText('number, points between thousands');
    await hands.pick(page.getByLabel('pay is known only afterwards'));
    if (how === 'pointer') {
      await accessible(page);
      await shots(page, 'own-written');
      // On a phone nothing of a row is out of sight, and it is still a table.
      await page.setViewportSize({ width: 360, height: 740 });
      const box = await page.getByLabel('pay is known only afterwards').boundingBox();
      expect(box!.x >= 0 && box!.x + box!.width <= 360).toBe(true);
      await expect(row('pay').getByRole('cell')).toHaveCount(3);
      await expect(page.getByRole('columnheader', { name: 'Known only afterwards' })).toBeAttached();
      await page.setViewportSize({ width: 1280, height: 800 });
    }
    await hands.choose(page.getByLabel('Which column says when?'), 'None: invent a calendar');
    await hands.press(button(page, /^Begin$/));
    await expect(page.locator('main')).toContainText(/Somebody has a table and a wish/);
    await arrives(page, 'frame');
    await hands.press(button(page, /^Skip/));
    await arrives(page, 'frame');
    await hands.press(button(page, /^This is the problem/));
    await arrives(page, 'data');
    // The numbers are those that were meant.
    await hands.press(button(page, /^Meet the columns/));
    await hands.press(button(page, /^Every column, one by one/));
    await hands.press(button(page, /^sum$/));
    await expect(page.getByText(/they go from 1,\d{3}.* to 8,\d{3}/)).toBeVisible();
  });
}
