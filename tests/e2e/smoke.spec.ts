// The built site opens under a sub-path and the strict Content-Security-Policy.
import { bareCharts, expect, test } from './support';

test('the page opens without a word of complaint', async ({ page }) => {
  const response = await page.goto('./');
  expect(response?.headers()['content-security-policy']).toContain("script-src 'self' 'wasm-unsafe-eval'");
  await expect(page.locator('h1').first()).toBeVisible();
  await expect(page.locator('[style]')).toHaveCount(0);
});

test('a chart without name, sentence and table is found', async ({ page }) => {
  await page.goto('./');
  await page.evaluate(() => document.body.append(document.createElement('canvas')));
  const found = (await bareCharts(page)).join('\n');
  expect(found).toContain('role is not img');
  expect(found).toContain('no name');
  expect(found).toContain('no figure');
});
