"""Makes naive_bayes.json beside itself: scikit-learn's naive Bayes of rows that count differently.

`venv/bin/python make_naive_bayes.py`, with the versions of README.md; a second.

It has no class_weight: the weight of a balanced class is `compute_class_weight`'s, which counts rows by weights of their
own where they have such.
"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.naive_bayes import BernoulliNB, GaussianNB, MultinomialNB
from sklearn.utils.class_weight import compute_class_weight

MODELS = {
    "gaussian_nb": lambda: GaussianNB(var_smoothing=0.01),
    "multinomial_nb": lambda: MultinomialNB(alpha=0.5),
    "bernoulli_nb": lambda: BernoulliNB(alpha=0.5),
}


def case(seed, kind, n_classes, weighted, evens):
    rng = np.random.default_rng(seed)
    n, d = 90, 4
    y = np.minimum(rng.geometric(0.6, n) - 1, n_classes - 1)
    if kind == "gaussian_nb":
        x = np.round(rng.normal(size=(n, d)) * [1, 2, 0.5, 3] + 0.7 * y[:, None], 3)
    else:
        x = rng.poisson(0.4 + 0.6 * (y[:, None] == np.arange(d) % n_classes), (n, d))
    weights = np.round(rng.uniform(0, 3, n), 2) if weighted else np.ones(n)
    counts = weights
    if evens:
        classes = np.unique(y)
        counts = weights * compute_class_weight("balanced", classes=classes, y=y, sample_weight=weights)[y]
    model = MODELS[kind]().fit(x, y, sample_weight=counts)
    said = model.predict_proba(x)
    prior = model.class_prior_ if kind == "gaussian_nb" else np.exp(model.class_log_prior_)
    asked = {"X": x.tolist(), "y": y.tolist()}
    if weighted:
        asked["weights"] = weights.tolist()
    if evens:
        asked["class_weight"] = "balanced"
    return {
        "id": f"{kind}-{n_classes}{'-weighted' * weighted}{'-balanced' * evens}",
        "kind": kind,
        "input": {**asked, **({"var_smoothing": 0.01} if kind == "gaussian_nb" else {"alpha": 0.5})},
        "expected": {
            "class_prior": prior.tolist(),
            "predict": said.tolist(),
        },
    }


CASES = [
    case([i, n_classes], kind, n_classes, weighted, evens)
    for i, kind in enumerate(MODELS)
    for n_classes, weighted, evens in [(2, True, False), (2, False, True), (3, False, True), (3, True, True)]
]
FAMILY = {
    "schema": "naive_bayes/1",
    "side": "open",
    "notes": f"scikit-learn {sklearn.__version__} GaussianNB, MultinomialNB, BernoulliNB with sample_weight; balanced: each class "
    "counts the same in all; predict: probability of each class, of the rows of X.",
    "tolerance": {"abs": 1e-10, "rel": 1e-9},
    "cases": CASES,
}
file = pathlib.Path(__file__).with_name("naive_bayes.json")
file.write_text(json.dumps(FAMILY) + "\n")
print(file, file.stat().st_size)
