// The shipped engine in a worker of headless Chromium: `node browser.js FOLDER SITE CHROMIUM`.
import { answer, folder, meta, objective, quality } from "./peer.js";
import { launch, serve } from "./site.js";

const [, , , site, executablePath] = process.argv;
const { address: home, close } = await serve(site, folder);

// A worker in a browser of its own: what another workload has warmed is cold here.
async function start() {
  const browser = await launch(executablePath);
  const page = await browser.newPage();
  await page.goto(home);
  await page.evaluate(async () => {
    const worker = new Worker("/bench/worker.js", { type: "module" });
    const next = () => new Promise((done, fail) => {
      worker.onmessage = ({ data }) => {
        if (data.failed) fail(new Error(data.failed));
        else if (data.done || data.listening) done(data.done);
      };
      worker.onerror = (event) => fail(new Error(event.message));
    });
    globalThis.ask = (message) => {
      const answered = next();
      worker.postMessage(message);
      return answered;
    };
    await next();
  });
  return { browser, ask: (message) => page.evaluate((message) => ask(message), message) };
}
const address = (workload, part) => `/data/${meta[workload][part].file}`;

const started = {};
const ask = (workload, message) => started[workload].ask(message);

async function begin(workload) {
  if (started[workload]) return;
  started[workload] = await start();
  started[workload].before = await ask(workload, { task: "begin", d: meta[workload].d });
}

async function train(workload, worker = workload) {
  await begin(worker);
  const data = { Xtr: address(workload, "Xtr"), ytr: address(workload, "ytr") };
  const { ms, longest, answer: weights, bytes } = await ask(worker, { task: "train", workload, data });
  // What the engine holds of the rows: eight bytes a number, answers included.
  const rows = meta[workload].n_train * (meta[workload].d + 1) * 8;
  const memory = { peak_mb: (bytes - started[worker].before.bytes) / 1e6, data_mb: rows / 1e6 };
  return { ms, longest_step_ms: longest, weights: Object.values(weights), ...memory };
}

const training = (workload) => async () => {
  const { weights, ...found } = await train(workload);
  const { scores } = await ask(workload, { task: "score", data: address(workload, "Xte") });
  const about = weights.length > 0 ? { objective: objective(weights) } : {};
  return { ...found, ...quality(workload, Object.values(scores)), ...about };
};

async function scoring() {
  if (!started.w6) await train("w2", "w6");
  const data = address("w6", "X");
  const many = await ask("w6", { task: "rows", data });
  const [rows, first] = [10_000, Object.values(many.first)];
  const one = await ask("w6", { task: "row", data, d: meta.w6.d, rows });
  if (!Object.values(one.first).every((score, i) => score === first[i])) throw new Error("a row scores differently");
  const { scores } = await ask("w6", { task: "score", data: address("w2", "Xte") });
  const found = { ms: many.ms, longest_step_ms: many.longest, one_row_us: (one.ms * 1e3) / rows };
  return { ...found, ...quality("w2", Object.values(scores)) };
}

async function drift() {
  await begin("w7");
  const found = await ask("w7", { task: "drift", ref: address("w7", "ref"), cur: address("w7", "cur") });
  return { ms: found.ms, longest_step_ms: found.longest, answer: Object.values(found.answer) };
}

const probe = await launch(executablePath);
const name = `full-loop wasm, Chromium ${probe.version().split(".")[0]}`;
await probe.close();
const trained = ["w1", "w2", "w3", "w4", "w5"].map((workload) => [workload, name, training(workload)]);
await answer([...trained, ["w6", name, scoring], ["w7", name, drift]]);
await Promise.all(Object.values(started).map(({ browser }) => browser.close()));
close();
