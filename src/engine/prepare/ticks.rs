//! Lists to tick at a step: which columns go together, which parts of a date are wanted, which levels are one.

use super::dials::{Dial, Place, one_of};
use super::{Columns, Step, calendar, impute, merge};
use crate::table::Kind;

/// Which parts of which column: of a date others than of a clock time.
pub(super) fn parts(params: &calendar::Params, features: &[(&str, Kind)]) -> Vec<Dial> {
    let all = |columns: &Columns, parts: Vec<calendar::Part>| {
        Step::Calendar(calendar::Params { columns: columns.clone(), parts })
    };
    let kind_of = |name: &str| features.iter().find(|(other, _)| *other == name).map(|(_, kind)| *kind);
    let kind = match &params.columns {
        Columns::Named(names) => names.first().and_then(|name| kind_of(name)).unwrap_or(Kind::Number),
        Columns::All => Kind::Date,
    };
    let offered = calendar::Part::of(kind);
    let holds = |part: &calendar::Part| params.parts.contains(part);
    let turned = |turned: &calendar::Part| {
        let parts = offered.iter().copied().filter(|part| holds(part) != (part == turned)).collect();
        (Place::Word(turned.name()), all(&params.columns, parts))
    };
    let ticked = Some(offered.iter().map(holds).collect());
    let parts = Dial { ticked, ..one_of("part", offered.iter().map(turned).collect()) };
    // A column of the other kind has none of the parts that are ticked: it begins with its first.
    let on = |columns: Columns, kind: Kind| {
        let offered = calendar::Part::of(kind);
        let same: Vec<calendar::Part> =
            params.parts.iter().copied().filter(|p| offered.contains(p)).collect();
        all(&columns, if same.is_empty() { offered[..1].to_vec() } else { same })
    };
    let mut places = Vec::with_capacity(features.len() + 1);
    if features.iter().any(|(_, kind)| *kind == Kind::Date) {
        places.push((Place::Word("dates"), on(Columns::All, Kind::Date)));
    }
    for (name, kind) in features.iter().filter(|(_, kind)| *kind != Kind::Category) {
        let column = String::from(*name);
        places.push((Place::Column(column.clone()), on(Columns::Named(vec![column]), *kind)));
    }
    vec![one_of("columns", places), parts]
}

/// The columns of a step that works on several of them together, to be ticked one by one; the first tick is for all that
/// there are at its place.
pub(super) fn together(step: &Step, features: &[(&str, Kind)]) -> Dial {
    let fitting: Vec<String> =
        features.iter().filter(|(_, kind)| step.takes(*kind)).map(|(name, _)| (*name).into()).collect();
    let (named, all) = match step.columns() {
        Some(Columns::Named(names)) => (names.clone(), false),
        _ => (fitting.clone(), true),
    };
    let turned = if all { Columns::Named(fitting.clone()) } else { Columns::All };
    let mut places = vec![(Place::Word("fitting"), step.on(turned))];
    let mut ticked = vec![all];
    for column in &fitting {
        let holds = |name: &&String| named.contains(name) != (*name == column);
        let names: Vec<String> = fitting.iter().filter(holds).cloned().collect();
        // The last one stays: a step on no column is none.
        let turned = if names.is_empty() { step.clone() } else { step.on(Columns::Named(names)) };
        places.push((Place::Column(column.clone()), turned));
        ticked.push(named.contains(column));
    }
    Dial { ticked: Some(ticked), ..one_of("columns", places) }
}

/// Of a step that merges levels of one column, these to be ticked: those that are one, under the name of the first of
/// them. `levels` are the most frequent, most frequent first; none of another step.
#[must_use]
pub fn merged(step: &Step, levels: &[String]) -> Option<Dial> {
    let Step::Merge(params) = step.chosen() else { return None };
    let Columns::Named(names) = &params.columns else { return None };
    let [column] = &names[..] else { return None };
    let named = params.groups.iter().flat_map(|group| std::iter::once(&group.name).chain(&group.levels));
    let mut all = levels.to_vec();
    named.for_each(|level| {
        if !all.contains(level) {
            all.push(level.clone());
        }
    });
    let place = |level: &String| {
        let groups = merge::turned(&params.groups, level, &all);
        let as_it_would_be = Step::Merge(merge::Params { groups, ..params.clone() });
        (Place::Level(column.clone(), level.clone()), as_it_would_be)
    };
    let ticked = all.iter().map(|level| params.groups.iter().any(|group| group.holds(level))).collect();
    Some(Dial { ticked: Some(ticked), ..one_of("merged", all.iter().map(place).collect()) })
}

/// Of a step that fills the gaps of one column of words with a word, those that it has: `levels`, the most frequent; none of
/// another step.
#[must_use]
pub fn filled(step: &Step, levels: &[String]) -> Option<Dial> {
    let Step::Impute(params) = step.chosen() else { return None };
    let (Columns::Named(names), impute::Fill::Level { value: now }) = (&params.columns, &params.fill) else {
        return None;
    };
    let [column] = &names[..] else { return None };
    let place = |level: &String| {
        let fill = impute::Fill::Level { value: level.clone() };
        let as_it_would_be = Step::Impute(impute::Params { fill, ..params.clone() });
        (Place::Level(column.clone(), level.clone()), as_it_would_be)
    };
    let own = (!levels.contains(now)).then_some(now);
    Some(one_of("level", levels.iter().chain(own).map(place).collect()))
}
