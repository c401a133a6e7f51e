"""Makes the rows of the seven workloads, the same on every machine: `make_data.py FOLDER`.

Files of float32, little-endian, row after row; shapes and sha256 stand in meta.json. 110 MB.
"""

import hashlib
import json
import pathlib
import sys

import numpy as np

FOLDER = pathlib.Path(sys.argv[1])
D = 20


def save(name, array):
    array = np.ascontiguousarray(array, dtype="<f4")
    array.tofile(FOLDER / f"{name}.f32")
    return {"file": f"{name}.f32", "shape": list(array.shape), "sha256": hashlib.sha256(array.tobytes()).hexdigest()}


def features(rng, n):
    """Correlated normal columns, with a few that are skewed, whole, clipped or counts, as in tables."""
    mix = rng.standard_normal((D, D)) * 0.35 + np.eye(D)
    x = rng.standard_normal((n, D)) @ mix.T
    x[:, 3] = np.exp(0.5 * x[:, 3])
    x[:, 7] = np.round(x[:, 7] * 2)
    x[:, 11] = np.clip(x[:, 11], -1, 1)
    x[:, 15] = np.floor(np.abs(x[:, 15]) * 3)
    return x.astype(np.float32)


def draw(rng, log_odds):
    return (rng.random(len(log_odds)) < 1 / (1 + np.exp(-log_odds))).astype(np.float32)


def straight(rng, x):
    z = (x - x.mean(0)) / x.std(0)
    return draw(rng, z @ (rng.standard_normal(D) * 0.6) - 0.3)


def bent(rng, x):
    z = (x - x.mean(0)) / x.std(0)
    f = (
        1.2 * np.sin(1.7 * z[:, 0]) + 0.9 * z[:, 1] * z[:, 2] + 1.1 * (z[:, 3] > 0.4) * z[:, 4] - 0.8 * np.abs(z[:, 5])
        + 0.7 * (z[:, 7] > 0) * (z[:, 8] < 0.3) + 0.6 * z[:, 9] - 0.5 * z[:, 10] * z[:, 11] + 0.4 * z[:, 15]
        + 0.5 * np.cos(2 * z[:, 13])
    )  # fmt: skip
    return draw(rng, (f - f.mean()) / f.std() * 1.8)


def training(name, seed, n, target, standardised=False):
    """`n` rows, of which four in five are to learn from."""
    rng = np.random.default_rng(seed)
    x = features(rng, n)
    y = target(rng, x)
    order = rng.permutation(n)
    x, y, k = x[order], y[order], int(n * 0.8)
    if standardised:
        x = ((x - x[:k].mean(0)) / x[:k].std(0)).astype(np.float32)
    parts = {"Xtr": x[:k], "ytr": y[:k], "Xte": x[k:], "yte": y[k:]}
    return {"n": n, "d": D, "n_train": k, "n_test": n - k, "seed": seed, "standardised": standardised,
            **{part: save(f"{name}_{part}", array) for part, array in parts.items()}}  # fmt: skip


def scoring():
    rng = np.random.default_rng(606)
    rows = np.fromfile(FOLDER / "w2_Xte.f32", "<f4").reshape(-1, D)
    drawn = rows[rng.integers(0, len(rows), 1_000_000)]
    drawn = drawn + (rng.standard_normal((1_000_000, D)) * 0.05).astype(np.float32)
    return {"n": 1_000_000, "d": D, "X": save("w6_X", drawn)}


def drifting():
    ref = features(np.random.default_rng(707), 100_000)
    cur = ref[np.random.default_rng(708).permutation(100_000)].copy()
    cur = (cur + np.random.default_rng(709).standard_normal(cur.shape) * 0.02).astype(np.float32)
    for column, shift in ((0, 0.1), (4, 0.3), (8, 0.6), (12, 1.0)):
        cur[:, column] += shift * ref[:, column].std()
    for column, scale in ((2, 1.3), (6, 0.7)):
        mean = cur[:, column].mean()
        cur[:, column] = (cur[:, column] - mean) * scale + mean
    return {"n_ref": 100_000, "n_cur": 100_000, "d": D, "ref": save("w7_ref", ref), "cur": save("w7_cur", cur)}


FOLDER.mkdir(parents=True, exist_ok=True)
workloads = {
    "w1": training("w1", 101, 25_000, straight, standardised=True),
    "w2": training("w2", 202, 62_500, bent),
    "w3": training("w3", 303, 12_500, bent),
    "w4": training("w4", 404, 62_500, bent),
    "w5": training("w5", 505, 25_000, bent, standardised=True),
    "w6": scoring(),
    "w7": drifting(),
}
(FOLDER / "meta.json").write_text(json.dumps({"dtype": "f32le row-major", "workloads": workloads}, indent=1))
