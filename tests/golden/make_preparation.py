#!/usr/bin/env python3
"""Makes preparation.json: rare levels pooled, texts taken apart, what is usual in a group, what mends values, dates taken apart.

    venv/bin/python make_preparation.py        # scikit-learn, pandas and numpy as in README.md

Training rows come first; the last `live` rows are only transformed. "NaN" is missing.
"""

import json
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import contingency
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import OneHotEncoder, PolynomialFeatures, TargetEncoder

TEXTS = [
    "Win a FREE phone now, reply WIN to 80012", "free entry: win a weekend for two", "are you free for lunch today?",
    "Lunch at two? The phone number is in my mail.", "Your account is locked. Reply now!", "locked out again, call me",
    "naïve question: is the café open today", "Café at two then, see you", "WIN WIN WIN", "the phone is free again",
    "see you at the weekend", "account number please", "Ärger with the phone_number field", "ok", "", "a b c",
    "reply to my mail please", "free free free phone", "two for lunch, one for the weekend", "call the café now",
]  # fmt: skip
LIVE_TEXTS = ["free lunch for a naïve phone", "nobody knows these words", "reply NOW or your account is locked at two"]


def pooled():
    rng = np.random.default_rng(11)
    words = [str(w) for w in rng.choice(list("abcdefgh"), 300, p=[0.3, 0.25, 0.2, 0.1, 0.07, 0.05, 0.02, 0.01])]
    live = ["a", "h", "new", "e"]
    for share in (0.0, 0.03, 0.06, 0.15):
        encoder = OneHotEncoder(min_frequency=share or None, handle_unknown="infrequent_if_exist", sparse_output=False)
        encoder.fit(np.array(words).reshape(-1, 1))
        rare = encoder.infrequent_categories_[0] if share else None
        kept = [str(c) for c in encoder.categories_[0] if rare is None or c not in rare]
        yield {
            "id": f"pool_{share}", "kind": "pool", "input": {"words": words, "live": live, "min_share": share},
            "expected": {"kept": kept, "one_hot": encoder.transform(np.array(live).reshape(-1, 1)).tolist()},
        }  # fmt: skip


def grouped():
    rng = np.random.default_rng(12)
    groups = [str(g) for g in rng.choice(list("pqrst"), 120, p=[0.4, 0.3, 0.2, 0.09, 0.01])]
    values = np.round(rng.normal(3, 2, 120), 3)
    values[::7] = np.nan
    frame = pd.DataFrame({"group": groups, "value": values})
    live = ["p", "t", "unknown", "s"]
    for statistic in ("mean", "median", "std"):
        found = frame.groupby("group")["value"].agg(statistic)
        whole = float(frame["value"].agg(statistic))
        yield {
            "id": f"group_{statistic}", "kind": "aggregate",
            "input": {"groups": groups, "values": ["NaN" if np.isnan(v) else v for v in values], "live": live,
                      "statistic": statistic},
            "expected": {"live": [float(v) for v in found.reindex(live).fillna(whole)]},
        }  # fmt: skip


def classes():
    rng = np.random.default_rng(13)
    words = [str(w) for w in rng.choice(list("abcd"), 90, p=[0.5, 0.3, 0.15, 0.05])]
    y = [int(c) for c in rng.choice(3, 90, p=[0.5, 0.3, 0.2])]
    live, column = ["a", "d", "new", "c"], lambda of: np.array(of).reshape(-1, 1)
    for smooth, cv in ((20.0, 5), (0.5, 3)):
        def learned(rows):
            encoder = TargetEncoder(smooth=smooth, target_type="multiclass")
            return encoder.fit(column([words[i] for i in rows]), [y[i] for i in rows])

        # Row i is in fold i mod cv, and is told what the other folds say.
        crossed = np.zeros((len(y), 3))
        for fold in range(cv):
            inside = [i for i in range(len(y)) if i % cv == fold]
            encoder = learned([i for i in range(len(y)) if i % cv != fold])
            crossed[inside] = encoder.transform(column([words[i] for i in inside]))
        yield {
            "id": f"target_classes_{cv}", "kind": "target_classes",
            "input": {"words": words, "y": y, "live": live, "smooth": smooth, "cv": cv},
            "expected": {"live": learned(range(len(y))).transform(column(live)).tolist(), "crossed": crossed.tolist()},
        }  # fmt: skip


def texts():
    def case(name, vectorizer, dials):
        trained = vectorizer.fit_transform(TEXTS)
        expected = {"train": trained.toarray().tolist(), "live": vectorizer.transform(LIVE_TEXTS).toarray().tolist()}
        if dials["terms"] == "frequent":
            expected["terms"] = [str(t) for t in vectorizer.get_feature_names_out()]
        return {"id": name, "kind": "text", "input": {"texts": TEXTS, "live": LIVE_TEXTS, **dials}, "expected": expected}

    for ngrams in (1, 2):
        span = (1, ngrams)
        dials = {"ngrams": ngrams, "terms": "frequent", "n": 1000, "weight": "count"}
        yield case(f"count_{ngrams}", CountVectorizer(ngram_range=span), dials)
        yield case(f"tf_idf_{ngrams}", TfidfVectorizer(ngram_range=span), dials | {"weight": "tf_idf"})
        hashed = HashingVectorizer(n_features=64, ngram_range=span)
        yield case(f"hashed_{ngrams}", hashed, dials | {"terms": "hashed", "n": 64, "weight": "tf_idf"})
        plain = HashingVectorizer(n_features=16, ngram_range=span, norm=None)
        yield case(f"hashed_counts_{ngrams}", plain, dials | {"terms": "hashed", "n": 16})
    # The counts at the cut differ, so that no tie decides.
    most = 4
    often = np.sort(CountVectorizer().fit_transform(TEXTS).toarray().sum(0))[::-1]
    while often[most - 1] == often[most]:
        most += 1
    there = {"ngrams": 2, "terms": "frequent", "n": 1000, "weight": "there"}
    yield case("there", CountVectorizer(ngram_range=(1, 2), binary=True), there)
    dials = {"ngrams": 1, "terms": "frequent", "n": most, "weight": "tf_idf"}
    yield case("tf_idf_most", TfidfVectorizer(max_features=most), dials)


def mended():
    """Codes as gaps, another unit converted, spellings merged, by pandas; products of columns by scikit-learn."""
    rng = np.random.default_rng(13)
    number = pd.Series(np.round(rng.normal(20, 6, 60), 2))
    number[::9], number[4::13], number[7] = -999.0, np.nan, 140.0
    values = ["NaN" if np.isnan(v) else float(v) for v in number]

    def numbers(found):
        return ["NaN" if np.isnan(v) else float(v) for v in found]

    for name, codes, below, above in (("code", [-999.0], None, None), ("limits", [], 0.0, 100.0), ("all", [20.0, -999.0], None, 30.0)):
        gone = number.isin(codes)
        gone |= number < below if below is not None else False
        gone |= number > above if above is not None else False
        yield {
            "id": f"blank_{name}", "kind": "blank",
            "input": {"values": values, "codes": codes, "below": below, "above": above},
            "expected": {"mended": numbers(number.mask(gone))},
        }  # fmt: skip
    imputed = SimpleImputer(missing_values=-999.0, strategy="median").fit(number.fillna(-999.0).to_frame())
    yield {
        "id": "blank_imputed", "kind": "blank_imputed", "input": {"values": values, "codes": [-999.0]},
        "expected": {"median": float(imputed.statistics_[0]),
                     "filled": [float(v) for v in imputed.transform(number.fillna(-999.0).to_frame())[:, 0]]},
    }  # fmt: skip
    for name, low, high, factor, offset in (("pounds", 25.0, None, 0.45359237, 0.0), ("fahrenheit", 15.0, 25.0, 5 / 9, -160 / 9)):
        there = (number >= low) & (number <= (np.inf if high is None else high))
        yield {
            "id": f"convert_{name}", "kind": "convert",
            "input": {"values": values, "low": low, "high": high, "factor": factor, "offset": offset},
            "expected": {"mended": numbers(number.where(~there, factor * number + offset))},
        }  # fmt: skip
    written = ["North-East", " north east", "NORTH EAST ", "South", "south", "Nroth", "west", "West  End", "ÄRGER"]
    words = pd.Series([str(w) for w in rng.choice(written, 40)])
    groups = {" north east": "North-East", "NORTH EAST ": "North-East", "Nroth": "North", "south": "South"}
    folded = words.str.strip().str.lower().str.replace(r"[\s\-_.,;:/'\"()]+", " ", regex=True).str.strip()
    for name, fold, found in (("named", False, words.replace(groups)), ("folded", True, folded)):
        named = {} if fold else groups
        yield {
            "id": f"merge_{name}", "kind": "merge",
            "input": {"words": list(words), "from": list(named), "to": list(named.values()), "fold": fold},
            "expected": {"merged": list(found)},
        }  # fmt: skip
    rows = np.round(rng.normal(size=(5, 4)), 3)
    pairs = PolynomialFeatures(2, interaction_only=True, include_bias=False)
    yield {
        "id": "pairs", "kind": "pairs", "input": {"rows": rows.tolist()},
        "expected": {"pairs": pairs.fit_transform(rows).tolist()},
    }  # fmt: skip


def calendar():
    """Dates and clock times taken apart by pandas."""
    days = ["1999-12-31", "2000-02-29", "2012-02-29", "2013-01-01", "2013-03-31", "2024-12-30", "1968-07-04", "2100-03-01"]
    dates = pd.Series(pd.to_datetime(days)).dt
    parts = {"year": dates.year, "month": dates.month, "day": dates.day, "day_of_year": dates.day_of_year,
             "weekday": dates.day_of_week}  # fmt: skip
    expected = {name: [float(v) for v in part] for name, part in parts.items()}
    yield {"id": "dates", "kind": "dates", "input": {"days": days}, "expected": expected}
    clock = ["00:00", "00:07", "05:30", "12:00", "17:45", "23:59"]
    times = pd.Series(pd.to_datetime(clock, format="%H:%M")).dt
    yield {
        "id": "clock", "kind": "clock", "input": {"times": [float(t.replace(":", "")) for t in clock]},
        "expected": {"hour": [float(v) for v in times.hour], "minute": [float(v) for v in times.minute]},
    }  # fmt: skip


def association():
    """Cramér's V of two codings, by scipy."""
    rng = np.random.default_rng(14)
    a = rng.integers(0, 4, 200)
    for name, b in (("apart", rng.integers(0, 3, 200)), ("near", (a + (rng.random(200) < 0.3)) % 4), ("same", a), ("two", a // 2)):
        counts = pd.crosstab(a, b).to_numpy()
        found = contingency.association(counts, method="cramer", correction=False)
        yield {
            "id": f"association_{name}", "kind": "association",
            "input": {"a": a.tolist(), "b": b.tolist()}, "expected": {"cramers_v": float(found)},
        }  # fmt: skip


def constant():
    """Gaps filled with a number and with a word of one's own, and with a word that is there."""
    rng = np.random.default_rng(15)
    numbers = np.round(rng.normal(2, 3, 30), 3)
    numbers[rng.random(30) < 0.3] = np.nan
    words = np.array([str(w) for w in rng.choice(list("abc"), 30)], dtype=object)
    words[rng.random(30) < 0.3] = None
    written = ["" if w is None else str(w) for w in words]
    for value in (-1.5, 0.0):
        fill = SimpleImputer(strategy="constant", fill_value=value)
        yield {
            "id": f"constant_{value}", "kind": "constant_number",
            "input": {"values": ["NaN" if np.isnan(v) else float(v) for v in numbers], "value": value},
            "expected": {"filled": [float(v) for v in fill.fit_transform(numbers.reshape(-1, 1))[:, 0]]},
        }  # fmt: skip
    for value in ("none", "b"):
        fill = SimpleImputer(strategy="constant", fill_value=value, missing_values=None)
        yield {
            "id": f"constant_{value}", "kind": "constant_word", "input": {"words": written, "value": value},
            "expected": {"filled": [str(v) for v in fill.fit_transform(words.reshape(-1, 1))[:, 0]]},
        }  # fmt: skip


def written():
    """Numbers as people write them, read by pandas."""
    ways = {
        "plain": (["1.234", "12.500", "-0.5"], ".", None),
        "commas": (["1.234,56", "-12.500", "1,5", "7"], ",", "."),
        "grouped": (["1,234.5", "-12,500", "7", "1,234,567"], ".", ","),
        "spaced": (["1 234", "-12 500,25", "7", "1 234 567"], ",", " "),
    }
    for way, (cells, decimal, thousands) in ways.items():
        found = pd.read_csv(StringIO("\n".join(["x", *cells])), sep=";", decimal=decimal, thousands=thousands)
        yield {
            "id": f"written_{way}", "kind": "written", "input": {"cells": cells, "way": way},
            "expected": {"numbers": [float(v) for v in found["x"]]},
        }  # fmt: skip


golden = {
    "schema": "preparation/1",
    "side": "open",
    "notes": "pool: `kept` levels, and live rows one-hot with the pooled ones last. aggregate: a group without a value, or "
    "unknown, has the statistic of all. target_classes: a number a class. text: rows by terms, by name.",
    "tolerance": {"abs": 1e-12, "rel": 1e-10},
    "cases": [*pooled(), *grouped(), *classes(), *texts(), *mended(), *calendar(), *association(), *constant(), *written()],
}
Path(__file__).with_name("preparation.json").write_text(json.dumps(golden, ensure_ascii=False) + "\n")
