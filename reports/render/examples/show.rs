#![allow(missing_docs, clippy::print_stdout)]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().collect();
    let record = streamgauge_record::Record::load(&args[1])?;
    let summary = streamgauge_render::Summary::new(&record)?;
    match args[2].as_str() {
        "md" => println!("{}", streamgauge_render::markdown(&summary)),
        "csv" => println!("{}", streamgauge_render::csv(&record)?),
        "jsonl" => println!("{}", streamgauge_render::jsonl(&record)?),
        width => println!(
            "{}",
            streamgauge_render::terminal(&summary, false, width.parse()?)
        ),
    }
    Ok(())
}
