// What every end-to-end test needs: a page that is watched, pictures, and accessibility rules.
//
//   import { test, expect, shots, accessible } from './support';
//   test('the room opens', async ({ page }) => { await page.goto('./?stage=data'); … });
//
// `page` fails its test when the console shows an error, a script throws, a request fails or the
// Content-Security-Policy refuses something. A test that provokes one says so with `expectTrouble`.
import { test as base, expect, type Frame, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What went wrong in the page, and what the test said would. */
export class Trouble {
  private readonly seen: string[] = [];
  private readonly expected: RegExp[] = [];

  note(text: string): void { this.seen.push(text); }
  expect(pattern: RegExp): void { this.expected.push(pattern); }
  /** Everything that nobody expected. */
  unexpected(): string[] { return this.seen.filter((text) => !this.expected.some((p) => p.test(text))); }
}

/** Collects console errors, exceptions, failed requests and CSP violations of one page. */
export async function watch(page: Page, trouble: Trouble): Promise<void> {
  page.on('console', (message) => {
    if (message.type() === 'error') trouble.note(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => trouble.note(`exception: ${error.message}`));
  page.on('requestfailed', (request) => {
    // A page that is left behind aborts its own requests.
    const why = request.failure()?.errorText ?? '';
    if (why !== 'net::ERR_ABORTED') trouble.note(`request: ${request.url()} ${why}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) trouble.note(`response: ${response.status()} ${response.url()}`);
  });
  await page.addInitScript(refusals);
}

/** Runs in the page before it does, and makes what the policy refuses an error of the console. */
export function refusals(): void {
  addEventListener('securitypolicyviolation', (event) => {
    console.error(`csp: ${event.violatedDirective} refused ${event.blockedURI} (${event.sourceFile}:${event.lineNumber})`);
  });
}

/** The test function of this project: `page` is watched, `trouble` says what was seen. */
export const test = base.extend<{ trouble: Trouble; expectTrouble: (pattern: RegExp) => void }>({
  trouble: async ({}, use) => { await use(new Trouble()); },
  expectTrouble: async ({ trouble }, use) => { await use((pattern) => trouble.expect(pattern)); },
  page: async ({ page, trouble }, use) => {
    await watch(page, trouble);
    await use(page);
    expect(trouble.unexpected(), 'the page showed trouble nobody expected').toEqual([]);
  },
});
export { expect };

export type Theme = 'light' | 'dark';

/** Shows the page in light or dark, as the system would ask for it. */
export async function theme(page: Page, wanted: Theme): Promise<void> {
  await page.emulateMedia({ colorScheme: wanted, reducedMotion: 'reduce' });
}

/** Pictures of the page as it stands: 1280 and 360 px wide, light and dark, in `shots/` (ignored). */
export async function shots(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    for (const wanted of ['light', 'dark'] as const) {
      await theme(page, wanted);
      await settle(page);
      await page.screenshot({ path: `shots/${name}-${width}-${wanted}.png`, fullPage: true });
      await fits(page);
    }
  }
  await theme(page, 'light');
  if (before) await page.setViewportSize(before);
}

/** Waits for fonts and for what is drawn after a resize. */
export async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
    for (let i = 0; i < 2; i += 1) await new Promise((done) => requestAnimationFrame(() => done(null)));
  });
}

/** Nothing makes the page scroll sideways. */
export async function fits(page: Page): Promise<void> {
  const over = await page.evaluate(() => {
    const root = document.documentElement;
    return root.scrollWidth - root.clientWidth;
  });
  expect(over, 'the page scrolls sideways by this many pixels').toBeLessThanOrEqual(0);
}

/** WCAG 2.2 AA by axe in light and dark, and our own rule for charts. */
export async function accessible(page: Page): Promise<void> {
  for (const wanted of ['light', 'dark'] as const) {
    await theme(page, wanted);
    await settle(page);
    expect(await axe(page), `axe, ${wanted}`).toEqual([]);
  }
  await theme(page, 'light');
  expect(await bareCharts(page), 'charts without name, sentence or table').toEqual([]);
}

/** What axe finds, a line each. Runs in a frame as well as in a page. */
export async function axe(where: Page | Frame): Promise<string[]> {
  // Sent by the debugger, so the Content-Security-Policy does not stop it.
  await where.evaluate(axeSource);
  return where.evaluate(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];
    const { violations } = await (globalThis as any).axe.run(document, { runOnly: { type: 'tag', values: tags } });
    return violations.flatMap((v: any) => v.nodes.map((n: any) => `${v.id}: ${n.target.join(' ')} — ${n.failureSummary}`));
  });
}

/**
 * Our own rule, since axe passes an unnamed canvas: every visible canvas has role=img and a name,
 * and sits in a figure with a sentence (figcaption) and a table, or a button that shows the table.
 */
export async function bareCharts(where: Page | Frame): Promise<string[]> {
  return where.evaluate(() => {
    const said = (element: Element | null | undefined): string => (element?.textContent ?? '').trim();
    const name = (element: Element): string => {
      const ids = (element.getAttribute('aria-labelledby') ?? '').split(/\s+/).filter(Boolean);
      const pointed = ids.map((id) => said(document.getElementById(id))).join(' ').trim();
      return pointed || (element.getAttribute('aria-label') ?? '').trim();
    };
    const found: string[] = [];
    document.querySelectorAll('canvas').forEach((canvas, index) => {
      const box = canvas.getBoundingClientRect();
      const seen = box.width > 0 && box.height > 0 && getComputedStyle(canvas).visibility !== 'hidden';
      if (!seen) return;
      const which = `canvas ${index} "${name(canvas)}"`;
      if (canvas.getAttribute('role') !== 'img') found.push(`${which}: role is not img`);
      if (!name(canvas)) found.push(`${which}: no name (aria-label)`);
      const figure = canvas.closest('figure');
      if (!figure) { found.push(`${which}: no figure around it`); return; }
      if (!/\S+ \S+/.test(said(figure.querySelector('figcaption')))) found.push(`${which}: no sentence (figcaption)`);
      const table = figure.querySelector('table');
      const button = [...figure.querySelectorAll('button, summary')].find((b) => /table/i.test(said(b) + name(b)));
      if (!table && !button) found.push(`${which}: no table and no button that shows one`);
    });
    return found;
  });
}

/**
 * Opens a page of another origin that holds ours in a frame, and gives that frame.
 * `attributes` go into the iframe tag, for example `sandbox="allow-scripts"`; `query` is what
 * stands in our address. The outer page keeps every message it hears in `window.heard`.
 */
export async function embedded(page: Page, baseURL: string, query: string, attributes = ''): Promise<Frame> {
  const ours = new URL(query, baseURL);
  // `localhost` and 127.0.0.1 are two origins and two sites.
  const outer = `http://localhost:${ours.port}/outer.html`;
  const body = `<!DOCTYPE html><html lang="en"><title>Outer</title><body>
    <script>window.heard = []; addEventListener('message', (e) => window.heard.push(e.data));</script>
    <iframe title="Full Loop" width="1000" height="700" ${attributes} src="${ours.href.replaceAll('&', '&amp;')}"></iframe>`;
  await page.route(outer, (route) => route.fulfill({ contentType: 'text/html', body }));
  await page.goto(outer);
  const frame = page.frames().find((candidate) => candidate !== page.mainFrame());
  if (!frame) throw new Error('the outer page shows no frame');
  return frame;
}
