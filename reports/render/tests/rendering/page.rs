//! The page: alone, in order, and with the record's numbers.

use streamgauge_record::Record;
use streamgauge_render::{Summary, charts, page};

use crate::carried::carried;
use crate::records;

/// The page without the record that it carries.
fn shown(page: &str) -> String {
    let (before, rest) = page
        .split_once("<script type=\"application/gzip\" id=\"record\">")
        .unwrap();
    let (_, after) = rest.split_once("</script>").unwrap();
    format!("{before}{after}")
}

#[test]
fn it_needs_nothing_from_elsewhere() {
    let page = page(&records::sample()).unwrap();
    let shown = shown(&page);
    for forbidden in [
        "src=", "@import", "url(", "<link", "<script", "<iframe", "<object",
    ] {
        assert!(!shown.contains(forbidden), "{forbidden}");
    }
    for target in shown.split("href=\"").skip(1) {
        assert!(target.starts_with('#'), "{}", target.split('"').next().unwrap());
    }
    assert!(page.len() < 1_500_000, "{} bytes", page.len());
}

#[test]
fn names_cannot_become_markup() {
    let page = page(&records::hostile()).unwrap();
    assert_eq!(page.matches("<script").count(), 1);
    assert_eq!(page.matches("</script>").count(), 1);
    assert_eq!(carried::<Record>(&page, "record"), records::hostile());
}

#[test]
fn every_picture_has_a_name_a_description_and_a_table_on_the_page() {
    let record = records::sample();
    let (page, summary) = (page(&record).unwrap(), Summary::new(&record).unwrap());
    let charts = charts(&summary);
    assert_eq!(charts.len(), 3 + 4 + 4 + 2 + 1 + 1 + 4);
    assert_eq!(page.matches("<svg").count(), charts.len());
    for chart in charts {
        let svg = chart.svg().unwrap();
        assert!(svg.contains("role=\"img\"") && svg.contains("viewBox=\"0 0 1200 "));
        assert!(svg.contains("<title") && svg.contains("<desc"));
        assert!(page.contains(&svg));
        let table = chart.table();
        assert!(!table.rows.is_empty() && table.rows.iter().all(|row| row.len() == table.head.len()));
        for cell in table.rows.iter().flatten() {
            let cell = cell.replace('<', "&#60;").replace('>', "&#62;");
            assert!(page.contains(&format!(">{cell}<")), "{}: {cell}", chart.id());
        }
    }
}

#[test]
fn pictures_show_right_without_style_sheets() {
    let record = records::sample();
    for chart in charts(&Summary::new(&record).unwrap()) {
        let svg = chart.svg().unwrap();
        assert!(svg.matches("var(--").count() > 0);
        for part in svg.split("var(--").skip(1) {
            assert!(
                part.split(')').next().unwrap().contains(",#"),
                "a variable without a fallback"
            );
        }
        assert!(!svg.contains("fill=\"var") && !svg.contains("stroke=\"var"));
    }
}

#[cfg(feature = "png")]
#[test]
fn pictures_become_png_with_their_letters() {
    let record = records::sample();
    let summary = Summary::new(&record).unwrap();
    let svg = charts(&summary)[0].svg().unwrap();
    let picture = streamgauge_render::png(&svg, 600).unwrap();
    assert!(picture.starts_with(b"\x89PNG"));
    let silent: String = svg.lines().filter(|line| !line.starts_with("<text")).collect();
    let silent = silent.replace("</text>", "");
    let without = streamgauge_render::png(&silent, 600);
    assert!(
        without.is_err() || without.unwrap() != picture,
        "letters are drawn"
    );
    assert!(streamgauge_render::png("no picture", 600).is_err());
    assert!(streamgauge_render::png(&svg, 0).is_err() && streamgauge_render::png(&svg, 90_000).is_err());
}
