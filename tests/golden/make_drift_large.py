#!/usr/bin/env python3
"""Makes drift_large.json: scipy and numpy on samples too large to be written out, so that each is a formula.

    venv/bin/python make_drift_large.py        # numpy and scipy as in README.md

Value i of a sample of n is `shape(u) * scale + shift`, u = ((i * step) mod modulus + .5) / modulus; every `gap`-th is
missing. Only +, -, *, / and floor are used, so that any 64-bit arithmetic gives the same numbers.
"""

import json
from pathlib import Path

import numpy as np
from scipy.stats import ks_2samp

SHAPES = {
    "flat": lambda u: u,
    "peak": lambda u: (u - 0.5) * (u - 0.5) * (u - 0.5),
    "tail": lambda u: u / (1.0001 - u),
    "steps": lambda u: np.floor(u * 12.0) / 4.0,
    "mostly_nought": lambda u: np.where(u < 0.8, 0.0, u),
}


def values(shape, n, step, modulus, scale=1.0, shift=0.0, gap=0):
    u = (np.arange(n, dtype=np.int64) * step % modulus + 0.5) / modulus
    v = SHAPES[shape](u) * scale + shift
    if gap:
        v[gap - 1 :: gap] = np.nan
    return v


def case(name, ref, cur):
    a, b = (v[~np.isnan(v)] for v in (values(**ref), values(**cur)))
    ks = ks_2samp(a, b, method="asymp")
    edges = np.unique(np.quantile(a, np.linspace(0, 1, 11)))[1:-1]
    share = lambda v: np.bincount(np.searchsorted(edges, v, "right"), minlength=len(edges) + 1) / len(v)
    p, q = share(a), share(b)
    floored = np.maximum(p, 1e-4), np.maximum(q, 1e-4)
    expected = {
        "ks": {
            "statistic": ks.statistic,
            "statistic_location": ks.statistic_location,
            "sign": int(ks.statistic_sign),
            "statistic_less": ks_2samp(a, b, alternative="less", method="asymp").statistic,
            "statistic_greater": ks_2samp(a, b, alternative="greater", method="asymp").statistic,
        },
        "psi_quantile10": {
            "psi": ((floored[1] - floored[0]) * np.log(floored[1] / floored[0])).sum(),
            "inner_edges": edges.tolist(),
            "ref_prop": p.tolist(),
            "cur_prop": q.tolist(),
        },
        "median": {"ref": np.median(a), "cur": np.median(b)},
    }
    return {"id": name, "input": {"ref": ref, "cur": cur}, "expected": expected}


def pair(shape, n, m, **moved):
    ref = {"shape": shape, "n": n, "step": 7919, "modulus": 104_729}
    return ref, {"shape": shape, "n": m, "step": 15_485, "modulus": 99_991, **moved}


cases = [
    case("flat_moved", *pair("flat", 20_000, 30_000, shift=0.07)),
    case("flat_the_same", *pair("flat", 20_000, 30_000)),
    case("peak_wider", *pair("peak", 40_000, 9_000, scale=1.25)),
    case("tail_longer", *pair("tail", 30_000, 30_000, scale=1.1)),
    case("steps_moved", *pair("steps", 12_007, 9_001, shift=0.25)),
    case("steps_between", *pair("steps", 12_007, 9_001, shift=0.125)),
    case("mostly_nought", *pair("mostly_nought", 25_000, 25_000, scale=0.9)),
    case("with_gaps", *pair("peak", 25_000, 25_000, shift=-0.01, gap=7)),
    case("far_apart", *pair("flat", 8_000, 8_000, shift=5.0)),
    case("one_far_out", *pair("tail", 8_000, 50_000, scale=1000.0)),
    case("hardly_any_range", *pair("flat", 8_000, 8_000, scale=1e-9, shift=1.0)),
]
golden = {
    "schema": "drift_large/1",
    "side": "open",
    "notes": "Samples are formulas, see make_drift_large.py. KS by scipy, PSI over deciles by numpy, shares at least 0.0001.",
    "tolerance": {"abs": 1e-12, "rel": 1e-10},
    "cases": cases,
}
Path(__file__).with_name("drift_large.json").write_text(json.dumps(golden, indent=1) + "\n")
