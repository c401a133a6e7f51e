// The search of the Train room on one worker and on two, in turn: `node search.js SITE CHROMIUM`. Prints the median
// milliseconds of both, from the press of the button until four candidates have learned from all their folds. The room's
// search goes on to more of them; it is the same work again.
import { launch, serve } from "./site.js";

const ROUNDS = 3;
const [CANDIDATES, FOLDS] = [4, 4];
const [, , site, executablePath] = process.argv;
const { address, close } = await serve(site, site);
const browser = await launch(executablePath);

// A page that is told it has so many processors gets so many workers.
async function search(cores) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript((n) => {
    Object.defineProperty(Navigator.prototype, "hardwareConcurrency", { get: () => n });
  }, cores);
  await page.goto(`${address}engine/?stage=train`);
  await page.getByRole("radio", { name: /^Many small trees/ }).check({ timeout: 60_000 });
  await page.getByRole("button", { name: /^Search for better dials/ }).first().click();
  await page.getByRole("radio", { name: /^Some at random/ }).check();
  // Whoever reads what there is to choose finds the workers there; they start when the form is opened.
  await page.waitForTimeout(2_000);
  // Timed in the page: who asks from outside whether the table is there asks twice a second.
  const ms = await page.evaluate(async ({ cores, jobs }) => {
    const until = (there) => new Promise((done) => {
      const look = () => there() && (watch.disconnect(), done());
      const watch = new MutationObserver(look);
      watch.observe(document.body, { subtree: true, childList: true, characterData: true });
      look();
    });
    const press = [...document.querySelectorAll("main button")].find((button) => button.textContent === "Search");
    const begun = performance.now();
    press.click();
    const words = () => document.querySelector("main .progress .words")?.textContent ?? "";
    await until(() => words().includes(` ${cores} at a time`));
    await until(() => Number(/^\d+/.exec(words())?.[0]) >= jobs);
    return performance.now() - begun;
  }, { cores, jobs: CANDIDATES * FOLDS });
  await context.close();
  return ms;
}

const found = { 1: [], 2: [] };
await search(1);
for (let round = 0; round < ROUNDS; round += 1) {
  for (const cores of [1, 2]) found[cores].push(await search(cores));
}
const median = (all) => all.sort((a, b) => a - b)[Math.floor(all.length / 2)];
console.log(JSON.stringify({ one: median(found[1]), two: median(found[2]) }));
await browser.close();
close();
