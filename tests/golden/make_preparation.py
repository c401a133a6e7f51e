#!/usr/bin/env python3
"""Makes preparation.json: rare levels pooled, texts taken apart, what is usual in a group.

    venv/bin/python make_preparation.py        # scikit-learn, pandas and numpy as in README.md

Training rows come first; the last `live` rows are only transformed. "NaN" is missing.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
from sklearn.preprocessing import OneHotEncoder, TargetEncoder

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
    dials = {"ngrams": 1, "terms": "frequent", "n": most, "weight": "tf_idf"}
    yield case("tf_idf_most", TfidfVectorizer(max_features=most), dials)


golden = {
    "schema": "preparation/1",
    "side": "open",
    "notes": "pool: `kept` levels, and live rows one-hot with the pooled ones last. aggregate: a group without a value, or "
    "unknown, has the statistic of all. target_classes: a number a class. text: rows by terms, by name.",
    "tolerance": {"abs": 1e-12, "rel": 1e-10},
    "cases": [*pooled(), *grouped(), *classes(), *texts()],
}
Path(__file__).with_name("preparation.json").write_text(json.dumps(golden, ensure_ascii=False) + "\n")
