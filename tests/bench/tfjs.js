// TensorFlow.js with its WebAssembly backend, under Node: `node tfjs.js FOLDER`.
import { createRequire } from "node:module";
import path from "node:path";
import { answer, load, meta, objective, quality } from "./peer.js";

const require = createRequire(import.meta.url);
const tf = require("@tensorflow/tfjs-core");
const layers = require("@tensorflow/tfjs-layers");
const wasm = require("@tensorflow/tfjs-backend-wasm");

wasm.setThreadsCount(1);
wasm.setWasmPaths(path.join(path.dirname(require.resolve("@tensorflow/tfjs-backend-wasm/package.json")), "dist/"));
await tf.setBackend("wasm");
await tf.ready();

// Full batches of the same objective: there is no second-order method to choose.
async function logistic() {
  const { n_train: n, d } = meta.w1;
  const [x, y] = [tf.tensor2d(load("w1", "Xtr"), [n, d]), tf.tensor1d(load("w1", "ytr"))];
  const begun = performance.now();
  const [w, b] = [tf.variable(tf.zeros([d, 1])), tf.variable(tf.scalar(0))];
  const adam = tf.train.adam(0.05);
  const loss = () => {
    const f = tf.add(tf.reshape(tf.matMul(x, w), [n]), b);
    const each = tf.add(tf.sub(tf.relu(f), tf.mul(f, y)), tf.log1p(tf.exp(tf.neg(tf.abs(f)))));
    return tf.add(tf.mean(each), tf.mul(tf.sum(tf.square(w)), 0.5 / n));
  };
  for (let i = 0; i < 300; i += 1) adam.minimize(loss);
  const weights = [...w.dataSync(), b.dataSync()[0]];
  const ms = performance.now() - begun;
  const rows = load("w1", "Xte");
  const scores = Float64Array.from({ length: rows.length / d }, (_, i) => {
    const f = weights.slice(0, d).reduce((sum, v, j) => sum + v * rows[i * d + j], weights[d]);
    return 1 / (1 + Math.exp(-f));
  });
  return { ms, ...quality("w1", scores), objective: objective(weights) };
}

async function network() {
  const { n_train: n, n_test, d } = meta.w5;
  const [x, y] = [tf.tensor2d(load("w5", "Xtr"), [n, d]), tf.tensor2d(load("w5", "ytr"), [n, 1])];
  const begun = performance.now();
  const model = layers.sequential({
    layers: [
      layers.layers.dense({ units: 32, activation: "relu", inputShape: [d] }),
      layers.layers.dense({ units: 16, activation: "relu" }),
      layers.layers.dense({ units: 1, activation: "sigmoid" }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(1e-3), loss: "binaryCrossentropy" });
  await model.fit(x, y, { epochs: 20, batchSize: 64, shuffle: true, verbose: 0, yieldEvery: "never" });
  const ms = performance.now() - begun;
  return { ms, ...quality("w5", model.predict(tf.tensor2d(load("w5", "Xte"), [n_test, d])).dataSync()) };
}

const name = `tfjs ${tf.version_core} wasm`;
await answer([
  ["w1", `${name}, Adam, 300 steps`, logistic],
  ["w5", name, network],
]);
