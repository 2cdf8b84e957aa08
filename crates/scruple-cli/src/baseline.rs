//! `scruple baseline`: records what is found today.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use clap::Args;
use scruple_config::baseline::{Baseline, FILE};
use scruple_config::shown;

use crate::args::{CheckArgs, Color, Format};
use crate::check;
use crate::error::Error;
use crate::exit::Status;
use crate::output::{Checked, Printer};
use crate::settings::Session;
use crate::statistics::count;
use crate::terminal::print;

const AFTER: &str = "\
Examples:
  scruple baseline                               record the findings of this folder
  scruple check --baseline scruple-baseline.json report what is new, and fail by that only
  scruple baseline content/blog                  record that folder anew and keep the rest

The findings go to the file of --output, to `baseline` of scruple.toml, or to scruple-baseline.json. Each is known by its sentence and its
rule, so that moved lines and paragraphs that are wrapped anew change nothing; what the whole text lacks may move where
paragraphs are cut apart or the text reads as another kind of document. Commit the file. Take the same
options here as for `scruple check`: what is not looked for is not recorded.

Exit status:
  0  the baseline was written
  2  the run failed, and the baseline is as it was";

/// Options of `scruple check` that a record has no use for.
const ELSEWHERE: [&str; 8] =
    ["fix", "unsafe_fixes", "diff", "watch", "baseline", "show_known", "format", "statistics"];

/// `scruple baseline`
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
#[command(mut_args(|arg| if ELSEWHERE.contains(&arg.get_id().as_str()) { arg.hide(true) } else { arg }))]
pub struct BaselineArgs {
    /// What to check, and how.
    #[command(flatten)]
    pub check: CheckArgs,
}

/// Checks everything that was asked for and records what is found.
pub fn run(args: &BaselineArgs, color: Color) -> Result<Status, Error> {
    let mut check = args.check.clone();
    let review = &check.review;
    let decides = check.fix || check.diff || check.watch || review.baseline.is_some() || review.show_known;
    if decides || !matches!(check.format, Format::Text) || check.statistics {
        let reason = "--fix, --diff, --watch, --baseline, --show-known, --format and --statistics go with `scruple check`";
        return Err(Error::Record(reason.to_owned()));
    }
    let session = Session::new(&check.choice, true)?;
    let set = session.root(None)?.settings.baseline.as_ref().map(|path| path.value.clone());
    let path = check.output.take().or(set).unwrap_or_else(|| PathBuf::from(FILE));
    // A broken one, or one of a newer version, is not written over.
    let old = if path.exists() { Some(Baseline::read(&path)?) } else { None };
    // The findings, with their fingerprints.
    (check.format, check.statistics) = (Format::Jsonl, false);
    let recorder = Recorder { found: Mutex::new((Baseline::empty(&path), BTreeSet::new())) };
    let status = check::recorded(&check, color, &recorder)?;
    if status >= Status::Failed {
        let reason = format!("{} was left as it is, as not every file could be checked", shown(&path));
        return Err(Error::Record(reason));
    }
    let (mut new, seen) = recorder.found.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(old) = &old {
        new.keep(old, &seen);
    }
    new.write(&path)?;
    if !check.quiet {
        let mut text = format!(
            "Recorded {} of {} in {}",
            count(new.len(), "red flag"),
            count(new.files(), "file"),
            shown(&path)
        );
        if let Some(old) = old {
            let (added, gone) = new.difference(&old);
            text.push_str(&format!(": {added} new, {gone} gone"));
        }
        print(&format!("{text}.\n"), false)?;
    }
    Ok(Status::Clean)
}

/// Takes findings instead of printing them.
struct Recorder {
    /// What was found, and the files that were looked at as the baseline knows them.
    found: Mutex<(Baseline, BTreeSet<String>)>,
}

impl Printer for Recorder {
    fn file(&self, file: Checked<'_>, _: &mut Vec<u8>) {
        let path = Path::new(file.path);
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let key = found.0.key(path);
        found.1.insert(key);
        found.0.record(path, &file.findings);
    }

    fn every_file(&self) -> bool {
        true
    }
}
