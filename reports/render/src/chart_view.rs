//! A chart as a page shows it.

use crate::part::At;
use crate::{Chart, DataTable, RenderError};

/// A chart with everything that stands around it.
pub(crate) struct ChartView {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) caption: String,
    pub(crate) table: DataTable,
    pub(crate) left_out: Option<String>,
    pub(crate) svg: String,
}

impl ChartView {
    /// All of them, in order.
    pub(crate) fn all(charts: &[Box<dyn Chart + '_>], at: &At) -> Result<Vec<Self>, RenderError> {
        let views = charts.iter();
        views
            .map(|chart| Self::named(chart.as_ref(), &at.id("")))
            .collect()
    }

    /// A chart whose anchors begin with `prefix`.
    pub(crate) fn named(chart: &dyn Chart, prefix: &str) -> Result<Self, RenderError> {
        let id = format!("{prefix}{}", chart.id());
        Ok(Self {
            title: chart.title(),
            caption: chart.caption(),
            table: chart.table(),
            left_out: chart.left_out(),
            svg: renamed(&chart.svg()?, &chart.id(), &id),
            id,
        })
    }
}

/// The picture with other names for its title and description: a page may show charts of one name twice.
fn renamed(svg: &str, old: &str, new: &str) -> String {
    if old == new {
        return svg.to_owned();
    }
    let name = |part: &str| (format!("{old}-{part}"), format!("{new}-{part}"));
    let ((title, new_title), (description, new_description)) = (name("t"), name("d"));
    svg.replacen(
        &format!("aria-labelledby=\"{title} {description}\""),
        &format!("aria-labelledby=\"{new_title} {new_description}\""),
        1,
    )
    .replacen(
        &format!("<title id=\"{title}\""),
        &format!("<title id=\"{new_title}\""),
        1,
    )
    .replacen(
        &format!("<desc id=\"{description}\""),
        &format!("<desc id=\"{new_description}\""),
        1,
    )
}
