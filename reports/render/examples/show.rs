#![allow(missing_docs, clippy::print_stdout)]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().collect();
    let record = streamgauge_record::Record::load(&args[1])?;
    let summary = streamgauge_render::Summary::new(&record)?;
    match args[2].as_str() {
        "html" => std::fs::write(&args[3], streamgauge_render::page(&record)?)?,
        "md" => println!("{}", streamgauge_render::markdown(&summary)),
        "csv" => println!("{}", streamgauge_render::csv(&record)?),
        "jsonl" => println!("{}", streamgauge_render::jsonl(&record)?),
        "charts" => {
            for chart in streamgauge_render::charts(&summary) {
                let svg = chart.svg()?;
                std::fs::write(format!("{}/{}.svg", args[3], chart.id()), &svg)?;
                std::fs::write(
                    format!("{}/{}.png", args[3], chart.id()),
                    streamgauge_render::png(&svg, 900)?,
                )?;
            }
        }
        width => println!(
            "{}",
            streamgauge_render::terminal(&summary, false, width.parse()?)
        ),
    }
    Ok(())
}
