// Two ways to do the same things: by pointer, and by keyboard alone.
import { execFileSync } from 'node:child_process';
import { expect, type Frame, type Locator, type Page } from '@playwright/test';

/** Waits until the room is the one of `stage`, drawn, and nothing is being computed for it. */
export async function arrives(page: Page | Frame, stage: string): Promise<void> {
  const main = page.locator('main');
  await expect(main).toHaveAttribute('data-stage', stage);
  await expect(main.locator('#room-heading')).toBeVisible();
  await expect(main).toHaveAttribute('data-busy', 'false', { timeout: 60_000 });
  await expect(page.getByRole('progressbar')).toHaveCount(0);
}

/** Waits until all of the expedition is kept. */
export async function saved(page: Page): Promise<void> {
  await expect(page.locator('header.top [role=status]')).toHaveText('Saved on this machine');
}

/** Opens an expedition from its file, in the Journal, and waits until it is kept: the page can be left. */
export async function opened(page: Page, file: { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
  await page.goto('./?stage=journal');
  await page.locator('input[type=file]').setInputFiles(file);
  await expect(page.getByText(/The expedition was opened/)).toBeVisible();
  await page.getByRole('button', { name: 'Dismiss', exact: true }).first().click();
  await saved(page);
}

export interface Hands {
  /** Presses a button or a link. */
  press(what: Locator): Promise<void>;
  /** Picks a radio button or ticks a box. */
  pick(what: Locator): Promise<void>;
  /** Moves a slider some steps up. */
  slide(what: Locator, steps: number): Promise<void>;
  /** Chooses in a drop-down, by the words of the option. */
  choose(what: Locator, option: string): Promise<void>;
  /** Opens a box of a drawn tree that is closed, and reads what it asks. */
  openBox(figure: Locator): Promise<void>;
  /** Writes into a field. */
  write(what: Locator, text: string): Promise<void>;
}

export function pointer(): Hands {
  return {
    press: (what) => what.click(),
    pick: async (what) => {
      await what.check();
      await expect(what).toBeChecked();
    },
    slide: async (what, steps) => {
      await what.scrollIntoViewIfNeeded();
      const box = (await what.boundingBox())!;
      const before = await what.inputValue();
      // Where the thumb is, and where it would be so many steps on.
      const at = (ahead: number) => what.evaluate((element, n) => {
        const { value, min, max, step } = element as HTMLInputElement;
        return (Number(value) + n * Number(step || 1) - Number(min)) / (Number(max) - Number(min));
      }, ahead);
      const thumb = 16;
      const x = (share: number) => box.x + thumb / 2 + Math.min(share, 1) * (box.width - thumb);
      const [from, to] = [x(await at(0)), x(await at(steps))];
      const mouse = what.page().mouse;
      await mouse.move(from, box.y + box.height / 2);
      await mouse.down();
      await mouse.move(Math.max(to, from + 6), box.y + box.height / 2, { steps: 4 });
      await mouse.up();
      await expect(what).not.toHaveValue(before);
    },
    choose: async (what, option) => {
      await what.selectOption({ label: option });
    },
    openBox: async (figure) => {
      const canvas = figure.locator('canvas');
      await canvas.scrollIntoViewIfNeeded();
      const { width, height } = (await canvas.boundingBox())!;
      const told = figure.locator('.readout');
      // Closed boxes stand in the lowest row.
      for (let x = 8; x < width; x += 16) {
        await canvas.hover({ position: { x, y: height - 30 } });
        if (!/Enter shows the next one/.test(await told.innerText())) continue;
        await canvas.click({ position: { x, y: height - 30 } });
        await expect.poll(async () => (await canvas.boundingBox())!.height).toBeGreaterThan(height);
        return;
      }
      throw new Error('No box of the tree is closed');
    },
    write: (what, text) => what.fill(text),
  };
}

/** The focus is somewhere: whatever was pressed may be gone, the learner's place is not. */
export async function keepsPlace(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName), 'where the focus is').not.toBe('BODY');
}

/** Tab, arrows, Enter and Space, and nothing else: the focus moves as a learner moves it. */
export function keyboard(page: Page): Hands {
  const has = (what: Locator) => what.evaluate((element) => element === document.activeElement);
  // A group of radio buttons has one stop for Tab; arrows move inside it.
  const inGroup = (what: Locator) => what.evaluate((element) => {
    const here = document.activeElement as HTMLInputElement | null;
    const wanted = element as HTMLInputElement;
    return wanted.type === 'radio' && here?.type === 'radio' && here.name === wanted.name;
  });
  const reach = async (what: Locator, near: (what: Locator) => Promise<boolean>) => {
    await expect(what).toBeVisible();
    await expect(what).toBeEnabled();
    for (let i = 0; i < 250; i += 1) {
      if (await near(what)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab never reaches ${what}`);
  };
  return {
    press: async (what) => {
      await reach(what, has);
      await page.keyboard.press('Enter');
      await keepsPlace(page);
    },
    pick: async (what) => {
      await reach(what, async (w) => (await has(w)) || inGroup(w));
      for (let i = 0; i < 20 && !(await has(what)); i += 1) await page.keyboard.press('ArrowDown');
      if (!(await what.isChecked())) await page.keyboard.press('Space');
      await expect(what).toBeChecked();
    },
    slide: async (what, steps) => {
      await reach(what, has);
      for (let i = 0; i < steps; i += 1) await page.keyboard.press('ArrowRight');
    },
    choose: async (what, option) => {
      await reach(what, has);
      // The letters that an option begins with lead to it, as they do for a learner.
      await page.keyboard.type(option);
      await expect(what.locator('option:checked')).toHaveText(option);
    },
    openBox: async (figure) => {
      const told = figure.locator('.readout');
      await reach(figure.getByRole('application'), has);
      for (const key of ['Home', 'ArrowDown', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
      for (let i = 0; i < 8 && !/Enter shows the next one/.test(await told.innerText()); i += 1) await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      await expect(told).toContainText(/It asks: .+\?/);
      const asked = await told.innerText();
      await page.keyboard.press('ArrowDown');
      await expect(told).not.toHaveText(asked);
      await page.keyboard.press('ArrowUp');
      await expect(told).toHaveText(asked);
    },
    write: async (what, text) => {
      await reach(what, has);
      await page.keyboard.type(text);
    },
  };
}

/** Answers what the wish leaves open, once too vaguely. */
export async function sharpen(page: Page, hands: Hands): Promise<void> {
  const answer = page.getByRole('button', { name: 'Answer', exact: true });
  await hands.pick(page.getByRole('radio', { name: /^To reduce cancellations/ }));
  await hands.press(answer);
  await expect(page.getByText(/storms cancel flights/)).toBeVisible();
  for (const sharp of [/^Which of tomorrow/, /^The desk finds other seats/, /^Each scheduled departure/, /^The evening before/,
    /^A part of them/, /^A price for a miss/, /^When it finds an agreed share/]) {
    await hands.pick(page.getByRole('radio', { name: sharp }));
    await hands.press(answer);
    await expect(page.getByRole('radio', { name: sharp })).toHaveCount(0);
  }
  await expect(page.getByRole('heading', { name: 'Now it can be built' })).toBeFocused();
}

const first = (page: Page, name: RegExp) => page.getByRole('button', { name }).first();

/** Begins the longest search there is, and waits until some of its trainings are done. */
export async function search(page: Page): Promise<void> {
  await page.goto('./?stage=train');
  await arrives(page, 'train');
  await page.getByRole('radio', { name: /^Many small trees/ }).check();
  await first(page, /^Search for better dials/).click();
  await page.getByRole('radio', { name: /^Every setting with every other/ }).check();
  await first(page, /^Search$/).click();
  await expect(page.getByText(/([5-9]|\d\d) of 216 trainings/)).toBeVisible({ timeout: 60_000 });
}

/** Lives on, leaving alarms as they are, until `enough`. */
export async function liveOn(page: Page, hands: Hands, enough: () => Promise<boolean>): Promise<void> {
  const today = page.locator('header.top .meta span').first();
  for (let i = 0; i < 16 && !(await enough()); i += 1) {
    const leave = page.getByRole('radio', { name: /^Leave it/ });
    const live = first(page, /^Live (on )?until something asks/);
    await expect(leave.or(live).first()).toBeVisible();
    const before = `${await today.textContent()} ${await page.locator('#room-heading').textContent()}`;
    if (await leave.isVisible()) {
      await hands.pick(leave);
      await hands.press(first(page, /^Leave it, and live on/));
    } else {
      await hands.press(live);
    }
    // Another month stands in the header, or, after the last one, another heading over the room.
    await expect.poll(async () => `${await today.textContent()} ${await page.locator('#room-heading').textContent()}`).not.toBe(before);
    await arrives(page, 'monitor');
  }
}

/**
 * Trains the model as it is set, judges it on the sealed rows and ships it, with a reason if one is given, up to the Deploy
 * room; `see` is called in each state.
 */
export async function trainAndShip(
  page: Page,
  hands: Hands,
  see: (name: string) => Promise<void> = async () => {},
  because = '',
): Promise<void> {
  await arrives(page, 'train');
  await hands.press(first(page, /^Train/));
  await expect(first(page, /^On to the evaluation/)).toBeVisible({ timeout: 60_000 });
  await see('train');
  await hands.press(first(page, /^On to the evaluation/));
  await arrives(page, 'evaluate');
  await see('sealed');
  await hands.slide(page.getByRole('slider').last(), 25);
  await hands.pick(page.getByRole('radio', { name: /^fairly sure/ }));
  await hands.press(first(page, /^Open (the test set|it once more)/));
  await expect(page.getByRole('heading', { name: /What you said, and/ })).toBeVisible({ timeout: 30_000 });
  await see('open');
  await hands.pick(page.getByRole('radio', { name: /^Ship the model/ }));
  if (because) await hands.write(page.getByRole('textbox', { name: /Because/ }).last(), because);
  await hands.press(first(page, /^Decide/));
  if (!/stage=deploy/.test(page.url())) await hands.press(first(page, /^Go on: Deploy/));
  await arrives(page, 'deploy');
}

/** From the Deploy room round a second lap and to the journal; `see` is called in each state. */
export async function secondLap(
  page: Page,
  hands: Hands,
  see: (name: string) => Promise<void>,
  { retrain, kind, over }: { retrain: RegExp; kind?: RegExp; over: RegExp },
): Promise<void> {
  await hands.press(first(page, /^Go live/));
  await arrives(page, 'monitor');
  await see('start');
  const asks = page.getByText(/Nothing in your model changed/);
  await liveOn(page, hands, () => asks.isVisible());
  await expect(asks.first()).toBeVisible();
  await see('asks');
  await hands.pick(page.getByRole('radio', { name: retrain }));
  await hands.press(first(page, /^Begin lap 2/));
  if (!/stage=train/.test(page.url())) await hands.press(first(page, /^Go on/));
  await arrives(page, 'train');
  if (kind) await hands.pick(page.getByRole('radio', { name: kind }));
  await trainAndShip(page, hands);
  await hands.press(first(page, /^Go live/));
  await arrives(page, 'monitor');
  await liveOn(page, hands, () => page.getByText(over).first().isVisible());
  await see('over');
  await hands.press(first(page, /^Read the journal/));
  await arrives(page, 'journal');
}

/** The fingerprint that the journal tells, once it does. */
export async function fingerprintOf(page: Page): Promise<string> {
  const fingerprint = page.locator('#fingerprint');
  await expect(fingerprint).toHaveText(/^[0-9a-f]{16}$/, { timeout: 60_000 });
  return (await fingerprint.textContent()) ?? '';
}

/** Saves the expedition that the journal shows as the file `file`. */
export async function savedAs(page: Page, file: string): Promise<void> {
  const [download] = await Promise.all([page.waitForEvent('download'), first(page, /^Save as a file/).click()]);
  await download.saveAs(file);
}

/** The fingerprint that the engine comes to natively, of an expedition in a file. */
export function natively(file: string, ...more: string[]): string {
  return execFileSync('cargo', ['xtask', 'replay', file, ...more], { cwd: '../..', encoding: 'utf8', stdio: 'pipe' }).trim();
}
