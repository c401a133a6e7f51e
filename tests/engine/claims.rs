//! Every claim of the texts, at the shipped sample of the flights and at five others; of Screening, at the shipped calendar
//! and at others; of Ridership and of Rodents, on all rows and on nine of ten.
//!
//! A claim that held by luck of the draw would teach nonsense to whoever draws again. The other samples are drawn from
//! the whole year by the engine's generator: of each month the same share of cancelled flights and of others.

use std::sync::OnceLock;
use std::time::Instant;

use engine::claims::{Claim, prove};
use engine::expedition::session::Session;
use engine::expedition::{World, WorldId};
use engine::rng::Rng;
use engine::table::date;
use engine::worlds::flights::{self, TARGET};

use crate::flights::{FULL, WEATHER, unpack};
use crate::replay::shipped;

/// Rows of a sample, about as many as are shipped.
const ROWS: f64 = 100_000.0;

/// The unpacked files: the tests of this module run side by side, and tables are not shared between threads.
fn files() -> &'static [Vec<u8>; 2] {
    static FILES: OnceLock<[Vec<u8>; 2]> = OnceLock::new();
    FILES.get_or_init(|| [unpack(FULL), unpack(WEATHER)])
}

/// A sample of the whole year, stratified by month and outcome.
fn sample(seed: u64) -> World {
    let [all, weather] = files();
    let table = flights::read(all, weather).unwrap().table;
    let n = table.n_rows();
    let days = table.dates("date").unwrap();
    let y = table.numbers(TARGET).unwrap();
    let mut strata: Vec<Vec<u32>> = vec![Vec::new(); 24];
    (0..n).for_each(|i| strata[(date::month_of(days[i]) - 1) as usize * 2 + y[i] as usize].push(i as u32));
    let mut rng = Rng::new(seed, "sample");
    let mut rows = Vec::new();
    for stratum in &mut strata {
        rng.shuffle(stratum);
        let share = ROWS / n as f64 * stratum.len() as f64;
        rows.extend(&stratum[..share.round() as usize]);
    }
    rows.sort_unstable();
    World::new(WorldId::Flights, table.take(&rows), rows.len() as f64 / n as f64).unwrap()
}

fn check(name: &str, world: World) {
    let begun = Instant::now();
    let claims = prove(&Session::new(world), 0x2013).finish().unwrap();
    let mut names: Vec<&str> = claims.iter().map(|c| c.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), claims.len(), "each has a name of its own");
    assert!(claims.iter().all(|c| c.numbers.iter().all(|(_, value)| value.is_finite())));
    let broken: Vec<&Claim> = claims.iter().filter(|c| !c.holds).collect();
    println!("claims of {name}: {} in {:.1} s", claims.len(), begun.elapsed().as_secs_f64());
    claims.iter().for_each(|c| println!("  {} {:?}", c.name, c.numbers));
    assert!(broken.is_empty(), "{name}: {broken:#?}");
}

#[test]
fn they_hold_at_the_shipped_sample() {
    check("the shipped sample", shipped());
}

#[test]
fn they_hold_at_sample_1() {
    check("sample 1", sample(1));
}

#[test]
fn they_hold_at_sample_2() {
    check("sample 2", sample(2));
}

#[test]
fn they_hold_at_sample_3() {
    check("sample 3", sample(3));
}

#[test]
fn they_hold_at_sample_4() {
    check("sample 4", sample(4));
}

#[test]
fn they_hold_at_sample_5() {
    check("sample 5", sample(5));
}

#[test]
fn screening_holds_at_the_shipped_calendar() {
    check("the shipped screening", crate::screening::shipped());
}

#[test]
fn screening_holds_at_other_calendars() {
    (1..=10).for_each(|seed| check(&format!("screening {seed}"), crate::screening::calendar(seed)));
}

/// There is one calendar of a city and of a desert: other samples leave out a tenth of the rows.
fn check_all_and_nine_of_ten(whole: fn() -> World) {
    let id = whole().id;
    check(id.word(), whole());
    for seed in 1..=5 {
        let table = whole().table;
        let mut rng = Rng::new(seed, "sample");
        let mut rows: Vec<u32> = (0..table.n_rows() as u32).collect();
        rng.shuffle(&mut rows);
        rows.truncate(rows.len() * 9 / 10);
        rows.sort_unstable();
        check(&format!("{} {seed}", id.word()), World::new(id, table.take(&rows), 0.9).unwrap());
    }
}

#[test]
fn ridership_holds_on_all_days_and_on_nine_of_ten() {
    check_all_and_nine_of_ten(crate::ridership::shipped);
}

#[test]
fn rodents_holds_on_all_animals_and_on_nine_of_ten() {
    check_all_and_nine_of_ten(crate::rodents::shipped);
}
