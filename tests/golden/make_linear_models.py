"""Makes linear_models.json: linear models with sample weights, class weights, columns of odd units and columns that depend on
each other, by scikit-learn 1.9.1 on numpy 2.4.6 and scipy 1.17.1; Longley's data and the certified values of NIST's StRD
(https://www.itl.nist.gov/div898/strd/lls/data/Longley.shtml), which exact fractions confirm here.

Run it with those versions: python make_linear_models.py > linear_models.json"""
import json
from fractions import Fraction

import numpy as np
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, LogisticRegression, Ridge

LONGLEY = """60323 83.0 234289 2356 1590 107608 1947
61122 88.5 259426 2325 1456 108632 1948
60171 88.2 258054 3682 1616 109773 1949
61187 89.5 284599 3351 1650 110929 1950
63221 96.2 328975 2099 3099 112075 1951
63639 98.1 346999 1932 3594 113270 1952
64989 99.0 365385 1870 3547 115094 1953
63761 100.0 363112 3578 3350 116219 1954
66019 101.2 397469 2904 3048 117388 1955
67857 104.6 419180 2822 2857 118734 1956
68169 108.4 442769 2936 2798 120445 1957
66513 110.8 444546 4681 2637 121950 1958
68655 112.6 482704 3813 2552 123366 1959
69564 114.2 502601 3931 2514 125368 1960
69331 115.7 518173 4806 2572 127852 1961
70551 116.9 554894 4007 2827 130081 1962"""
CERTIFIED = [-3482258.63459582, 15.0618722713733, -0.0358191792925910, -2.02022980381683,
             -1.03322686717359, -0.0511041056535807, 1829.15146461355]


def exact(rows, y):
    """Least squares in fractions."""
    a = [[Fraction(v) for v in ["1", *row]] for row in rows]
    b = [Fraction(v) for v in y]
    n = len(a[0])
    m = [[sum(r[i] * r[j] for r in a) for j in range(n)] + [sum(r[i] * v for r, v in zip(a, b))] for i in range(n)]
    for i in range(n):
        p = next(k for k in range(i, n) if m[k][i])
        m[i], m[p] = m[p], m[i]
        m[i] = [v / m[i][i] for v in m[i]]
        for k in range(n):
            if k != i:
                m[k] = [v - m[k][i] * w for v, w in zip(m[k], m[i])]
    return [float(row[n]) for row in m]


def logistic(X, y, w, C, balanced):
    m = LogisticRegression(C=C, class_weight="balanced" if balanced else None, solver="newton-cholesky", tol=1e-13,
                           max_iter=10_000).fit(X, y, sample_weight=w)
    return m


def lines(m):
    return {"coef": m.coef_.tolist(), "intercept": float(m.intercept_)}


def weighted(rng, n, d):
    X = np.round(rng.normal(0, 1, (n, d)), 3)
    X[:, 1] = np.round(.9 * X[:, 0] + .3 * X[:, 1], 3)
    T = np.round(rng.normal(0, 1, (6, d)), 3)
    y = np.round(X @ rng.normal(0, 2, d) + 3 + rng.normal(0, 1, n), 3)
    k = (X[:, :3] + rng.normal(0, 1, (n, 3))).argmax(1)
    w = np.round(rng.uniform(.1, 3, n), 2)
    w[::9] = 0
    kw = {"tol": 1e-14, "max_iter": 10 ** 6}
    regress = {"ols": LinearRegression(), "ridge_2.0": Ridge(alpha=2.0, solver="cholesky"), "lasso_0.1": Lasso(alpha=.1, **kw),
               "enet_0.2_0.3": ElasticNet(alpha=.2, l1_ratio=.3, **kw)}
    e = {name: lines(m.fit(X, y, sample_weight=w)) for name, m in regress.items()}
    for name, balanced in (("softmax", False), ("softmax_balanced", True)):
        m = logistic(X, k, w, .8, balanced)
        e[name] = {"coef": m.coef_.tolist(), "intercept_centred": (m.intercept_ - m.intercept_.mean()).tolist(),
                   "proba_test": m.predict_proba(T).tolist()}
    m = logistic(X, k > 0, w, .8, True)
    e["logistic_balanced"] = {"coef": m.coef_[0].tolist(), "intercept": float(m.intercept_[0])}
    e["dummy"] = {"prior": DummyClassifier(strategy="prior").fit(X, k, sample_weight=w).class_prior_.tolist(),
                  "mean": float(DummyRegressor().fit(X, y, sample_weight=w).constant_.item())}
    return {"id": f"weighted-{n}x{d}", "kind": "weighted",
            "input": {"X": X.tolist(), "X_test": T.tolist(), "y_real": y.tolist(), "y_class": k.tolist(), "C": .8,
                      "sample_weight": w.tolist()}, "expected": e}


def units(rng, n):
    """A year, an income, a share and a length: nobody has brought them to one scale."""
    Z = rng.normal(0, 1, (n, 4))
    scale, shift = np.array([5, 2e4, .01, 1]), np.array([2008, 5e4, .3, 0])
    X, T = np.round(Z * scale + shift, 4), np.round(rng.normal(0, 1, (6, 4)) * scale + shift, 4)
    k = (Z[:, :3] + rng.normal(0, 1, (n, 3))).argmax(1)
    y = np.round(Z @ np.array([1, -2, 3, .5]) + rng.normal(0, 1, n), 3)
    z = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-13, max_iter=10_000)
    # Without a penalty the probabilities do not depend on the units: learned where the reference is at ease.
    proba = z.fit((X - shift) / scale, k).predict_proba((T - shift) / scale)
    r = LinearRegression().fit((X - shift) / scale, y)
    return {"id": f"units-{n}", "kind": "units",
            "input": {"X": X.tolist(), "X_test": T.tolist(), "y_real": y.tolist(), "y_class": k.tolist()},
            "expected": {"proba_test": proba.tolist(), "ols_predict": r.predict((T - shift) / scale).tolist()}}


def dependent(rng, n):
    """Two columns that are the same, and the levels of a category, which add up to 1."""
    a, level = np.round(rng.normal(0, 1, n), 3), rng.integers(0, 3, n)
    X = np.c_[a, a, np.eye(3)[level]]
    y = np.round(2 * a + level + rng.normal(0, .5, n), 3)
    m = LinearRegression().fit(X, y)
    return {"id": f"dependent-{n}", "kind": "dependent", "input": {"X": X.tolist(), "y_real": y.tolist()},
            "expected": {"ols_predict": m.predict(X).tolist(), "twins": float(m.coef_[0] + m.coef_[1])}}


def longley():
    rows = [line.split() for line in LONGLEY.splitlines()]
    found = exact([row[1:] for row in rows], [row[0] for row in rows])
    assert np.allclose(found, CERTIFIED, rtol=1e-14, atol=0), found
    X = [[float(v) for v in row[1:]] for row in rows]
    return {"id": "longley", "kind": "longley", "input": {"X": X, "y_real": [float(row[0]) for row in rows]},
            "expected": {"coef": CERTIFIED[1:], "intercept": CERTIFIED[0]}}


rng = np.random.default_rng(20_26)
cases = [weighted(rng, 90, 4), weighted(rng, 140, 5), units(rng, 200), dependent(rng, 60), longley()]
print(json.dumps({
    "schema": "linear_models/1",
    "notes": "objectives as in models.json, each row's loss times its weight; in lasso and enet n is the sum of the weights; "
             "balanced: sum of weights / (number of classes * weight of the class)",
    "tolerance": {"abs": 1e-6, "rel": 1e-6, "closed_form": 1e-9},
    "cases": cases}))
