//! `--fix` and `--diff`: what becomes of one file.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use scruple::Report;
use scruple::finding::Safety;
use scruple::fix::{self, Settled};
use scruple::source::decode::{Decoded, Encoding};
use similar::udiff::UnifiedHunkHeader;
use similar::{Algorithm, capture_diff_slices, group_diff_ops};

use crate::args::CheckArgs;
use crate::error::reason;
use crate::save;
use crate::statistics::{Tally, count};
use crate::terminal::printable;
use crate::walk::Input;

/// Lines that a diff shows around a change.
const CONTEXT: usize = 3;

/// What is to happen with the fixes of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// They are only told of.
    Off,
    /// They are applied.
    Apply,
    /// The changes are shown, nothing is written.
    Show,
}

impl Mode {
    /// What was asked for.
    pub fn of(args: &CheckArgs) -> Self {
        match (args.diff, args.fix) {
            (true, _) => Self::Show,
            (_, true) => Self::Apply,
            _ => Self::Off,
        }
    }
}

/// A file after its fixes.
#[derive(Debug)]
pub struct Outcome {
    /// The lint of what now stands in the file.
    pub report: Report,
    /// Its new bytes, if there are any and they were written.
    pub bytes: Option<Vec<u8>>,
    /// The changes as a diff, in the encoding of the file.
    pub diff: Vec<u8>,
    /// Fixes that were applied, or with `--diff` would be.
    pub fixed: usize,
    /// Findings that are left and have a fix, but no safe one.
    pub unsafe_left: usize,
    /// Why the fixes were not applied.
    pub problem: Option<String>,
    /// Why some of them were not.
    pub warning: Option<String>,
}

/// Fixes a file. Whatever stands in the way leaves it as it is.
pub fn run(
    args: &CheckArgs,
    mode: Mode,
    input: &Input,
    bytes: &[u8],
    decoded: &Decoded<'_>,
    mut lint: impl FnMut(&str) -> Report,
) -> Outcome {
    let safety = if args.unsafe_fixes { Safety::Unsafe } else { Safety::Safe };
    let Settled { text, report, applied, endless } = fix::settle(&decoded.text, safety, &mut lint);
    let mut outcome = Outcome {
        unsafe_left: fix::unsafe_only(&report.findings),
        report,
        bytes: None,
        diff: Vec::new(),
        fixed: applied.len(),
        problem: None,
        warning: None,
    };
    if !endless.is_empty() {
        outcome.warning =
            Some(format!("fixes of {} bring forth others and were left out", endless.join(", ")));
    }
    if applied.is_empty() {
        return outcome;
    }
    // A file that does not come back byte for byte would change outside the edits, too.
    let faithful = decoded.encode(&decoded.text).is_some_and(|same| same == bytes);
    let written = match decoded.encode(&text).filter(|_| faithful) {
        None => Err("not fixed: its encoding cannot hold the new text; save it as UTF-8".to_owned()),
        Some(new) if mode == Mode::Show => {
            if matches!(decoded.encoding, Encoding::Utf16Le | Encoding::Utf16Be) {
                // To every tool that applies diffs its bytes are no text.
                outcome.fixed = 0;
                let why = "its fixes are left out, as no diff can show a file in UTF-16; --fix applies them";
                outcome.warning = Some(why.to_owned());
            } else {
                outcome.diff = diff(&input.name, bytes, &new);
            }
            // Nothing is written: the file still has its findings.
            outcome.report = lint(&decoded.text);
            return outcome;
        }
        Some(new) => match &input.path {
            None => Ok(new),
            Some(path) => write(path, input, bytes, &new).map(|()| new),
        },
    };
    match written {
        Ok(_) if input.content.is_some() => {
            // The next commit would bring what it would have brought without the fixes.
            outcome.report = lint(&decoded.text);
            let why = "fixed on disk, and what is staged is as it was; stage it anew";
            outcome.warning = Some(why.to_owned());
        }
        Ok(new) => outcome.bytes = Some(new),
        Err(problem) => {
            outcome.report = lint(&decoded.text);
            outcome.unsafe_left = fix::unsafe_only(&outcome.report.findings);
            outcome.fixed = 0;
            outcome.problem = Some(problem);
        }
    }
    outcome
}

/// Puts the new bytes in place of the old ones, unless somebody else was faster.
fn write(path: &Path, input: &Input, old: &[u8], new: &[u8]) -> Result<(), String> {
    let told = |error: &io::Error| match error.kind() {
        io::ErrorKind::ReadOnlyFilesystem => "not fixed: it is read-only".to_owned(),
        _ => format!("not fixed: {}", reason(error)),
    };
    if fs::read(path).map_err(|error| told(&error))? != old {
        return Err(if input.content.is_some() {
            "not fixed: what is on disk is not what is staged; stage the rest, or put it aside".to_owned()
        } else {
            "not fixed: it was changed by another program during the check; run again".to_owned()
        });
    }
    save::replace(path, new).map_err(|error| told(&error))
}

/// A unified diff that `git apply` and `patch -p1` take: of the bytes, whatever encoding they are in.
fn diff(name: &str, old: &[u8], new: &[u8]) -> Vec<u8> {
    // Lines end at LF, as in every tool that reads diffs; a lone CR is part of its line.
    let old: Vec<&[u8]> = old.split_inclusive(|byte| *byte == b'\n').collect();
    let new: Vec<&[u8]> = new.split_inclusive(|byte| *byte == b'\n').collect();
    let name = printable(name.trim_start_matches('/'));
    let mut out = format!("--- a/{name}\n+++ b/{name}\n").into_bytes();
    for hunk in group_diff_ops(capture_diff_slices(Algorithm::Myers, &old, &new), CONTEXT) {
        out.extend(format!("{}\n", UnifiedHunkHeader::new(&hunk)).into_bytes());
        for change in hunk.iter().flat_map(|op| op.iter_changes(&old[..], &new[..])) {
            let line = change.value();
            out.extend(change.tag().to_string().bytes());
            out.extend(line);
            if !line.ends_with(b"\n") {
                out.extend(b"\n\\ No newline at end of file\n");
            }
        }
    }
    out
}

/// What was fixed and what needs more, as a closing line.
pub fn summary(tally: &Tally, mode: Mode) -> String {
    let Tally { fixed, fixed_files, unsafe_left, .. } = *tally;
    let mut line = match (mode, fixed) {
        (Mode::Off, _) => return String::new(),
        (Mode::Apply, 0) => "Nothing to fix.".to_owned(),
        (Mode::Show, 0) => "There is nothing to fix.".to_owned(),
        (Mode::Apply, _) => format!("Applied {} in {}.", fixes(fixed), count(fixed_files, "file")),
        (Mode::Show, _) => format!("Would apply {} in {}.", fixes(fixed), count(fixed_files, "file")),
    };
    if unsafe_left > 0 {
        let _ = write!(line, " {unsafe_left} more can be fixed with --unsafe-fixes; read what they change.");
    }
    line.push('\n');
    line
}

fn fixes(number: usize) -> String {
    format!("{number} {}", if number == 1 { "fix" } else { "fixes" })
}
