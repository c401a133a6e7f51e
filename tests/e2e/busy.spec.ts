// The page stays free while the engine works: no long task while training, a cancel acknowledged at once, and the
// first click waits for neither worker nor data.
import { arrives, opened } from './hands';
import { storyUntil } from './story';
import { expect, test } from './support';

test('the first click waits for neither worker nor data', async ({ page, expectTrouble }) => {
  expectTrouble(/worker|ERR_FAILED|blob|csp/i);
  await page.context().route(/\/worker(_loader|_bg)?\.(js|wasm)|\.cols/, (route) => route.abort());
  await page.goto('./');
  await page.getByRole('button', { name: /^Skip/ }).click();
  await page.getByRole('button', { name: /This is the problem/ }).click();
  await expect(page).toHaveURL(/stage=data/);
});

test('no task of the page takes longer than 50 ms while the engine trains', async ({ page }) => {
  await page.goto('./?stage=train');
  const train = page.getByRole('button', { name: /^Train/ }).first();
  await expect(train).toBeEnabled();
  // The room itself is drawn by now; what follows is the training.
  await page.waitForTimeout(1_500);
  await page.evaluate(() => {
    (window as any).long = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) (window as any).long.push(Math.round(entry.duration));
    }).observe({ entryTypes: ['longtask'] });
  });
  // What the page itself does is long every time; what only the machine did, not.
  const runs: number[][] = [];
  for (const freedom of [/^Much freedom/, /^Some freedom/, /^Little freedom/]) {
    await page.getByRole('radio', { name: freedom }).check();
    await page.evaluate(() => { (window as any).long.length = 0; });
    const models = await page.getByRole('row', { name: /^run / }).count();
    await train.click();
    await expect(page.getByRole('row', { name: /^run / })).toHaveCount(models + 1, { timeout: 30_000 });
    await page.waitForTimeout(300);
    runs.push(await page.evaluate(() => [...(window as any).long]));
  }
  console.log(`tasks above 50 ms in three trainings: ${JSON.stringify(runs)}`);
  expect(runs).toContainEqual([]);
});

test('a cancel is acknowledged within 100 ms', async ({ page }) => {
  // The worker's own answer, on the wire: from the message "cancel" to the message "cancelled". The first byte of a
  // message says which it is; tests/browser/host.rs holds these two numbers.
  await page.addInitScript(() => {
    const post = Worker.prototype.postMessage;
    (window as any).cancelled = [];
    Worker.prototype.postMessage = function (message: any, ...rest: any[]) {
      if (message instanceof Uint8Array && message[0] === 5) {
        const at = performance.now();
        const listen = (event: MessageEvent) => {
          if (!(event.data instanceof Uint8Array) || event.data[0] !== 6) return;
          (window as any).cancelled.push(performance.now() - at);
          this.removeEventListener('message', listen);
        };
        this.addEventListener('message', listen);
      }
      return (post as any).call(this, message, ...rest);
    };
  });
  await page.goto('./?stage=train');
  const train = page.getByRole('button', { name: /^Train/ }).first();
  await expect(train).toBeEnabled();
  // As quick as a hand can be: the moment there is a button to cancel, it is pressed.
  await page.evaluate(() => {
    new MutationObserver(() => {
      const cancel = [...document.querySelectorAll('button')].find((b) => b.textContent === 'Cancel');
      cancel?.click();
    }).observe(document.body, { childList: true, subtree: true });
  });
  // What the engine itself does is late every time; what only the machine did, not.
  for (let tries = 1; tries <= 3; tries += 1) {
    await page.getByRole('radio', { name: [/^Little freedom/, /^Some freedom/, /^Much freedom/][tries - 1]! }).check();
    await train.click();
    await expect.poll(() => page.evaluate(() => (window as any).cancelled.length)).toBeGreaterThanOrEqual(tries);
    await expect(page.locator('main')).toHaveAttribute('data-busy', 'false');
  }
  const took: number[] = await page.evaluate(() => (window as any).cancelled);
  console.log(`cancel acknowledged after ${took.map((ms) => ms.toFixed(1)).join(', ')} ms`);
  expect(Math.min(...took)).toBeLessThan(100);
});

test('moving the line is seen in the next frame', async ({ page }) => {
  await opened(page, storyUntil((entry) => 'peeked' in (entry.fact?.fact ?? {})));
  await page.goto('./?stage=evaluate');
  await arrives(page, 'evaluate');
  await page.getByRole('slider', { name: /^How many flights/ }).focus();
  // Keys that are really pressed; each frame that follows one is looked at.
  await page.evaluate(() => {
    const text = () => document.querySelector('main')!.textContent;
    (window as any).frames = [];
    addEventListener('input', () => {
      const before = text();
      const at = performance.now();
      // A message comes once everything that the key set off is done, drawing included.
      const done = new Promise<number>((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now() - at);
        port2.postMessage(null);
      });
      requestAnimationFrame(async () => {
        const seen = text() !== before;
        (window as any).frames.push([seen, await done]);
      });
    }, { capture: true });
  });
  for (let i = 0; i < 12; i += 1) await page.keyboard.press(i % 4 === 3 ? 'ArrowLeft' : 'ArrowRight');
  await expect.poll(() => page.evaluate(() => (window as any).frames.length)).toBe(12);
  const frames: [boolean, number][] = await page.evaluate(() => (window as any).frames);
  console.log(`the line had moved after ${frames.map(([, ms]) => ms.toFixed(1)).join(', ')} ms`);
  expect(frames.map(([seen]) => seen)).toEqual(frames.map(() => true));
  // The middle one of twelve: the machine has bad moments, the page must not.
  expect(frames.map(([, ms]) => ms).sort((a, b) => a - b)[6]).toBeLessThan(1000 / 60);
});
