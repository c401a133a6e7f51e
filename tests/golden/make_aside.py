"""Which rows are the same as an earlier one, and which labels look wrong: `make_aside.py` writes aside.json.

pandas' DataFrame.duplicated, and cleanlab's confident joint, in the versions that README.md names. Where two classes and
more reach their thresholds cleanlab takes the likeliest of all classes, the paper (and we) the likeliest of those: the
script looks that no row here is told apart by that.
"""

import json
import pathlib

import numpy as np
import pandas as pd
from cleanlab.count import compute_confident_joint, get_confident_thresholds


def duplicated():
    rng = np.random.default_rng(21)
    frame = pd.DataFrame({
        "number": np.round(rng.choice([0.0, 0.5, -1.25, 3e9, np.nan], 300), 3),
        "word": rng.choice(["a", "b", "A", None], 300, p=[0.4, 0.3, 0.2, 0.1]),
        "y": rng.integers(0, 2, 300).astype(float),
    })
    for name, columns in (("all", ["number", "word", "y"]), ("numbers", ["number", "y"]), ("one", ["y"])):
        part = frame[columns]
        given = {c: ["NaN" if isinstance(v, float) and np.isnan(v) else v for v in part[c]] for c in columns}
        yield {"id": f"duplicated_{name}", "kind": "duplicated", "input": given,
               "expected": {"rows": np.flatnonzero(part.duplicated()).tolist()}}
    distinct = pd.DataFrame({"number": np.arange(20.0)})
    assert not distinct.duplicated().any()
    yield {"id": "duplicated_none", "kind": "duplicated", "input": {"number": distinct["number"].tolist()},
           "expected": {"rows": []}}


def noise():
    rng = np.random.default_rng(22)
    for name, k, n, noise in (("two", 2, 400, 0.1), ("rare", 2, 400, 0.03), ("four", 4, 500, 0.15), ("none", 2, 60, 0.0)):
        weights = np.array([0.93, 0.07]) if name == "rare" else np.ones(k) / k
        true = rng.choice(k, n, p=weights)
        labels = np.where(rng.random(n) < noise, rng.integers(0, k, n), true)
        proba = rng.dirichlet(np.ones(k), n) * 0.45 + np.eye(k)[true] * 0.55
        proba = np.round(proba / proba.sum(axis=1, keepdims=True), 4)
        # Away from thresholds, where cleanlab lets a little less than one pass.
        thresholds = get_confident_thresholds(labels, proba)
        sure = proba >= thresholds
        assert np.abs(proba - thresholds).min() > 1e-5
        assert not ((sure.sum(axis=1) > 1) & ~sure[np.arange(n), proba.argmax(axis=1)]).any()
        _, rows = compute_confident_joint(labels, proba, return_indices_of_off_diagonals=True)
        yield {"id": f"label_noise_{name}", "kind": "label_noise",
               "input": {"labels": labels.tolist(), "proba": proba.tolist()}, "expected": {"rows": rows.tolist()}}


golden = {
    "schema": "aside/1",
    "side": "open",
    "notes": "duplicated: columns, and the rows that are the same as an earlier one; missing is the same as missing. "
    "label_noise: labels with the chance of each class, and the rows whose label looks wrong.",
    "tolerance": {"abs": 0, "rel": 0},
    "cases": [*duplicated(), *noise()],
}
pathlib.Path(__file__).with_name("aside.json").write_text(json.dumps(golden) + "\n")
