// The search of the Train room on one worker and on two, in turn: `node search.js SITE CHROMIUM`. Prints the median
// milliseconds of both, from the press of the button to the table of what was found.
import { launch, serve } from "./site.js";

const ROUNDS = 3;
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
  const begun = performance.now();
  await page.getByRole("button", { name: /^Search$/ }).first().click();
  const workers = page.getByText(new RegExp(` ${cores} at a time`));
  await workers.waitFor({ timeout: 60_000 });
  await page.getByRole("table", { name: /^Settings, the best first/ }).first().waitFor({ timeout: 300_000 });
  const ms = performance.now() - begun;
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
