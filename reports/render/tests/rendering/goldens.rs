//! Pages and pictures word for word. To accept a change: `INSTA_UPDATE=always cargo test -p streamgauge-render`, then look at
//! the pictures and read the diff.

use std::collections::BTreeMap;

use insta::{assert_snapshot, with_settings};
use streamgauge_render::{
    Chart, FrontierSummary, GrowthSummary, Summary, charts, check_charts, frontier_charts,
    gate_self_test_charts, growth_charts, history_chart, search_charts,
};

use crate::accessibility::pages;
use crate::{checks, histories, records};

/// Kinds of pages, each once.
const PAGES: [&str; 9] = [
    "simulated",
    "search",
    "frontier",
    "growth",
    "check",
    "self-test",
    "changes",
    "kernels",
    "history",
];
/// Pictures of so many bytes are too long to be read as text.
const READABLE: usize = 60_000;

#[test]
fn every_kind_of_page() {
    let mut seen = 0;
    for (name, page) in pages().filter(|(name, _)| PAGES.contains(name)) {
        with_settings!({ snapshot_suffix => name }, { assert_snapshot!("page", bare(page)) });
        seen += 1;
    }
    assert_eq!(seen, PAGES.len());
}

/// The page without its style and its pictures, which have goldens of their own.
fn bare(page: &str) -> String {
    let page = without(page, "<style>", "</style>");
    without(&page, "<svg", "</svg>")
}

fn without(text: &str, from: &str, to: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(from) {
        kept.push_str(before);
        rest = after.split_once(to).map_or("", |(_, behind)| behind);
    }
    kept + rest
}

#[test]
fn every_kind_of_picture() {
    let (record, check, test) = (records::sample(), records::check(), checks::self_test());
    let (search, frontier, growth) = (records::search(), records::frontier(), records::growth());
    let summary = Summary::new(&record).unwrap();
    let sweep = FrontierSummary::new(&frontier).unwrap();
    let growth = GrowthSummary::new(&growth);
    let history = histories::changed();
    let mut pictures: BTreeMap<String, String> = BTreeMap::new();
    let all: Vec<Box<dyn Chart + '_>> = charts(&summary)
        .into_iter()
        .chain(search_charts(&search))
        .chain(frontier_charts(&sweep))
        .chain(growth_charts(&growth))
        .chain(check_charts(&check))
        .chain(gate_self_test_charts(&test))
        .chain(history_chart(&history, 0.05))
        .collect();
    for chart in &all {
        let kind = chart.id().split('-').next().unwrap_or_default().to_owned();
        let svg = chart.svg().unwrap();
        if svg.len() <= READABLE {
            pictures.entry(kind).or_insert(svg);
        }
    }
    assert!(pictures.len() >= 10, "{:?}", pictures.keys());
    for (kind, svg) in pictures {
        with_settings!({ snapshot_suffix => kind.as_str() }, { assert_snapshot!("picture", svg) });
    }
}
