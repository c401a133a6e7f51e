// What the peers that run under Node share: they print what they have, then answer each line `{workload, peer}` with
// one timed run and its quality.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

export const folder = process.argv[2];
export const meta = JSON.parse(readFileSync(`${folder}/meta.json`, "utf8")).workloads;

export function load(workload, part) {
  const bytes = readFileSync(`${folder}/${meta[workload][part].file}`);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

// `peers`: `[workload, name, run]`.
export async function answer(peers) {
  const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);
  say({ peers: peers.map(([workload, name]) => [workload, name]) });
  for await (const line of createInterface({ input: process.stdin })) {
    const asked = JSON.parse(line);
    const [, , run] = peers.find(([workload, name]) => workload === asked.workload && name === asked.peer);
    say(await run());
  }
}

// Area under the ROC curve by ranks, ties counting half; share of rows on the right side of one half.
export function quality(workload, scores) {
  const y = load(workload, "yte");
  const order = [...scores.keys()].sort((a, b) => scores[a] - scores[b]);
  const positives = y.reduce((sum, v) => sum + v, 0);
  let [ranks, right] = [0, 0];
  for (let begin = 0, end = 0; begin < order.length; begin = end) {
    while (end < order.length && scores[order[end]] === scores[order[begin]]) end += 1;
    for (let i = begin; i < end; i += 1) {
      if (y[order[i]] > 0.5) ranks += (begin + end + 1) / 2;
      if (y[order[i]] > 0.5 === scores[order[i]] > 0.5) right += 1;
    }
  }
  const auc = (ranks - (positives * (positives + 1)) / 2) / (positives * (y.length - positives));
  return { auc, accuracy: right / y.length };
}

// W1's objective a row: ½‖w‖² + Σ ln(1 + exp(−y f)), `weights` with the intercept last.
export function objective(weights) {
  const [x, y] = [load("w1", "Xtr"), load("w1", "ytr")];
  const d = weights.length - 1;
  let sum = weights.slice(0, d).reduce((all, w) => all + w * w, 0) / 2;
  for (let i = 0; i < y.length; i += 1) {
    let f = weights[d];
    for (let j = 0; j < d; j += 1) f += weights[j] * x[i * d + j];
    const m = y[i] > 0.5 ? -f : f;
    sum += Math.max(m, 0) + Math.log1p(Math.exp(-Math.abs(m)));
  }
  return sum / y.length;
}
