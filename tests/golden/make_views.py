#!/usr/bin/env python3
"""Makes views.json: scikit-learn's PCA and KMeans of the rows that a learner of Screening learns from, as the Data room
shows them.

    venv/bin/python make_views.py        # scikit-learn and numpy as in README.md
"""

import json
from pathlib import Path

import numpy as np
from sklearn.cluster import KMeans
from sklearn.datasets import load_breast_cancer
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

from make_screening import DAYS, PER_DAY, SEED, Pcg32, fnv1a


def main():
    data = load_breast_cancer()
    y = (data.target == 0).astype(int)
    order = list(range(len(y)))
    Pcg32(SEED, fnv1a("calendar")).shuffle(order)
    train = order[: round(0.4 * DAYS) * PER_DAY]
    x, y = StandardScaler().fit_transform(data.data[train]), y[train]
    pca = PCA(svd_solver="full").fit(x)
    shares = pca.explained_variance_ratio_
    axes = [sorted(np.abs(component), reverse=True)[:6] for component in pca.components_[:2]]
    groups = []
    for k in range(2, 9):
        # Many beginnings, so that the tightest groups there are be found.
        found = KMeans(k, n_init=500, random_state=7, tol=0).fit(x)
        each = sorted(((int((found.labels_ == j).sum()), float(y[found.labels_ == j].mean())) for j in range(k)), reverse=True)
        groups.append({
            "inertia": float(found.inertia_),
            "left": float(found.inertia_ / (x**2).sum()),
            "sizes": [n for n, _ in each],
            "yes": [share for _, share in each],
        })
    few, many = groups[:2], [group["inertia"] for group in groups[2:]]
    expected = {
        "shares": shares[:6].tolist(),
        "held": float(shares[:2].sum()),
        "needed": int(np.searchsorted(np.cumsum(shares), 0.9) + 1),
        "loadings": [[float(v) for v in axis] for axis in axes],
        "points": pca.transform(x)[:, :2].tolist(),
        "kinds": y.tolist(),
        "groups": few,
        "inertia_of_more": many,
    }
    golden = {
        "schema": "views/1", "side": "open",
        "notes": "StandardScaler, PCA and KMeans of the first lap’s training rows of Screening, in their order. `loadings` "
                 "are the sizes of the six largest of the first two components; `groups` are for 2 and 3 clusters, each the "
                 "best of 500 beginnings, the largest cluster first; of 4 to 8 only the inertia is told. `needed` components hold nine tenths of the variance.",
        "tolerance": {"abs": 1e-9, "rel": 1e-9, "points": {"abs": 5.1e-4, "rel": 0.0},
                      "more": {"abs": 0.0, "rel": 0.02}},
        "cases": [{"id": "screening", "input": {"rows": train}, "expected": expected}],
    }
    Path(__file__).with_name("views.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
