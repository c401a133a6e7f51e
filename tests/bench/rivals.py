"""The rivals from PyPI of `cargo xtask bench`, on one thread: `rivals.py FOLDER`.

First prints the peers it has, then answers each line `{"workload", "peer"}` with one timed run and its quality.
"""

import os

for name in ("OMP", "OPENBLAS", "MKL", "NUMEXPR"):
    os.environ[f"{name}_NUM_THREADS"] = "1"

import json
import pathlib
import sys
import time
import warnings

import lightgbm
import numpy as np
import sklearn
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, roc_auc_score
from sklearn.neural_network import MLPClassifier
from sklearn.tree import DecisionTreeClassifier

warnings.filterwarnings("ignore")
FOLDER = pathlib.Path(sys.argv[1])
META = json.loads((FOLDER / "meta.json").read_text())["workloads"]


def load(workload, part):
    about = META[workload][part]
    return np.fromfile(FOLDER / about["file"], "<f4").reshape(about["shape"])


def clocked(work):
    begun = time.perf_counter()
    found = work()
    return (time.perf_counter() - begun) * 1e3, found


def quality(workload, scores):
    y = load(workload, "yte")
    return {"auc": roc_auc_score(y, scores), "accuracy": accuracy_score(y, scores > 0.5)}


def fitted(workload, new, dtype=np.float32):
    """One training of a scikit-learn model."""
    x, y = load(workload, "Xtr").astype(dtype), load(workload, "ytr")
    ms, model = clocked(lambda: new().fit(x, y))
    return ms, model, quality(workload, model.predict_proba(load(workload, "Xte"))[:, 1])


def logistic(solver, tol):
    def run():
        new = lambda: LogisticRegression(C=1.0, solver=solver, tol=tol, max_iter=1000)
        ms, model, found = fitted("w1", new, np.float64)
        x, y = load("w1", "Xtr").astype(float), load("w1", "ytr")
        w, s = model.coef_[0], 2 * y - 1
        loss = np.logaddexp(0, -s * (x @ w + model.intercept_[0])).sum() + 0.5 * w @ w
        return {"ms": ms, **found, "objective": loss / len(y)}

    return run


def plain(workload, new):
    def run():
        ms, _, found = fitted(workload, new)
        return {"ms": ms, **found}

    return run


def hist_gradient_boosting():
    return HistGradientBoostingClassifier(
        max_iter=100, learning_rate=0.1, max_leaf_nodes=31, max_depth=6, max_bins=255, min_samples_leaf=20,
        early_stopping=False, l2_regularization=0.0,
    )  # fmt: skip


def light_gbm(x, y):
    dials = dict(
        objective="binary", num_leaves=31, max_depth=6, learning_rate=0.1, max_bin=255, min_data_in_leaf=20,
        num_threads=1, verbosity=-1, force_col_wise=True, deterministic=True,
    )  # fmt: skip
    return lightgbm.train(dials, lightgbm.Dataset(x, y, params={"verbosity": -1}), 100)


def light_gbm_training():
    ms, model = clocked(lambda: light_gbm(load("w2", "Xtr"), load("w2", "ytr")))
    return {"ms": ms, **quality("w2", model.predict(load("w2", "Xte"), num_threads=1))}


class Scoring:
    """A model of W2, trained when it is first asked to score."""

    def __init__(self, train, score):
        self.train, self.score, self.model = train, score, None

    def __call__(self):
        if self.model is None:
            self.model = self.train(load("w2", "Xtr"), load("w2", "ytr"))
            self.rows = load("w6", "X")
        one = self.rows[:1].copy()
        ms, _ = clocked(lambda: self.score(self.model, self.rows))
        spans = [clocked(lambda: self.score(self.model, one))[0] for _ in range(300)]
        scores = self.score(self.model, load("w2", "Xte"))
        return {"ms": ms, "one_row_us": float(np.median(spans)) * 1e3, **quality("w2", scores)}


def drift():
    """Stability index (different deciles, bins closed below, shares of at least 0.0001) and two-sample distance."""
    then, now = load("w7", "ref"), load("w7", "cur")

    def column(a, b):
        edges = np.unique(np.quantile(a, np.linspace(0, 1, 11)))[1:-1]
        count = lambda v: np.bincount(np.searchsorted(edges, v, "right"), minlength=len(edges) + 1)
        share = lambda v: np.maximum(count(v) / len(v), 1e-4)
        p, q = share(a), share(b)
        a, b = np.sort(a), np.sort(b)
        both = np.concatenate([a, b])
        gap = np.searchsorted(a, both, "right") / len(a) - np.searchsorted(b, both, "right") / len(b)
        return [float(((q - p) * np.log(q / p)).sum()), float(np.abs(gap).max())]

    ms, found = clocked(lambda: [column(then[:, j], now[:, j]) for j in range(then.shape[1])])
    return {"ms": ms, "answer": sum(found, [])}


SK = f"sklearn {sklearn.__version__}"
NETWORK = dict(
    activation="relu", solver="adam", alpha=0.0, batch_size=64, learning_rate_init=1e-3, max_iter=20,
    n_iter_no_change=1000, tol=0, random_state=0,
)  # fmt: skip
PEERS = {
    ("w1", f"{SK} LogisticRegression newton-cholesky"): logistic("newton-cholesky", 1e-6),
    ("w1", f"{SK} LogisticRegression lbfgs"): logistic("lbfgs", 1e-4),
    ("w2", f"LightGBM {lightgbm.__version__}"): light_gbm_training,
    ("w2", f"{SK} HistGradientBoosting"): plain("w2", hist_gradient_boosting),
    ("w3", f"{SK} RandomForest"): plain("w3", lambda: RandomForestClassifier(100, n_jobs=1, random_state=0)),
    ("w4", f"{SK} DecisionTree"): plain("w4", lambda: DecisionTreeClassifier(random_state=0)),
    ("w5", f"{SK} MLPClassifier"): plain("w5", lambda: MLPClassifier((32, 16), **NETWORK)),
    ("w6", f"LightGBM {lightgbm.__version__}"): Scoring(light_gbm, lambda m, x: m.predict(x, num_threads=1)),
    ("w6", f"{SK} HistGradientBoosting"): Scoring(
        lambda x, y: hist_gradient_boosting().fit(x, y), lambda m, x: m.predict_proba(x)[:, 1]
    ),
    ("w7", f"numpy {np.__version__}"): drift,
}

print(json.dumps({"peers": list(PEERS)}), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    print(json.dumps(PEERS[asked["workload"], asked["peer"]]()), flush=True)
