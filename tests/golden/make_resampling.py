"""How many rows of each class are drawn: `make_resampling.py` writes resampling.json.

imbalanced-learn's RandomOverSampler and RandomUnderSampler, in the version that README.md names: rows of each class
afterwards (they are the same for all seeds), and whether all of them are still there, or none is there twice. Of yes or no
`sampling_strategy` is its share, and 1 is its "auto"; a share of several classes, which it does not know, is given to it as
the number of rows wanted of each class.
"""

import json
import pathlib

import numpy as np
from imblearn.over_sampling import RandomOverSampler
from imblearn.under_sampling import RandomUnderSampler

SAMPLERS = {"oversample": RandomOverSampler, "undersample": RandomUnderSampler}


def strategy(method, share, counts):
    if share == 1:
        return "auto"
    if len(counts) == 2:
        return share
    if method == "oversample":
        most = max(counts.values())
        return {c: max(n, int(most * share)) for c, n in counts.items() if n < most}
    least = min(counts.values())
    return {c: min(n, int(least / share)) for c, n in counts.items() if n > least}


def case(name, y, method, share):
    names, sizes = np.unique(y, return_counts=True)
    counts = {int(c): int(n) for c, n in zip(names, sizes)}
    x, seen = np.arange(len(y)).reshape(-1, 1), set()
    for seed in range(5):
        sampler = SAMPLERS[method](sampling_strategy=strategy(method, share, counts), random_state=seed)
        sampler.fit_resample(x, y)
        rows = sampler.sample_indices_
        after = np.bincount(y[rows], minlength=len(names))
        # Of the commonest nothing is repeated, of the rarest nothing is left out.
        whole = np.argmax(sizes) if method == "oversample" else np.argmin(sizes)
        kept = np.array_equal(np.sort(rows[y[rows] == whole]), np.flatnonzero(y == whole))
        every = len(set(rows.tolist())) == (len(y) if method == "oversample" else len(rows))
        seen.add((tuple(after.tolist()), bool(kept), every))
    [(after, kept, every)] = seen
    return {
        "id": f"{method}/{name}/{share}",
        "kind": method,
        "input": {"y": y.tolist(), "sampling_strategy": share},
        "expected": {"counts": list(after), "kept": kept, "every": every},
    }


def drawn(rng, sizes):
    return rng.permutation(np.repeat(np.arange(len(sizes)), sizes))


def main():
    rng = np.random.default_rng(25)
    sets = {
        "rare_yes": (drawn(rng, [187, 13]), [0.1, 0.25, 1 / 3, 0.5, 0.7, 1.0]),
        "rare_no": (drawn(rng, [29, 171]), [0.25, 0.5, 0.9, 1.0]),
        "even": (drawn(rng, [50, 50]), [1.0]),
        "three": (drawn(rng, [90, 7, 41]), [0.1, 0.3, 0.5, 0.75, 1.0]),
        "five": (drawn(rng, [3, 60, 60, 17, 31]), [0.1, 0.25, 0.5, 1.0]),
    }
    cases = [case(name, y, m, share) for name, (y, shares) in sets.items() for m in SAMPLERS for share in shares]
    notes = "counts: rows of each class afterwards. kept: the class nothing is drawn of is whole, each row once. every: all "
    notes += "rows are still there (oversample), none is there twice (undersample)."
    family = {"schema": "resampling/1", "side": "open", "notes": notes, "tolerance": {"exact": True}, "cases": cases}
    path = pathlib.Path(__file__).with_name("resampling.json")
    path.write_text(json.dumps(family, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
