"""The margin that prices imply: `make_margin.py` writes margin.json.

numpy's quantile by the inverted distribution of the errors, scipy's t interval of their mean size (none of alike ones), and scikit-learn's pinball loss for what a margin costs, in the
versions that README.md names. The cheapest of all margins is looked for among the errors: between two of them the cost is a
straight line.
"""

import json
import pathlib

import numpy as np
from scipy import stats
from sklearn.metrics import mean_pinball_loss

PRICES = [(600, 100), (400, 100), (200, 100), (100, 100), (100, 300), (1, 1000), (100, 0), (0, 100)]


def errors(name, n, rng):
    """What came and what was forecast."""
    forecast = np.round(rng.normal(12, 5, n), 3)
    off = {
        "even": rng.normal(0, 1, n),
        "skewed": rng.exponential(2, n) - 1,
        "low": rng.normal(3, 1, n),
        "tied": rng.integers(-2, 3, n),
        "one": np.full(n, 0.5),
    }[name]
    return np.round(forecast + np.round(off, 3), 3), forecast


def case(name, n, rng):
    y, forecast = errors(name, n, rng)
    off = y - forecast
    expected = []
    for miss, false_alarm in PRICES:
        level = miss / (miss + false_alarm)

        def cost(margin):
            return mean_pinball_loss(y, forecast + margin, alpha=level) * n * (miss + false_alarm)

        margin = float(np.quantile(off, level, method="inverted_cdf"))
        least = min(cost(float(other)) for other in off)
        assert cost(margin) <= least * (1 + 1e-12) + 1e-9
        expected.append({"margin": margin, "cost": float(cost(margin)), "least": float(least)})
    size = np.abs(off)
    spread = stats.sem(size) if n > 1 else 0.0
    interval = [float(end) for end in stats.t.interval(0.95, n - 1, loc=size.mean(), scale=spread)] if spread > 0 else []
    return {"id": f"{name}/{n}", "kind": "newsvendor",
            "input": {"y": y.tolist(), "forecast": forecast.tolist(), "prices": PRICES},
            "expected": {"of": expected, "interval": interval}}


def main():
    rng = np.random.default_rng(20261128)
    sizes = [("even", 250), ("skewed", 241), ("low", 60), ("tied", 40), ("one", 7), ("even", 1), ("skewed", 10)]
    golden = {
        "schema": "margin/1", "side": "open",
        "notes": "prices: what a unit short and a unit left over cost. margin: numpy.quantile(y - forecast, miss / (miss + "
                 "left over), method='inverted_cdf'). cost: sum over the rows at that margin, as pinball loss. least: the "
                 "smallest cost among all errors as margins. interval: scipy.stats.t.interval of the mean size of the errors.",
        "tolerance": {"abs": 1e-9, "rel": 1e-10},
        "cases": [case(name, n, rng) for name, n in sizes],
    }
    pathlib.Path(__file__).with_name("margin.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
