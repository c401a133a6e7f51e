//! A tree as it learned it, drawn from the top: what is far down is opened box by box.

use std::rc::Rc;

use engine::expedition::train::TreeNode;
use engine::expedition::view::Origin;
use yew::prelude::*;

use crate::charts::{Axis, Figure, FigureWords, Knot, Plot, Role, Tree};
use crate::rooms::told;
use crate::rooms::words::Words;

/// Questions one below the other that stand open: of more the eye loses its way.
const OPEN: u32 = 3;

/// What the drawing is made from.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct DrawnProps {
    pub words: Words,
    /// The top of the tree, each node before those below it.
    pub nodes: Vec<TreeNode>,
    /// Whether rows did not all count the same when it learned.
    pub weighed: bool,
}

/// The tree, and which of its boxes are open.
#[component]
pub(super) fn Drawn(props: &DrawnProps) -> Html {
    let DrawnProps { words, nodes, weighed } = props;
    let turned = use_state(Vec::<usize>::new);
    let Some(root) = nodes.first() else { return Html::default() };
    let deepest = nodes.iter().fold(0, |deep, node| deep.max(node.depth));
    let values = [("shown", words.number(f64::from(deepest), 0))];
    let prose = html! {
        <>
            { words.marked(words.count("train.tree", root.leaves, &[])) }
            if *weighed {
                { " " }{ words.line("train.tree.weighed", &[]) }
            }
        </>
    };
    if root.feature.is_none() {
        return html! { <p>{ prose }</p> };
    }
    let mut sorted = Vec::with_capacity(nodes.len());
    yes_first(nodes, &mut sorted);
    let nodes = sorted;
    let tree = drawn(words, &nodes, &turned);
    let onpick = {
        let (shown, turned) = (tree.shown(), turned.clone());
        let opens: Vec<bool> = nodes.iter().map(|node| node.feature.is_some()).collect();
        Callback::from(move |i: usize| {
            let Some(at) = shown.get(i).copied().filter(|at| opens[*at]) else { return };
            let mut next: Vec<usize> = turned.iter().copied().filter(|other| *other != at).collect();
            if next.len() == turned.len() {
                next.push(at);
            }
            turned.set(next);
        })
    };
    let figure = FigureWords { explore: words.attr("train.tree.keys"), ..words.figure.clone() };
    html! {
        <>
            <Figure name={words.attr("train.tree.figure")} point={prose} plot={Rc::new(Plot::Tree(tree))}
                format={words.format.clone()} words={figure} {onpick} />
            { words.prose("train.tree.about", &values) }
        </>
    }
}

/// Each node before those below it, and of two below one first the one that it says yes to: that branch leads to the same
/// side everywhere.
fn yes_first<'a>(nodes: &'a [TreeNode], sorted: &mut Vec<&'a TreeNode>) {
    let Some((above, below)) = nodes.split_first() else { return };
    sorted.push(above);
    let starts = |at: &usize| below[*at].depth == above.depth + 1;
    let second = (1..below.len()).find(starts).unwrap_or(below.len());
    let (first, second) = below.split_at(second);
    let parts = if first_is_yes(above) { [first, second] } else { [second, first] };
    parts.into_iter().for_each(|part| yes_first(part, sorted));
}

/// The boxes, of nodes in the order of [`yes_first`]; those that are `turned` stand otherwise than at first.
fn drawn(words: &Words, nodes: &[&TreeNode], turned: &[usize]) -> Tree {
    let all = f64::from(nodes.first().map_or(1, |root| root.n)).max(1.0);
    let mut path: Vec<usize> = Vec::new();
    let knot = |(at, node): (usize, &&TreeNode)| {
        let yes = nodes[..at].last().is_some_and(|before| before.depth < node.depth);
        path.truncate(node.depth as usize);
        let above = path.last().map(|above| nodes[*above]);
        path.push(at);
        let who = above.map_or_else(
            || words.say("train.tree.all"),
            |above| answer(words, above, yes != first_is_yes(above)),
        );
        let branch = above.map(|_| words.say(if yes { "train.tree.yes" } else { "train.tree.no" }));
        let open = node.feature.is_some().then(|| (node.depth < OPEN) != turned.contains(&at));
        let asks = node.feature.as_ref().map(|_| {
            let asked = answer(words, node, !first_is_yes(node));
            words.fill("train.tree.asks", &[("group", asked)])
        });
        let values = [
            ("flights", words.number(f64::from(node.n), 0)),
            ("share", words.said(node.share)),
            ("bare", words.bare(node.share)),
            ("class", node.class.map(|class| words.class(class)).unwrap_or_default()),
            ("code", node.class.map(|class| words.code(class)).unwrap_or_default()),
        ];
        let says = words.fill("train.tree.group", &values);
        let more = words.count("train.tree.more", node.leaves, &[]);
        let told = [("who", who.clone()), ("says", says.clone()), ("more", more.clone())];
        let (told, next) = match (&asks, open) {
            (Some(asks), Some(true)) => {
                let told = [&told[..], &[("asks", asks.clone())]].concat();
                (words.fill("train.tree.told.open", &told), asks.clone())
            }
            (Some(asks), _) => (words.fill("train.tree.told.closed", &told), asks.clone()),
            _ => (words.fill("train.tree.told", &told), more),
        };
        let came = branch.as_ref().map_or_else(
            || says.clone(),
            |branch| words.fill("train.tree.came", &[("branch", branch.clone()), ("says", says.clone())]),
        );
        Knot {
            depth: node.depth as usize,
            branch: branch.unwrap_or_default(),
            asks: [asks.unwrap_or_default(), says],
            answer: [words.fill("train.tree.answer", &values), words.fill("train.tree.count", &values)],
            came,
            told,
            cells: vec![who, values[0].1.clone(), words.fill("train.tree.answer", &values), next],
            share: f64::from(node.n) / all,
            value: node.share,
            role: node.class.map_or(Role::Model, Role::Class),
            open,
            ends: node.leaves == 1,
        }
    };
    let knots = nodes.iter().enumerate().map(knot).collect();
    let mut classes: Vec<u32> = Vec::new();
    for class in nodes.iter().filter_map(|node| *node.class) {
        if !classes.contains(&class) {
            classes.push(class);
        }
    }
    let name = |class: &u32| {
        let (code, name) = (words.code(*class), words.class(*class));
        (Role::Class(*class), if code == name { name } else { format!("{code} {name}") })
    };
    let head = |key: &str, numeric| (words.say(&format!("train.tree.head.{key}")), numeric);
    let value = Axis::new(String::new(), words.unit());
    Tree {
        heads: vec![
            head("who", false),
            head("number", true),
            head("above", true),
            head("n", true),
            head("answer", true),
            head("asks", false),
        ],
        value: if words.several() { value.within(0.0, 1.0) } else { value },
        names: classes.iter().map(name).collect(),
        knots,
    }
}

/// Whether what a node says yes to comes first below it: "at most", and "one of these", but not "has this level".
fn first_is_yes(node: &TreeNode) -> bool {
    let whole = |feature: &String| matches!(Origin::of(feature), Origin::Column(_));
    node.named.is_some() || node.feature.as_ref().is_some_and(whole)
}

/// The answer to a node's question: "gusts at most 30 mph", "carrier: not United", "carrier is AA, B6 or DL".
fn answer(words: &Words, node: &TreeNode, more: bool) -> String {
    let feature = node.feature.as_deref().unwrap_or_default();
    let name = told::feature(words, feature);
    if let Some(named) = node.named.as_ref() {
        let more_of = |n: u32| words.count("train.tree.levels", n, &[]);
        let levels = named.levels.iter().map(|level| told::level(words, feature, level));
        let levels: Vec<String> = levels.chain((named.more > 0).then(|| more_of(named.more))).collect();
        let key = if more { "train.tree.else" } else { "train.tree.is" };
        return words.fill(key, &[("feature", name), ("levels", words.either(&levels))]);
    }
    if !matches!(Origin::of(feature), Origin::Column(_)) {
        return if more { name } else { words.fill("train.tree.not", &[("feature", name)]) };
    }
    let value = if node.in_unit {
        told::quantity(words, feature, node.threshold)
    } else {
        words.fill("train.tree.scaled", &[("value", words.number(node.threshold, 2))])
    };
    let key = if more { "train.tree.above" } else { "train.tree.at_most" };
    words.fill(key, &[("feature", name), ("value", value)])
}
