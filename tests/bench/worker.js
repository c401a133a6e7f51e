// Runs in a worker of its own: loads the shipped engine and times a workload, step by step.
import init, { Timed } from "/engine/worker.js";

const load = async (file) => new Float32Array(await (await fetch(file)).arrayBuffer());
const memory = (wasm) => wasm.memory.buffer.byteLength;

let wasm, timed;

// What the browser does beside us, after its own start and with rows that have just come, is not what is timed.
const quiet = (ms) => new Promise((done) => setTimeout(done, ms));

// Steps to the end; how long it took, and the longest step (milliseconds).
async function run(what, x, y = new Float32Array()) {
  await quiet(200);
  timed.start(what, x, y);
  let longest = 0;
  const begun = performance.now();
  for (let before = begun, done = false; !done; ) {
    done = timed.step();
    const now = performance.now();
    longest = Math.max(longest, now - before);
    before = now;
  }
  const ms = performance.now() - begun;
  const answer = timed.answer();
  if (answer.length === 1 && Number.isNaN(answer[0])) throw new Error(`the engine refused ${what}`);
  return { ms, longest, answer };
}

const tasks = {
  // `d` numbers a row; `data` names the files by their part.
  async begin({ d }) {
    wasm = await init();
    timed = new Timed(d);
    await quiet(2000);
    return { bytes: memory(wasm) };
  },
  async train({ workload, data }) {
    const { ms, longest, answer } = await run(workload, await load(data.Xtr), await load(data.ytr));
    return { ms, longest, answer, bytes: memory(wasm) };
  },
  async score({ data }) {
    return { scores: (await run("rows", await load(data))).answer };
  },
  async rows({ data }) {
    const x = await load(data);
    const { ms, longest, answer } = await run("rows", x);
    return { ms, longest, first: answer.slice(0, 1000) };
  },
  async row({ data, d, rows }) {
    const { ms, answer } = await run("row", (await load(data)).slice(0, d * rows));
    return { ms, first: answer.slice(0, 1000) };
  },
  async drift({ ref, cur }) {
    const { ms, longest, answer } = await run("w7", await load(ref), await load(cur));
    return { ms, longest, answer };
  },
};

addEventListener("message", async ({ data }) => {
  if (!data.task) return;
  try {
    postMessage({ done: await tasks[data.task](data) });
  } catch (error) {
    postMessage({ failed: String(error) });
  }
});
postMessage({ listening: true });
