// Frame: a vague wish made sharp, a rule of one's own tried on the past, and a project that ends well without a model.
import { accessible, expect, shots, test } from './support';
import { arrives, keyboard, pointer, sharpen, type Hands } from './hands';
import type { Page } from '@playwright/test';

const button = (page: Page, name: RegExp) => page.getByRole('button', { name }).first();
const money = async (page: Page) => (await page.getByText(/With the rule it would have been/).first().textContent())!;

/** Writes a rule with a second condition, and tries it. */
async function ownRule(page: Page, hands: Hands): Promise<void> {
  const before = await money(page);
  await hands.press(button(page, /^Write your own rule/));
  const tryIt = button(page, /^Try it on the past/);
  await expect(tryIt).toBeDisabled();
  await hands.press(button(page, /^Add: or if/));
  await expect(page.getByRole('group', { name: /^Condition/ })).toHaveCount(2);
  await hands.slide(page.getByRole('group', { name: 'Condition 1' }).getByRole('slider'), 5);
  await hands.press(tryIt);
  await expect(page.getByText(/^Your rule warns of flights with/)).toBeVisible();
  await expect.poll(() => money(page)).not.toBe(before);
  await arrives(page, 'frame');
}

/** Chooses other stakes, then changes a number: what the past cost follows at once. */
async function otherStakes(page: Page, hands: Hands): Promise<void> {
  const [before, careful] = [await money(page), page.getByRole('radio', { name: /^A careful desk/ })];
  await hands.pick(careful);
  await expect.poll(() => money(page)).not.toBe(before);
  const dearer = await money(page);
  await hands.press(button(page, /^Change the numbers/));
  await hands.slide(page.getByRole('slider', { name: /^A cancelled flight nobody saw coming/ }), 4);
  await expect.poll(() => money(page)).not.toBe(dearer);
  await expect(careful).not.toBeChecked();
  await expect(page.getByText(/^Your own numbers: a miss costs/)).toBeVisible();
  await hands.pick(page.getByRole('radio', { name: /^A balanced desk/ }));
  await expect.poll(() => money(page)).toBe(before);
}

/** A word of the glossary opens under itself, and Escape gives the focus back. */
async function aTerm(page: Page): Promise<void> {
  const term = page.getByRole('button', { name: 'baseline', exact: true }).first();
  await term.focus();
  await page.keyboard.press('Enter');
  await expect(term).toHaveAttribute('aria-expanded', 'true');
  await expect(page.locator('.term-place', { has: term }).locator('.entry')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(term).toHaveAttribute('aria-expanded', 'false');
  await expect(term).toBeFocused();
}

/** The whole room, to a rule that goes live; pictures on the way. */
async function walk(page: Page, hands: Hands, look = async (_: string) => {}): Promise<void> {
  await page.goto('./');
  await arrives(page, 'frame');
  await look('frame-wish');
  await sharpen(page, hands);
  await look('frame-sharp');
  await aTerm(page);
  await otherStakes(page, hands);
  await look('frame-numbers');
  await ownRule(page, hands);
  await look('frame-rule');
  await hands.pick(page.getByRole('radio', { name: /^Use the rule, train nothing/ }));
  await hands.press(button(page, /^Keep the rule/));
  await arrives(page, 'deploy');
  await hands.press(button(page, /^Go live/));
  await arrives(page, 'monitor');
  await look('monitor-rule');
}

test('sharpens the wish, tries a rule and lives with it, by pointer', async ({ page }) => {
  await walk(page, pointer(), async (name) => {
    await accessible(page);
    await shots(page, name);
  });
  await page.getByRole('link', { name: 'Journal' }).first().click();
  await page.getByText(/^What you asked the stakeholder/).click();
  await expect(page.getByText(/What will somebody decide with it.*To reduce cancellations/)).toBeVisible();
});

test('sharpens the wish, tries a rule and lives with it, by keyboard alone', async ({ page }) => {
  await walk(page, keyboard(page));
});

test('a rule takes up to three conditions, and gives them back', async ({ page }) => {
  await page.goto('./');
  await button(page, /^Skip/).click();
  await button(page, /^Write your own rule/).click();
  const conditions = page.getByRole('group', { name: /^Condition/ });
  await button(page, /^Add: or if/).click();
  await button(page, /^Add: or if/).click();
  await expect(conditions).toHaveCount(3);
  await expect(button(page, /^Add: or if/)).toHaveCount(0);
  await conditions.nth(2).getByRole('combobox', { name: 'Look at' }).selectOption('origin');
  await conditions.nth(2).getByRole('combobox', { name: 'Warn if it is' }).selectOption({ index: 1 });
  await button(page, /^Take condition 2 away/).click();
  await expect(conditions).toHaveCount(2);
  await expect(conditions.nth(1).getByRole('combobox', { name: 'Look at' })).toHaveValue('origin');
  await button(page, /^Try it on the past/).click();
  await expect(page.getByText(/^Your rule warns of flights with/)).toBeVisible();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(page.getByText(/^Somebody at the desk would warn/)).toBeVisible();
  await expect(conditions).toHaveCount(1);
});

test('a project can end without anything, and the journal tells it', async ({ page }) => {
  await page.goto('./');
  await button(page, /^Skip/).click();
  await page.getByRole('radio', { name: /^Do neither/ }).check();
  await button(page, /^Stop here/).click();
  await arrives(page, 'journal');
  await expect(page.getByText(/You decided to ship nothing/).first()).toBeVisible();
});
