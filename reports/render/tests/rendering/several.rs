//! Several documents on one page.

use streamgauge_record::{Changes, CheckRecord, Frontier, Growth, Record, SearchRecord};
use streamgauge_render::{Shown, changes, page, report};

use crate::carried::carried;
use crate::{compared, records};

#[test]
fn all_verdicts_stand_first_and_every_document_is_carried() {
    let (record, search, frontier) = (records::sample(), records::search(), records::frontier());
    let growth = records::growth();
    let page = report(&[
        Shown::Growth(&growth),
        Shown::Frontier(&frontier),
        Shown::Search(&search),
        Shown::Record(&record),
    ])
    .unwrap();
    let (head, body) = page.split_once("</header>").unwrap();
    assert_eq!(head.matches("class=\"strip\"").count(), 4);
    assert!(head.contains("Soonest (p99") && head.contains("sustains 1.84 M/s"));
    assert!(head.contains("of the truth in the first answer"));
    assert!(!body.contains("class=\"verdict\""));
    assert_eq!(carried::<Record>(&page, "d1-record"), record);
    assert_eq!(carried::<Frontier>(&page, "d3-record"), frontier);
    assert_eq!(carried::<Growth>(&page, "d4-record"), growth);
    assert_eq!(carried::<SearchRecord>(&page, "d2-record").id, search.id);
    assert!(page.len() < 1_500_000, "{} bytes", page.len());
}

#[test]
fn documents_stand_by_kind_and_within_a_kind_as_given() {
    let (mut one, mut other) = (records::sample(), records::simulated());
    (one.id, other.id) = ("one".into(), "other".into());
    let search = records::search();
    let page = report(&[Shown::Search(&search), Shown::Record(&other), Shown::Record(&one)]).unwrap();
    let at = |text: &str| page.find(text).unwrap();
    assert!(at("· record other") < at("· record one"));
    assert!(at("· record one") < at(&format!(">search {} ·", search.id)));
}

#[test]
fn pictures_of_one_name_are_told_apart() {
    let record = records::sample();
    let page = report(&[Shown::Record(&record), Shown::Record(&record)]).unwrap();
    for prefix in ["d1-", "d2-"] {
        assert!(page.contains(&format!("aria-labelledby=\"{prefix}late-t {prefix}late-d\"")));
        assert!(page.contains(&format!("<title id=\"{prefix}late-t\">")));
    }
}

#[test]
fn a_single_document_needs_no_strip() {
    let record = records::sample();
    assert_eq!(report(&[Shown::Record(&record)]).unwrap(), page(&record).unwrap());
    assert!(!page(&record).unwrap().contains("class=\"strip\""));
}

#[test]
fn a_check_and_what_changed_stand_as_tables_with_the_words_of_their_texts() {
    let check = records::check();
    let changes = changes(("main", &compared::base()), ("new", &compared::new())).unwrap();
    let page = report(&[Shown::Check(&check), Shown::Changes(&changes)]).unwrap();
    let (head, body) = page.split_once("</header>").unwrap();
    assert!(head.find("what changed").unwrap() < head.find("check of a build").unwrap());
    assert!(
        head.contains(" worse, ") && body.contains("✗ worse") && body.contains("▲ worse"),
        "{head}"
    );
    for part in [
        "instructions",
        "Control kernel beside the head",
        "Change: head ÷ base",
        "Hodges-Lehmann",
    ] {
        assert!(body.contains(part), "{part}");
    }
    for found in &check.scenarios {
        assert!(
            body.contains(&format!("{}</h4>", found.scenario)),
            "{}",
            found.scenario
        );
    }
    assert_eq!(carried::<CheckRecord>(&page, "d2-record"), check);
    assert_eq!(carried::<Changes>(&page, "d1-record"), changes);
}
