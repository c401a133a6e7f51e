"""How many groups are held out whole: `make_group_splits.py` writes group_splits.json.

scikit-learn's GroupShuffleSplit, in the version that README.md names: the numbers of groups on both sides for a share, over
several seeds (they are the same for all), and that no group is on both.
"""

import json
import pathlib

import numpy as np
from sklearn.model_selection import GroupShuffleSplit

SHARES = [0.1, 0.2, 0.25, 0.3, 0.33]


def case(n_groups, n, rng):
    # Groups of very different sizes, each met at least once, named by numbers that do not follow each other.
    names = rng.choice(1000, n_groups, replace=False)
    weights = 1 / np.arange(1, n_groups + 1)
    drawn = np.concatenate([np.arange(n_groups), rng.choice(n_groups, n - n_groups, p=weights / weights.sum())])
    groups = names[rng.permutation(drawn)]
    expected = []
    for share in SHARES:
        counts = set()
        for seed in range(5):
            train, test = next(GroupShuffleSplit(1, test_size=share, random_state=seed).split(groups, groups=groups))
            kept, out = set(groups[train]), set(groups[test])
            assert not kept & out
            counts.add((len(kept), len(out)))
        [(kept, out)] = counts
        expected.append({"share": share, "n_train": kept, "n_test": out})
    return {
        "id": f"groups/{n_groups}/{n}",
        "kind": "holdout",
        "input": {"groups": groups.tolist()},
        "expected": {"of": expected},
    }


def main():
    rng = np.random.default_rng(20)
    cases = [case(n_groups, n, rng) for n_groups, n in [(6, 40), (7, 90), (11, 120), (16, 200), (40, 300), (101, 400)]]
    notes = "of: groups on both sides of GroupShuffleSplit(test_size=share); n_test = ceil(share * groups)."
    family = {
        "schema": "group_splits/1",
        "side": "open",
        "notes": notes,
        "tolerance": {"exact": True},
        "cases": cases,
    }
    path = pathlib.Path(__file__).with_name("group_splits.json")
    path.write_text(json.dumps(family, separators=(",", ":")) + "\n")


main()
