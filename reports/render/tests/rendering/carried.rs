//! The documents in a page: taken out again, and the page small whatever it carries.

use std::io::Read as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;
use streamgauge_record::{Document, Record, Run};
use streamgauge_render::{Shown, page, report};

use crate::records;

/// The document embedded as this element.
pub fn carried<D: Document>(page: &str, id: &str) -> D {
    let begin = format!("<script type=\"application/gzip\" id=\"{id}\">\n");
    let (_, rest) = page.split_once(&begin).unwrap();
    let packed = STANDARD
        .decode(rest.split_once("\n</script>").unwrap().0)
        .unwrap();
    let mut json = String::new();
    GzDecoder::new(packed.as_slice())
        .read_to_string(&mut json)
        .unwrap();
    serde_json::from_str(&json).unwrap()
}

/// Every page is below this.
const AT_MOST: usize = 1_500_000;

#[test]
fn a_page_carries_the_record_whole_and_says_how_to_take_it_out() {
    let record = records::sample();
    let page = page(&record).unwrap();
    assert_eq!(carried::<Record>(&page, "record"), record);
    assert!(page.contains("The whole record is embedded in this page."));
    assert!(
        page.contains("/{n;p;}&#39; report.html | base64 -d | gunzip &gt; record.json")
            || page.contains("/{n;p;}&#39; report.html | base64 -d | gunzip &#62; record.json")
    );
    assert!(page.len() < AT_MOST);
}

#[test]
fn eight_repeats_are_carried_with_their_histograms() {
    let record = records::repeated(8);
    let page = page(&record).unwrap();
    assert!(page.len() < AT_MOST, "{} bytes", page.len());
    let carried: Record = carried(&page, "record");
    assert_eq!(carried.runs.len(), record.runs.len());
    assert!(carried.runs.iter().all(|run| !run.latency.is_empty()));
}

#[test]
fn forty_repeats_are_carried_without_their_bulk_and_the_page_says_so() {
    let record = records::repeated(40);
    let page = page(&record).unwrap();
    assert!(page.len() < AT_MOST, "{} bytes", page.len());
    let carried: Record = carried(&page, "record");
    assert_eq!(carried.runs.len(), record.runs.len());
    assert!(carried.runs.iter().all(|run| run.batches.is_empty()));
    assert!(page.contains("is embedded in this page without its batches"));
}

#[test]
fn of_equal_repeats_one_is_carried_where_all_have_no_room() {
    let mut record = records::simulated();
    let again = |repeat: u32| {
        move |run: &Run| Run {
            repeat,
            ..run.clone()
        }
    };
    record.runs.retain(|run| run.repeat == 0);
    let first = record.runs.clone();
    record.runs = (0..12)
        .flat_map(|repeat| first.iter().map(again(repeat)))
        .collect();
    let page = page(&record).unwrap();
    assert!(page.len() < AT_MOST, "{} bytes", page.len());
    assert_eq!(carried::<Record>(&page, "record").runs, first);
    assert!(page.contains("without its further repeats, each of which is equal to the first"));
}

#[test]
fn several_documents_share_the_room_of_one_page() {
    let (record, search, frontier) = (records::repeated(8), records::search(), records::frontier());
    let page = report(&[
        Shown::Record(&record),
        Shown::Search(&search),
        Shown::Frontier(&frontier),
    ])
    .unwrap();
    assert!(page.len() < AT_MOST, "{} bytes", page.len());
    assert_eq!(page.matches(" is embedded in this page").count(), 3);
    assert_eq!(
        carried::<Record>(&page, "d1-record").runs.len(),
        record.runs.len()
    );
}

#[test]
fn what_has_no_room_at_all_is_said_to_be_in_its_file() {
    let record = records::sample();
    let page = report(&[Shown::Record(&record); 4]).unwrap();
    assert_eq!(page.matches("The record is not embedded in this page").count(), 4);
    assert!(!page.contains("<script"));
}
