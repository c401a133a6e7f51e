#!/usr/bin/env python3
"""Makes screening.json: what scikit-learn comes to on the masses of Screening, on our split and on its own.

    venv/bin/python make_screening.py        # scikit-learn and numpy as in README.md

The calendar is laid out here once more, from its description alone (PCG32 by M. O'Neill, the bounded draw by D. Lemire,
the shuffle by Fisher and Yates), so that the engine's rows are checked too.
"""

import json
import sys
from pathlib import Path

import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

SEED, PER_DAY, DAYS = 569, 20, 12
MASK = (1 << 64) - 1


class Pcg32:
    """PCG-XSH-RR 64/32, seeded as its reference implementation does with an increment but without the last two steps of
    pcg32_srandom_r: state = seed + increment, then one step."""

    def __init__(self, seed, stream):
        self.increment = (stream << 1 | 1) & MASK
        self.state = (seed + self.increment) & MASK
        self.step()

    def step(self):
        self.state = (self.state * 6364136223846793005 + self.increment) & MASK

    def next(self):
        old = self.state
        self.step()
        word = ((old >> 18 ^ old) >> 27) & 0xFFFFFFFF
        rot = old >> 59
        return (word >> rot | word << (32 - rot if rot else 0)) & 0xFFFFFFFF

    def below(self, n):
        floor = (1 << 32) % n
        while True:
            wide = self.next() * n
            if wide & 0xFFFFFFFF >= floor:
                return wide >> 32

    def shuffle(self, items):
        for i in range(len(items) - 1, 0, -1):
            j = self.below(i + 1)
            items[i], items[j] = items[j], items[i]


def fnv1a(text):
    found = 0xCBF29CE484222325
    for byte in text.encode():
        found = (found ^ byte) * 0x100000001B3 & MASK
    return found


def case(name, x, y, train, test, more):
    model = make_pipeline(
        StandardScaler(), LogisticRegression(C=1.0, solver="newton-cholesky", tol=1e-12, max_iter=1000)
    ).fit(x[train], y[train])
    score = model.predict_proba(x[test])[:, 1]
    expected = {
        "probabilities": score.tolist(),
        "positives": int(y[test].sum()),
        "missed_at_half": int(((score < 0.5) & (y[test] == 1)).sum()),
        "alarms_at_half": int(((score >= 0.5) & (y[test] == 0)).sum()),
        "roc_auc": float(roc_auc_score(y[test], score)),
        "log_loss": float(log_loss(y[test], score)),
    }
    told = {key: value for key, value in expected.items() if key != "probabilities"}
    print(name, told, file=sys.stderr)
    train, test = [int(i) for i in train], [int(i) for i in test]
    return {"id": name, "input": {"train": train, "test": test, **more}, "expected": expected}


def main():
    data = load_breast_cancer()
    x, y = data.data, (data.target == 0).astype(int)
    order = list(range(len(y)))
    Pcg32(SEED, fnv1a("calendar")).shuffle(order)
    history = order[: PER_DAY * DAYS]
    # 40, 30 and 30 percent of the Mondays, as nearly as whole ones allow.
    first, second = (round(share * DAYS) * PER_DAY for share in (0.4, 0.7))
    ours = case("our_split", x, y, history[:first], history[second:], {"validation": history[first:second]})
    train, test = train_test_split(np.arange(len(y)), test_size=0.3, stratify=y, random_state=7)
    cases = [ours, case("holdout", x, y, train, test, {})]
    golden = {
        "schema": "screening/1", "side": "open",
        "notes": "Rows are positions in scikit-learn's table. StandardScaler and LogisticRegression(C=1) learn from "
                 "`train`; yes is malignant. `our_split` is the calendar of seed 569: Mondays of 20 rows.",
        "tolerance": {"abs": 1e-6, "rel": 1e-6},
        "cases": cases,
    }
    Path(__file__).with_name("screening.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
