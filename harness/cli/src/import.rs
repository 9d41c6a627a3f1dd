//! The command `import`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use streamgauge_record::{Document as _, KERNELS_SCHEMA, Kernel, KernelRecord, VERSION};

use crate::criterion_times::criterion_times;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::instant::now;
use crate::kernel_counts::kernel_counts;
use crate::notes::Notes;
use crate::stdout;

pub(crate) const IMPORT_EXAMPLES: &str = "\
Brings together what `cargo bench` (criterion) and `scripts/kernels` (callgrind) left below target/, as one document that can \
be kept: `check` takes its instructions, and its times are for people.

Examples:
  streamgauge import                                    of target/, to the standard output
  streamgauge import target --out kernels.json
  streamgauge check --base-bin old --base-kernels old.json --head-kernels kernels.json";

/// Arguments of `import`.
#[derive(Args, Clone, Debug)]
pub(crate) struct ImportArgs {
    /// The target directory of cargo
    #[arg(value_name = "DIR", default_value = "target")]
    target: PathBuf,
    /// Where to save it [default: the standard output]
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl ImportArgs {
    /// Reads what the benches left, and saves or prints it as one document.
    ///
    /// # Errors
    /// Files that are not as the benches write them, and a directory without any.
    pub(crate) fn carry_out(&self, notes: Notes) -> Result<Exit, Failure> {
        let kernels = kernels(&self.target)?;
        let found = kernels.len();
        let record = KernelRecord {
            schema: KERNELS_SCHEMA.to_owned(),
            version: VERSION.to_owned(),
            created: now(),
            tool: streamgauge_doctor::tool(),
            machine: streamgauge_doctor::machine(),
            kernels,
        };
        let fail = |error: streamgauge_record::RecordError| Failure::Unexpected(error.to_string());
        match &self.out {
            Some(path) => {
                record.save(path).map_err(fail)?;
                notes.info(&format!("saved {}: {found} kernels", path.display()));
            }
            None => stdout::print(&record.to_json().map_err(fail)?)?,
        }
        Ok(Exit::Fine)
    }
}

/// All kernels that were timed or counted.
fn kernels(target: &Path) -> Result<Vec<Kernel>, Failure> {
    let (criterion, gungraun) = (target.join("criterion"), target.join("gungraun"));
    if !criterion.is_dir() && !gungraun.is_dir() {
        return Err(Failure::Usage(format!(
            "{}: there is neither criterion/ nor gungraun/ in it; `cargo bench` or `scripts/kernels` makes them",
            target.display()
        )));
    }
    let mut kernels: BTreeMap<String, Kernel> = BTreeMap::new();
    let mut of = |name: String, change: &dyn Fn(&mut Kernel)| {
        let kernel = kernels.entry(name.clone()).or_insert(Kernel {
            name,
            time: None,
            instructions: None,
        });
        change(kernel);
    };
    if criterion.is_dir() {
        for (name, time) in criterion_times(&criterion)? {
            of(name, &|kernel| kernel.time = Some(time.clone()));
        }
    }
    if gungraun.is_dir() {
        for (name, count) in kernel_counts(&gungraun)? {
            of(name, &|kernel| kernel.instructions = Some(count));
        }
    }
    Ok(kernels.into_values().collect())
}
