// The built site in Firefox, under its strict policy: expeditions replayed to the committed fingerprints; a lap by hand,
// every kind of model and a search that end in the numbers Chromium shows.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test as base, expect } from '@playwright/test';
import { Site, type Kind } from './bidi';
import { Trouble } from './support';

/** Starts a browser; it is ended after the test, which fails if the page showed trouble. */
const test = base.extend<{ start: (kind: Kind) => Promise<Site> }>({
  start: async ({ baseURL }, use) => {
    const trouble = new Trouble();
    const sites: Site[] = [];
    await use(async (kind) => {
      const site = await Site.start(kind, baseURL!, trouble);
      sites.push(site);
      return site;
    });
    for (const site of sites) await site.end();
    expect(trouble.unexpected(), 'the page showed trouble nobody expected').toEqual([]);
  },
});

const expedition = (name: string, ending: string) =>
  fileURLToPath(new URL(`../engine/expeditions/${name}.${ending}`, import.meta.url));

for (const name of ['v1-two-laps', 'v1-other-engine', 'v1-numbers', 'v1-classes', 'v1-kinds', 'v1-screening', 'v1-own']) {
  test(`${name} is replayed in Firefox to the numbers it has natively`, async ({ start }) => {
    const site = await start('firefox');
    expect(await site.open('./?stage=journal')).toContain("script-src 'self' 'wasm-unsafe-eval'");
    await site.arrives('journal');
    await site.give(expedition(name, 'fullloop.json'));
    // What is about somebody's own file asks for it.
    if (name === 'v1-own') await site.give(expedition(name, 'csv'), '.drop input[type=file]');
    expect(await site.fingerprint()).toBe(readFileSync(expedition(name, 'fingerprint'), 'utf8').trim());
    await site.arrives('journal');
    await site.shots(`firefox-${name}`);
  });
}

const BOARD = /^The baselines and every run/;
/** How long something took is no number of the model. */
const TIMED = ['Learned in, size', 'Time per flight', 'Time per day', 'Time per animal'];

/** One lap up to a month lived, and every number met on the way; `look` is called in each room. */
async function lap(site: Site, look: (name: string) => Promise<void>): Promise<Record<string, unknown>> {
  await site.open('./?stage=frame');
  await site.arrives('frame');
  await look('frame');
  await site.press(/^Skip/);
  await site.press(/^This is the problem/);
  await site.arrives('data');
  await look('data');
  await site.pick(/^Schedule and weather only/);
  await site.press(/^Use these columns/);
  await site.arrives('train');
  await site.press(/^Train/);
  await site.reads(/^The range under a number says/);
  await site.arrives('train');
  const board = await site.table(BOARD, TIMED);
  expect(board.at(-1)?.join(' '), 'the run stands in the board').toMatch(/^run 1.*€[\d,]+/i);
  await look('train');
  await site.press(/^On to the evaluation/);
  await site.arrives('evaluate');
  await site.slide(25);
  await site.pick(/^fairly sure/);
  await site.press(/^Open the test set/);
  await site.reads(/^What you said, and what it found/);
  await site.arrives('evaluate');
  const evaluate = await site.numbers();
  await look('evaluate');
  await site.pick(/^Ship the model/);
  await site.write(/Because/, 'It beats what we have.');
  await site.press(/^Decide/);
  await site.arrives('deploy');
  await look('deploy');
  await site.press(/^Go live/);
  await site.arrives('monitor');
  await site.press(/^Live (on )?until something asks/);
  await site.reads(/^Nothing in your model changed/);
  await site.arrives('monitor');
  const monitor = await site.numbers();
  await look('monitor');
  await site.follow(/^Journal/);
  const fingerprint = await site.fingerprint();
  await site.arrives('journal');
  await look('journal');
  return { board, evaluate, monitor, fingerprint };
}

test('a lap by hand shows in Firefox the numbers that Chromium shows', async ({ start }) => {
  const firefox = await start('firefox');
  const here = await lap(firefox, (name) => firefox.shots(`firefox-${name}`));
  const chromium = await start('chrome');
  expect(here).toEqual(await lap(chromium, async () => {}));
});

/** Takes a world as it is offered, up to the training. */
async function toTraining(site: Site, world: string): Promise<void> {
  await site.open(`./?stage=frame&world=${world}`);
  await site.arrives('frame');
  await site.press(/^Skip/);
  await site.press(/^This is the problem/);
  await site.arrives('data');
  await site.press(/^Use these columns/);
  await site.arrives('train');
}

/** Every kind of model the world offers, trained as offered, and what is told of all their runs. */
async function kinds(site: Site, world: string, look: (name: string) => Promise<void>): Promise<string[][][]> {
  await toTraining(site, world);
  const offered = await site.options('What kind of model may try?');
  expect(offered.length).toBeGreaterThan(5);
  for (const [i, kind] of offered.entries()) {
    await site.pick(new RegExp(`^${kind}(\\n|$)`));
    await site.press(/^Train/);
    // The heads, doing nothing, the rule, and the runs.
    await site.rows(BOARD, 3 + i + 1);
    await site.arrives('train');
  }
  await site.press(/^More numbers/);
  await site.rows(/^More numbers/, 1 + offered.length);
  await look(`kinds-${world}`);
  return [await site.table(BOARD, TIMED), await site.table(/^More numbers/, TIMED)];
}

for (const world of ['flights', 'ridership', 'rodents']) {
  test(`every kind of model comes to the same in Firefox as in Chromium: ${world}`, async ({ start }) => {
    const firefox = await start('firefox');
    const here = await kinds(firefox, world, (name) => firefox.shots(`firefox-${name}`));
    expect(here).toEqual(await kinds(await start('chrome'), world, async () => {}));
  });
}

/** What a search on as many workers as the machine has to spare finds. */
async function searched(site: Site): Promise<string[][]> {
  await toTraining(site, 'screening');
  await site.pick(/^One tree of questions/);
  await site.press(/^Search for better dials/);
  await site.pick(/^Many for a short time/);
  await site.press(/^Search$/);
  await site.reads(/^The best of 16 settings/);
  await site.arrives('train');
  return site.table(/^Settings: those that learned from most/);
}

test('a search on a pool of workers finds in Firefox what it finds in Chromium', async ({ start }) => {
  const here = await searched(await start('firefox'));
  expect(here.length).toBeGreaterThan(5);
  expect(here).toEqual(await searched(await start('chrome')));
});
