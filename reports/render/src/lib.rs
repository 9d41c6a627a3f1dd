//! Records in, bytes out.
//!
//! Everything that is printed or drawn is made from one [`Summary`], so that a terminal, a Markdown table and a page
//! cannot disagree. Nothing here reads a clock, a file or the environment: the same record gives the same bytes.
//! Void runs are listed and enter no figure; histograms are merged and percentiles are never averaged.

mod agreement;
mod arm;
mod axis;
mod bars;
mod canvas;
mod chart;
mod completeness_chart;
mod completeness_detail;
mod completeness_rows;
mod cost_metric;
mod definition;
mod detail;
mod detail_table;
mod diagnosis_text;
mod difference;
mod emission;
mod error;
mod explanation;
mod figure;
mod frontier_chart;
mod frontier_page;
mod frontier_summary;
mod frontier_table;
mod frontier_target;
mod frontier_text;
mod headline;
mod json_lines;
mod late_chart;
mod late_counts;
mod latency;
mod latency_rows;
mod lateness_detail;
mod load;
mod long_csv;
mod markdown;
mod metric;
mod note;
mod page;
mod page_method;
mod palette;
#[cfg(feature = "png")]
mod png;
mod quantity;
mod query;
mod ratio;
mod recovery;
mod recovery_metrics;
mod row;
mod session_explanation;
mod spectrum_chart;
mod spread;
mod state_chart;
mod summary;
mod svg;
mod terminal;
mod text_table;
mod throughput_chart;
mod time_chart;
mod verdict;
mod void_run;

pub use agreement::Agreement;
pub use arm::ArmSummary;
pub use chart::{Chart, DataTable, charts};
pub use definition::LATENCIES;
pub use detail::metrics;
pub use diagnosis_text::diagnosis_text;
pub use emission::Emission;
pub use error::RenderError;
pub use figure::Figure;
pub use frontier_page::{frontier_charts, frontier_page};
pub use frontier_summary::{FrontierLine, FrontierPlace, FrontierSummary};
pub use frontier_text::{frontier_csv, frontier_jsonl, frontier_markdown, frontier_terminal};
pub use headline::headline;
pub use json_lines::jsonl;
pub use latency::LatencySummary;
pub use long_csv::csv;
pub use markdown::markdown;
pub use metric::{Group, METRICS, Metric};
pub use page::page;
#[cfg(feature = "png")]
pub use png::png;
pub use quantity::Unit;
pub use query::QuerySummary;
pub use ratio::Ratio;
pub use row::Row;
pub use spread::Spread;
pub use summary::Summary;
pub use terminal::terminal;
pub use void_run::VoidRun;
