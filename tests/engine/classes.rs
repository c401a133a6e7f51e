//! A month class by class: nothing is lost or counted twice, and what was never learned is found.

use engine::expedition::Names;
use engine::expedition::classes::{ClassMonth, Given, furthest, moved, of_each, shares, unmet};
use engine::expedition::verdict::{Than, surer};
use engine::rng::Rng;

/// Rows of five classes, each named at random or asked about.
fn drawn(n: usize, seed: u64) -> (Vec<f64>, Vec<Given>) {
    let mut rng = Rng::new(seed, "classes");
    let mut class = || (rng.uniform() * 5.0) as u32;
    let y: Vec<f64> = (0..n).map(|_| f64::from(class())).collect();
    let named = (0..n).map(|i| (i % 3 > 0).then(|| (class(), Some(0.5 + 0.25 * f64::from(i as u32 % 2)))));
    let named = named.collect();
    (y, named)
}

#[test]
fn classes_add_up_to_the_month() {
    for seed in 0..20 {
        let (y, named) = drawn(300, seed);
        let classes = of_each(&y, &named, Some(&[4, 3, 2, 1, 0]), 5);
        let sum = classes.iter().fold(Names::default(), |sum, class| sum.plus(&class.names));
        let one = |(y, named): (&f64, &Given)| Names::of(*y, named.map(|(name, _)| name));
        let all = y.iter().zip(&named).map(one).fold(Names::default(), |sum, one| sum.plus(&one));
        assert_eq!(sum, all);
        for (class, came) in classes.iter().enumerate() {
            let taken = |name: usize| {
                let own = |(y, named): &(&f64, &Given)| {
                    **y == class as f64 && named.is_some_and(|(given, _)| given as usize == name)
                };
                y.iter().zip(&named).filter(own).count()
            };
            let wrong: usize = (0..5).filter(|name| *name != class).map(taken).sum();
            assert_eq!(came.names.wrong() as usize, wrong);
            let most = came.taken_for.map_or(0, |name| taken(name as usize));
            assert_ne!(came.taken_for, Some(class as u32), "a right name is no mistake");
            assert!((0..5).filter(|name| *name != class).all(|name| taken(name) <= most));
            assert!(came.sure.is_none_or(|sure| (0.5..=0.75).contains(&sure)));
        }
        let (then, now) = shares(&classes);
        let near = |shares: &[f64]| (shares.iter().sum::<f64>() - 1.0).abs() < 1e-12;
        assert!(near(&then.unwrap()) && near(&now.unwrap()));
        assert_eq!(unmet(&classes).map(|(class, _)| class), Some(4), "only the last was never learned");
    }
}

#[test]
fn without_names_or_learning_nothing_is_said_of_them() {
    let (y, _) = drawn(50, 1);
    let nobody = of_each(&y, &vec![None; 50], None, 5);
    let silent = |class: &ClassMonth| {
        (class.learned, class.taken_for, class.sure) == (None, None, None)
            && class.names.asked == class.names.n
    };
    assert!(nobody.iter().all(silent));
    assert!(unmet(&nobody).is_none() && moved(&nobody).is_none() && shares(&nobody).0.is_none());
    // A rule names, and is neither sure nor unsure.
    let rule = of_each(&y, &vec![Some((0, Some(1.0))); 50], None, 5);
    assert!(rule.iter().all(|class| class.sure.is_none() && class.names.asked == 0));
    // Of no rows there is no share, and nothing that was not learned has come.
    let none = of_each(&[], &[], Some(&[1, 0]), 2);
    assert_eq!((shares(&none).1, unmet(&none)), (None, None));
}

#[test]
fn of_several_that_were_never_learned_the_one_that_came_most_is_told() {
    let y = [0.0, 1.0, 1.0, 2.0, 2.0, 3.0, 3.0, 3.0];
    let classes = of_each(&y, &[None; 8], Some(&[5, 0, 0, 9]), 4);
    // Of equals the first.
    assert_eq!(unmet(&classes).map(|(class, came)| (class, came.names.n)), Some((1, 2)));
    // 5/14, 0, 0, 9/14 were learned; 1/8, 2/8, 2/8, 3/8 came.
    assert_eq!(moved(&classes), Some((3, [9.0 / 14.0, 0.375])));
    assert_eq!(furthest(&[0.5, 0.5], &[0.4, 0.6]).map(|(class, _)| class), Some(0));
}

#[test]
fn being_surer_than_right_is_told_by_how_often_it_is_wrong() {
    // Nearly all are right either way, but twice as many are wrong as was expected.
    assert_eq!([surer(0.96, 0.92), surer(0.92, 0.96)], [Than::More, Than::Less]);
    assert_eq!([surer(0.999, 0.991), surer(1.0, 1.0), surer(0.6, 0.5)], [Than::Same; 3]);
}
