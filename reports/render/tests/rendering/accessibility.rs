//! What every page must be, whatever stands on it: found by reading the HTML.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use streamgauge_render::{Shown, changes, frontier_page, growth_page, page, report, search_page};

use crate::{checks, compared, histories, records};

/// Every kind of page, by name, without the data that it carries.
pub fn pages() -> impl Iterator<Item = (&'static str, &'static str)> {
    static PAGES: LazyLock<Vec<(&'static str, String)>> = LazyLock::new(made);
    PAGES.iter().map(|(name, page)| (*name, page.as_str()))
}

fn made() -> Vec<(&'static str, String)> {
    let (record, search, frontier) = (records::sample(), records::search(), records::frontier());
    let simulated = records::simulated();
    let changes = changes(("main", &compared::base()), ("new", &compared::new())).unwrap();
    let history = histories::changed();
    let several = [
        Shown::History(&history, 0.05),
        Shown::Frontier(&frontier),
        Shown::Record(&record),
        Shown::Record(&simulated),
        Shown::Search(&search),
    ];
    [
        ("record", page(&record)),
        ("simulated", page(&simulated)),
        ("empty", page(&records::empty())),
        ("void", page(&records::all_void())),
        ("mixed", page(&records::with_an_update_mode_arm())),
        ("hostile", page(&records::hostile())),
        ("search", search_page(&search)),
        ("frontier", frontier_page(&frontier)),
        ("growth", growth_page(&records::growth())),
        ("check", report(&[Shown::Check(&records::check())])),
        ("self-test", report(&[Shown::GateSelfTest(&checks::self_test())])),
        ("changes", report(&[Shown::Changes(&changes)])),
        ("kernels", report(&[Shown::Kernels(&records::kernels())])),
        ("history", report(&[Shown::History(&history, 0.05)])),
        ("no history", report(&[Shown::History(&[], 0.05)])),
        ("several", report(&several)),
    ]
    .map(|(name, page)| (name, without_data(&page.unwrap())))
    .into()
}

/// The page without the documents that it carries.
fn without_data(page: &str) -> String {
    let mut shown = String::new();
    let mut rest = page;
    while let Some((before, after)) = rest.split_once("<script type=\"application/gzip\"") {
        shown.push_str(before);
        rest = after.split_once("</script>").unwrap().1;
    }
    shown + rest
}

/// Values of an attribute, in order.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let before = format!(" {attribute}=\"");
    let parts = page.split(before.as_str()).skip(1);
    parts.map(|rest| rest.split('"').next().unwrap()).collect()
}

#[test]
fn nothing_is_fetched_and_nothing_runs() {
    for (name, page) in pages() {
        for forbidden in [
            " src=",
            "@import",
            "url(",
            "<link",
            "<script",
            "<iframe",
            "<object",
            "<embed",
            " srcset=",
            " onclick=",
        ] {
            assert!(!page.contains(forbidden), "{name}: {forbidden}");
        }
        let namespaces = page.matches("xmlns=\"http://www.w3.org/2000/svg\"").count();
        assert_eq!(page.matches("http:").count(), namespaces, "{name}");
        assert_eq!(page.matches("https:").count(), 0, "{name}");
    }
}

#[test]
fn every_name_is_given_once_and_every_link_and_label_finds_its_own() {
    for (name, page) in pages() {
        let ids = values(page, "id");
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(unique.len(), ids.len(), "{name}: an id is given twice");
        for target in values(page, "href") {
            let id = target.strip_prefix('#');
            assert!(id.is_some_and(|id| unique.contains(id)), "{name}: {target}");
        }
        for label in values(page, "aria-labelledby")
            .iter()
            .flat_map(|ids| ids.split(' '))
        {
            assert!(unique.contains(label), "{name}: {label}");
        }
        assert!(
            unique.iter().all(|id| !id.contains(' ') && !id.is_empty()),
            "{name}"
        );
    }
}

#[test]
fn headings_go_down_by_one_step_at_a_time() {
    for (name, page) in pages() {
        let levels: Vec<u32> = page
            .split("<h")
            .skip(1)
            .filter_map(|rest| rest.chars().next()?.to_digit(10))
            .collect();
        assert_eq!(levels.first(), Some(&1), "{name}");
        assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1, "{name}");
        assert!(
            levels.windows(2).all(|pair| pair[1] <= pair[0] + 1),
            "{name}: {levels:?}"
        );
    }
}

#[test]
fn every_table_has_a_caption_and_every_head_its_scope() {
    for (name, page) in pages() {
        let tables: Vec<&str> = page.split("<table").skip(1).collect();
        for table in &tables {
            let table = table.split("</table>").next().unwrap();
            let caption = table
                .split_once("<caption>")
                .map(|(_, rest)| rest.split("</caption>").next().unwrap());
            assert!(
                caption.is_some_and(|caption| !caption.is_empty()),
                "{name}: {table:.200}"
            );
        }
        assert_eq!(page.matches("<th>").count(), 0, "{name}: a head without a scope");
        assert_eq!(
            page.matches("<th ").count(),
            page.matches("<th scope=\"col\">").count() + page.matches("<th scope=\"row\">").count(),
            "{name}"
        );
    }
}

#[test]
fn every_picture_has_a_name_a_description_with_numbers_and_a_table() {
    for (name, page) in pages() {
        let figures: Vec<&str> = page.split("<figure").skip(1).collect();
        assert_eq!(figures.len(), page.matches("<svg").count(), "{name}");
        for figure in figures {
            let figure = figure.split("</figure>").next().unwrap();
            assert!(
                figure.contains("role=\"img\"") && figure.contains("<title id="),
                "{name}"
            );
            let description = figure
                .split_once("<desc id=")
                .unwrap()
                .1
                .split("</desc>")
                .next()
                .unwrap();
            assert!(
                description.contains(|letter: char| letter.is_ascii_digit()),
                "{name}: {description}"
            );
            let numbers = figure.split_once("<details").unwrap().1;
            assert!(
                numbers.contains("<tbody><tr>"),
                "{name}: a picture without numbers"
            );
        }
    }
}

#[test]
fn whatever_can_be_scrolled_can_be_reached_by_keyboard_and_has_a_name() {
    for (name, page) in pages() {
        let regions = page.matches("class=\"scroll\"").count();
        let named = page
            .matches("class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"")
            .count();
        assert_eq!(regions, named, "{name}");
    }
}

#[test]
fn every_element_that_is_opened_is_closed() {
    const VOID: [&str; 9] = [
        "meta", "input", "br", "rect", "circle", "polyline", "polygon", "path", "line",
    ];
    for (name, page) in pages() {
        let mut open: Vec<&str> = Vec::new();
        for tag in page.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
            let word = tag.split([' ', '\n']).next().unwrap();
            match word.strip_prefix('/') {
                Some(closed) => assert_eq!(open.pop(), Some(closed), "{name}"),
                None if word.starts_with('!') || VOID.contains(&word) || tag.ends_with('/') => {}
                None => open.push(word),
            }
        }
        assert!(open.is_empty(), "{name}: {open:?}");
    }
}

#[test]
fn the_theme_follows_the_system_and_can_be_chosen_without_a_script() {
    let page = page(&records::sample()).unwrap();
    for part in [
        "@media (prefers-color-scheme:dark)",
        ":root:has(#theme-dark:checked)",
        "id=\"theme-system\" checked",
        "@media print",
        "name=\"viewport\" content=\"width=device-width, initial-scale=1\"",
        "<html lang=\"en\">",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert_eq!(page.matches("<label><input type=\"radio\"").count(), 3);
}

/// The palette's own tests compute the contrast of its letters; here is that nothing else is coloured.
#[test]
fn every_colour_of_the_style_sheet_is_one_of_the_palette() {
    let page = page(&records::sample()).unwrap();
    let style = page
        .split("<style>")
        .nth(1)
        .unwrap()
        .split("</style>")
        .next()
        .unwrap();
    let mut before = "";
    for (place, after) in style.split('#').enumerate() {
        let is_colour = after.len() >= 6 && after.as_bytes()[..6].iter().all(u8::is_ascii_hexdigit);
        if place > 0 && is_colour {
            let declared = before.rsplit([';', '{']).next().unwrap();
            assert!(
                declared.starts_with("--") && declared.ends_with(':'),
                "{declared}#{after:.6}"
            );
        }
        before = after;
    }
    for word in ["rgb(", "hsl(", ":white", ":black", ":red"] {
        assert!(!style.contains(word), "{word}");
    }
}
