// The site in a browser that is driven over WebDriver BiDi: Firefox as Debian ships it, which Playwright cannot drive,
// and Chromium by the very same calls, so that what the two show can be compared.
//
// Everything is looked for from here, again and again, and never by a function made from text inside the page: the
// policy of the site forbids that, and Firefox holds the driver to it as well.
import { mkdirSync } from 'node:fs';
import { launch, type Browser, type ElementHandle, type Page } from 'puppeteer-core';
import { expect, refusals, Trouble } from './support';

export type Kind = 'firefox' | 'chrome';

const binary = {
  firefox: process.env.FIREFOX ?? '/usr/bin/firefox-esr',
  chrome: process.env.CHROMIUM ?? '/usr/bin/chromium',
};

/** A page of a fresh profile. */
export class Site {
  private constructor(private readonly browser: Browser, readonly page: Page, private readonly base: string) {}

  static async start(kind: Kind, base: string, trouble: Trouble): Promise<Site> {
    const browser = await launch({
      browser: kind,
      protocol: 'webDriverBiDi',
      executablePath: binary[kind],
      headless: true,
      timeout: 60_000,
      protocolTimeout: 120_000,
      defaultViewport: { width: 1280, height: 800 },
      args: kind === 'chrome' ? ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--lang=en-GB'] : [],
      extraPrefsFirefox: { 'intl.accept_languages': 'en-GB', 'ui.prefersReducedMotion': 1 },
      env: { ...process.env, TZ: 'UTC' },
    });
    const page = await browser.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') trouble.note(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => trouble.note(`exception: ${(error as Error).message ?? error}`));
    page.on('requestfailed', (request) => {
      // A page that is left behind aborts its own requests.
      const why = request.failure()?.errorText ?? '';
      if (!/ABORTED/.test(why)) trouble.note(`request: ${request.url()} ${why}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400) trouble.note(`response: ${response.status()} ${response.url()}`);
    });
    await page.evaluateOnNewDocument(refusals);
    return new Site(browser, page, base);
  }

  end(): Promise<void> { return this.browser.close(); }

  /** Goes to an address of the site and gives the policy it is served under. */
  async open(query: string): Promise<string> {
    const response = await this.page.goto(new URL(query, this.base).href);
    return response?.headers()['content-security-policy'] ?? '';
  }

  /** Waits until the room is the one of `stage`, drawn, and nothing is being computed for it. */
  async arrives(stage: string): Promise<void> {
    const stands = () => this.page.evaluate(() => {
      const main = document.querySelector<HTMLElement>('main');
      const heading = document.getElementById('room-heading');
      const working = document.querySelector('progress, [role=progressbar]');
      return main && heading && !working && main.dataset.busy === 'false' ? main.dataset.stage : 'not there yet';
    });
    await expect.poll(stands, { timeout: 60_000, message: `the room ${stage}` }).toBe(stage);
  }

  /** The first one that can be seen and used and whose words match. */
  private async one(selector: string, words: RegExp): Promise<ElementHandle<HTMLElement>> {
    let found: ElementHandle<HTMLElement> | null = null;
    const looked = async () => {
      const handle = await this.page.evaluateHandle((css, source) => {
        const said = (e: HTMLElement) => (e.closest('label') ?? (e as HTMLInputElement).labels?.[0] ?? e).innerText.trim();
        return [...document.querySelectorAll<HTMLElement>(css)].find((e) =>
          e.getClientRects().length > 0 && !e.matches(':disabled') && new RegExp(source).test(said(e)));
      }, selector, words.source);
      found = handle.asElement() as ElementHandle<HTMLElement> | null;
      return found !== null;
    };
    await expect.poll(looked, { timeout: 60_000, message: `${selector} ${words}` }).toBe(true);
    return found!;
  }

  /** Clicks once it has stopped moving. */
  private async click(what: ElementHandle<HTMLElement>): Promise<void> {
    await what.evaluate((element) => element.scrollIntoView({ block: 'center', behavior: 'instant' }));
    let before = '';
    await expect.poll(async () => {
      const now = JSON.stringify(await what.boundingBox());
      const still = now === before;
      before = now;
      return still;
    }, { intervals: [50] }).toBe(true);
    await what.click();
  }

  async press(words: RegExp): Promise<void> { await this.click(await this.one('button', words)); }

  async follow(words: RegExp): Promise<void> { await this.click(await this.one('a', words)); }

  async pick(words: RegExp): Promise<void> {
    const radio = await this.one('input[type=radio]', words);
    await this.click(radio);
    await expect.poll(() => radio.evaluate((element) => (element as HTMLInputElement).checked)).toBe(true);
  }

  /** Moves the last slider of the room some steps up, by keyboard. */
  async slide(steps: number): Promise<void> {
    const sliders = await this.page.$$('main input[type=range]');
    await sliders.at(-1)!.focus();
    for (let i = 0; i < steps; i += 1) await this.page.keyboard.press('ArrowRight');
  }

  async write(words: RegExp, text: string): Promise<void> { await (await this.one('textarea, input[type=text]', words)).type(text); }

  /** Waits until something that matches can be read. */
  async reads(words: RegExp): Promise<void> { await this.one('main h1, main h2, main h3, main p, main li', words); }

  /** Gives the page a file, as a learner chooses one. */
  async give(path: string): Promise<void> {
    const input = (await this.page.$('input[type=file]')) as ElementHandle<HTMLInputElement>;
    await input.uploadFile(path);
  }

  /** The fingerprint that the Journal shows, as soon as there is one. */
  async fingerprint(): Promise<string> {
    const shown = () => this.page.evaluate(() => document.getElementById('fingerprint')?.textContent ?? '');
    await expect.poll(shown, { timeout: 90_000, message: 'the fingerprint' }).toMatch(/^[0-9a-f]{16}$/);
    return shown();
  }

  /** The rows of the first table whose caption matches, without the columns named in `but`. */
  async table(caption: RegExp, but: string[] = []): Promise<string[][]> {
    return this.page.evaluate((source, left) => {
      const table = [...document.querySelectorAll('table')].find((t) => new RegExp(source).test(t.caption?.textContent ?? ''));
      const rows = [...(table?.rows ?? [])].map((row) => [...row.cells].map((cell) => (cell.textContent ?? '').trim()));
      const kept = (rows[0] ?? []).map((head) => !left.includes(head));
      return rows.map((row) => row.filter((_, i) => kept[i]));
    }, caption.source, but);
  }

  /** Every table of the room, cell by cell. */
  async numbers(): Promise<string[][]> {
    return this.page.evaluate(() => [...document.querySelectorAll<HTMLTableElement>('main table')].flatMap((table) =>
      [...table.rows].map((row) => [...row.cells].map((cell) => (cell.textContent ?? '').trim()))));
  }

  /** Pictures of the page as it stands, 1280 and 360 px wide, in `shots/` (ignored); nothing may scroll sideways. */
  async shots(name: string): Promise<void> {
    mkdirSync('shots', { recursive: true });
    for (const width of [1280, 360]) {
      await this.page.setViewport({ width, height: 800 });
      const over = await this.page.evaluate(async () => {
        scrollTo(0, 0);
        await document.fonts.ready;
        for (let i = 0; i < 2; i += 1) await new Promise((done) => requestAnimationFrame(() => done(null)));
        const root = document.documentElement;
        return root.scrollWidth - root.clientWidth;
      });
      await this.page.screenshot({ path: `shots/${name}-${width}.png`, fullPage: true });
      expect(over, `${name} scrolls sideways by this many pixels at ${width}`).toBeLessThanOrEqual(0);
    }
    await this.page.setViewport({ width: 1280, height: 800 });
  }
}
