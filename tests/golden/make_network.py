#!/usr/bin/env python3
"""Golden values of neural networks: writes `network.json` beside itself.

usage:  venv/bin/python make_network.py     (numpy and scikit-learn as in README.md)

From given weights, in 64-bit numbers: the loss and its gradient (`_backprop` of scikit-learn's MLPClassifier and
MLPRegressor), then some passes of Adam over batches in the order of the rows: weights, losses and what it says. A
regression learns standardised answers, as TransformedTargetRegressor(MLPRegressor, StandardScaler) does.
"""
import json
import os
import warnings

import numpy as np
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.preprocessing import StandardScaler
from sklearn.utils import compute_sample_weight

warnings.filterwarnings("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))
PASSES, BATCH, RATE = 4, 8, 0.01


def flat(coefs, intercepts):
    """Layer after layer: the weights of the first input to all units, of the next, …, then the biases."""
    return np.concatenate([np.concatenate([c.ravel(), b]) for c, b in zip(coefs, intercepts)])


def case(seed, task, activation, hidden, alpha, weighted, balanced=False):
    rng = np.random.default_rng(seed)
    n, d = 37, 5
    x = np.round(rng.normal(size=(n, d)), 3)
    score = x[:, 0] - 0.7 * x[:, 1] * x[:, 2] + 0.5 * rng.normal(size=n)
    if task == "regression":
        y = np.round(40 + 7 * score, 2)
        learned = StandardScaler().fit_transform(y[:, None])
        kind, target = MLPRegressor, learned.ravel()
    else:
        classes = 3 if task == "multiclass" else 2
        shares = np.arange(1, classes) / classes
        # Of even classes nothing would count for more.
        y = np.digitize(score, np.quantile(score, np.sqrt(shares) if balanced else shares))
        learned = np.eye(3)[y] if classes == 3 else y[:, None].astype(float)
        kind, target = MLPClassifier, y
    weights = np.round(rng.uniform(0, 2, n), 2) if weighted else None
    # MLPClassifier has no class_weight: the same by how much each row counts.
    counts = compute_sample_weight("balanced", y) if balanced else weights
    model = kind(
        hidden_layer_sizes=hidden, activation=activation, alpha=alpha, batch_size=BATCH, learning_rate_init=RATE,
        shuffle=False, max_iter=1, warm_start=True, n_iter_no_change=1000, tol=0, random_state=seed,
    ).fit(x, target)  # fmt: skip
    model.coefs_ = [np.round(rng.uniform(-0.8, 0.8, c.shape), 3) for c in model.coefs_]
    model.intercepts_ = [np.round(rng.uniform(-0.5, 0.5, b.shape), 3) for b in model.intercepts_]
    start = flat(model.coefs_, model.intercepts_)
    layers = len(model.coefs_)
    none = lambda: [None] * layers
    loss, coef_grads, intercept_grads = model._backprop(
        x, learned, counts, [x] + none(), none(), none(), none()
    )
    # On from the start, as if nothing had been before.
    model.max_iter, model.loss_curve_, model.best_loss_, model._no_improvement_count = PASSES, [], np.inf, 0
    model.t_, model.n_iter_ = 0, 0
    model.fit(x, target, sample_weight=counts)
    if task == "regression":
        said = y.mean() + y.std() * model.predict(x)
    else:
        said = model.predict_proba(x)
        said = said[:, 1] if task == "binary" else said.ravel()
    expected = {
        "loss": loss,
        "gradient": flat(coef_grads, intercept_grads).tolist(),
        "weights": flat(model.coefs_, model.intercepts_).tolist(),
        "predict": said.tolist(),
    }
    # With decay the curve of the reference holds it; with weights it is a mean of batches.
    if alpha == 0 and counts is None:
        expected["loss_curve"] = [float(loss) for loss in model.loss_curve_]
    dials = {"hidden_layer_sizes": list(hidden), "activation": activation, "alpha": alpha, "batch_size": BATCH}
    return {
        "id": f"{task}-{activation}-{'-'.join(map(str, hidden))}{'-weighted' * weighted}{'-balanced' * balanced}",
        "kind": "adam",
        "input": {
            "task": task, **dials, "learning_rate_init": RATE, "max_iter": PASSES, "start": start.tolist(),
            "X": x.tolist(), "y": y.tolist(), **({"weights": weights.tolist()} if weighted else {}),
            **({"class_weight": "balanced"} if balanced else {}),
        },
        "expected": expected,
    }  # fmt: skip


CASES = [
    case(1, "binary", "relu", (7, 3), 0.0, False),
    case(2, "binary", "tanh", (6,), 0.5, True),
    case(3, "multiclass", "relu", (9,), 0.5, True),
    case(4, "multiclass", "tanh", (5, 4, 3), 0.0, False),
    case(5, "regression", "relu", (8, 4), 0.5, False),
    case(6, "regression", "tanh", (4, 9), 0.0, False),
    case(7, "regression", "tanh", (3,), 0.1, True),
    case(8, "binary", "relu", (5,), 0.2, False, balanced=True),
    case(9, "multiclass", "tanh", (6, 3), 0.1, False, balanced=True),
]
FILE = {
    "schema": "network/1",
    "side": "train",
    "notes": "weights and gradient: layer after layer, row-major (n_in, n_out), then the biases; the loss is the mean over"
    " rows by weight, half the squared error of standardised answers in a regression, with alpha / 2 times the squared"
    " weights over the sum of the rows' weights; batches in the order of the rows",
    "tolerance": {"abs": 2e-5, "rel": 2e-5},
    "cases": CASES,
}
with open(os.path.join(HERE, "network.json"), "w") as file:
    json.dump(FILE, file, indent=None, separators=(",", ":"))
    file.write("\n")
