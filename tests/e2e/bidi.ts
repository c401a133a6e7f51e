// The site in a browser that is driven over WebDriver BiDi: Firefox as Debian ships it, which Playwright cannot drive,
// and Chromium by the very same calls, so that what the two show can be compared.
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

  /** The first one that can be seen and used and whose words match, as soon as there is one. */
  private async one(selector: string, words: RegExp): Promise<ElementHandle<HTMLElement>> {
    const handle = await this.page.waitForFunction((css, source, flags) => {
      const said = (e: HTMLElement) => {
        const words = e.closest('label') ?? (e as HTMLInputElement).labels?.[0] ?? e;
        // The ring's links are drawn, and have no inner text.
        return (words.innerText ?? words.textContent ?? '').trim();
      };
      return [...document.querySelectorAll<HTMLElement>(css)].find((e) =>
        e.getClientRects().length > 0 && !e.matches(':disabled') && new RegExp(source, flags).test(said(e)));
    }, { polling: 100, timeout: 60_000 }, selector, words.source, words.flags)
      .catch((reason) => { throw new Error(`no ${selector} says ${words}`, { cause: reason }); });
    return handle.asElement() as ElementHandle<HTMLElement>;
  }

  /** Clicks once it has stopped moving. */
  private click(what: ElementHandle<HTMLElement>): Promise<void> { return what.asLocator().click(); }

  async press(words: RegExp): Promise<void> { await this.click(await this.one('button', words)); }

  async follow(words: RegExp): Promise<void> { await this.click(await this.one('a', words)); }

  async pick(words: RegExp): Promise<void> {
    const radio = await this.one('input[type=radio]', words);
    await this.click(radio);
    await expect.poll(() => radio.evaluate((element) => (element as HTMLInputElement).checked)).toBe(true);
  }

  /** What there is to choose from under a question. */
  options(question: string): Promise<string[]> {
    return this.page.evaluate((legend) => {
      const asked = [...document.querySelectorAll('fieldset')].find((f) => f.querySelector('legend')?.textContent === legend);
      return [...(asked?.querySelectorAll('label b') ?? [])].map((label) => label.textContent ?? '');
    }, question);
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

  /** Gives the page a file, through the field that a learner chooses one with. */
  async give(path: string, field = 'input[type=file]'): Promise<void> {
    const input = (await this.page.waitForSelector(field, { timeout: 60_000 })) as ElementHandle<HTMLInputElement>;
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

  /** Waits until the table that `table` means has so many rows. */
  async rows(caption: RegExp, count: number): Promise<void> {
    await expect.poll(async () => (await this.table(caption)).length, { timeout: 60_000, message: `rows of ${caption}` }).toBe(count);
  }

  /** Every table of the room, cell by cell. */
  async numbers(): Promise<string[][]> {
    return this.page.evaluate(() => [...document.querySelectorAll<HTMLTableElement>('main table')].flatMap((table) =>
      [...table.rows].map((row) => [...row.cells].map((cell) => (cell.textContent ?? '').trim()))));
  }

  /**
   * Pictures of the page as it stands, 1280 and 360 px wide, in `shots/` (ignored). Nothing may make the page scroll
   * sideways, and no row of a table may hang out of it.
   */
  async shots(name: string): Promise<void> {
    mkdirSync('shots', { recursive: true });
    for (const width of [1280, 360]) {
      await this.page.setViewport({ width, height: 800 });
      const wrong = await this.page.evaluate(async () => {
        scrollTo(0, 0);
        await document.fonts.ready;
        for (let i = 0; i < 2; i += 1) await new Promise((done) => requestAnimationFrame(() => done(null)));
        const root = document.documentElement;
        const hang = [...document.querySelectorAll<HTMLElement>('.scroll')].filter((e) => e.scrollHeight > e.clientHeight + 1);
        return { over: root.scrollWidth - root.clientWidth, hang: hang.map((e) => e.getAttribute('aria-label')) };
      });
      await this.page.screenshot({ path: `shots/${name}-${width}.png`, fullPage: true });
      expect(wrong, `what is wider than the page or hangs out of its table: ${name} at ${width}`).toEqual({ over: 0, hang: [] });
    }
    await this.page.setViewport({ width: 1280, height: 800 });
  }
}
