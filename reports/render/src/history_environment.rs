//! What of build and machine changed from one record of a series to the next.

use streamgauge_record::HistoryRecord;

/// What of the compiler and of the machine's state is another at `after` than at `before`, in words. Commit and version are
/// not part of it: they are what a history is about. What makes another machine is not, either: such records share no
/// series.
pub(crate) fn environment_changes(before: &HistoryRecord, after: &HistoryRecord) -> Vec<String> {
    let changes = environment(before).into_iter().zip(environment(after));
    let changes = changes.filter(|((_, then), (_, now))| then != now);
    changes
        .map(|((name, then), (_, now))| format!("{name}: {then} → {now}"))
        .collect()
}

fn environment(record: &HistoryRecord) -> [(&'static str, String); 12] {
    let (tool, machine) = (&record.tool, &record.machine);
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "unknown".to_owned());
    let flag = |flag: Option<bool>| match flag {
        Some(true) => "on".to_owned(),
        Some(false) => "off".to_owned(),
        None => "unknown".to_owned(),
    };
    let bytes = machine
        .memory_limit_bytes
        .map_or_else(|| "none".to_owned(), |bytes| format!("{bytes} bytes"));
    let cores = machine
        .physical_cores
        .map_or_else(|| "unknown".to_owned(), |cores| cores.to_string());
    [
        ("compiler", tool.rustc.clone()),
        ("optimisation", text(&tool.opt_level)),
        ("link-time optimisation", text(&tool.lto)),
        ("allocator", text(&tool.allocator)),
        ("physical cores", cores),
        ("hardware threads", flag(machine.smt)),
        ("CPUs allowed", text(&machine.affinity)),
        ("memory limit", bytes),
        ("boost", flag(machine.boost)),
        ("huge pages", text(&machine.huge_pages)),
        ("virtualisation", text(&machine.virtualisation)),
        ("clock source", text(&machine.clock_source)),
    ]
}
