//! What people decided on findings, held against what a run finds: approved claims and the baseline.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use clap::Args;
use scruple::answer::BaselineState;
use scruple::rule::RuleInfo;
use scruple::{Linter, Report};
use scruple_config::approved::{self, Register, RegisterErrors, Registers};
use scruple_config::baseline::{Baseline, BaselineError, Compared, Lost};
use scruple_config::date::Date;
use scruple_config::fingerprint;
use scruple_config::shown;
use scruple_config::words::Text;
use scruple_documents::Document;

use crate::args::{CheckArgs, Format};
use crate::error::Error;
use crate::moved::Moved;
use crate::settings::Applied;
use crate::statistics::count;
use crate::walk::Input;

/// Options about what people decided.
#[derive(Debug, Clone, Default, Args)]
pub struct ReviewArgs {
    /// Report what is new since this baseline (see `scruple baseline`), and end by new findings only; in scruple.toml it
    /// is `baseline`
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// With --baseline: also show what it holds
    #[arg(long)]
    pub show_known: bool,
    /// The register of approved claims, instead of the nearest approved-claims.toml at or above each file
    #[arg(long, value_name = "FILE")]
    pub approved: Option<PathBuf>,
    /// The day that approvals are held against, instead of today (by UTC)
    #[arg(long, value_name = "DATE")]
    pub today: Option<Date>,
}

/// The decisions that a run heeds.
pub struct Review {
    registers: Option<Registers>,
    named: Option<PathBuf>,
    today: Option<Date>,
    baseline: Option<(Baseline, Moved)>,
    show_known: bool,
    /// Whether the output shows fingerprints.
    fingerprints: bool,
    /// Complaints about registers that were made already.
    told: Mutex<BTreeSet<String>>,
}

/// What came of one file.
#[derive(Debug, Default)]
pub struct Reviewed {
    /// How its findings stand to the baseline, where there is one.
    pub compared: Option<Compared>,
    /// What is wrong with its register.
    pub problem: Option<String>,
}

/// The text of a file, as it was linted.
#[derive(Clone, Copy)]
pub struct Linted<'a> {
    /// Its path as it is printed.
    pub name: &'a str,
    /// Where it stands.
    pub path: Option<&'a Path>,
    /// Its text.
    pub text: &'a str,
    /// The same, opened.
    pub document: &'a Document<'a>,
}

impl Review {
    /// Reads what holds for the whole run.
    pub fn new(
        args: &CheckArgs,
        root: &Applied,
        inputs: &[(Input, Applied)],
        recording: bool,
    ) -> Result<Self, Error> {
        let ReviewArgs { baseline, show_known, approved, today } = &args.review;
        let set = root.settings.baseline.as_ref();
        let baseline = match (baseline, set) {
            _ if recording => None,
            (Some(path), _) => Some(Baseline::read(path)?),
            (None, Some(set)) => Some(Baseline::read(set).map_err(|error| match error {
                BaselineError::File { path, reason } => {
                    BaselineError::File { path: format!("{}: {path}", set.origin), reason }
                }
                other => other,
            })?),
            (None, None) => None,
        };
        let baseline = baseline.map(|baseline| {
            let moved = Moved::new(&baseline, inputs.iter().map(|(input, _)| input));
            (baseline, moved)
        });
        let linter = Arc::clone(&root.linter);
        // Packs that are off are needed only where there is a register.
        let rules = move || rules(&linter);
        let registers = (!args.choice.isolated || approved.is_some()).then(|| Registers::new(rules));
        let fingerprints =
            !matches!(args.format, Format::Text | Format::Concise | Format::Github | Format::Junit);
        Ok(Self {
            registers,
            named: approved.clone(),
            today: *today,
            fingerprints: fingerprints || baseline.is_some(),
            baseline,
            show_known: *show_known,
            told: Mutex::default(),
        })
    }

    /// Holds the findings of a file against the register and the baseline.
    pub fn apply(&self, applied: &Applied, linted: Linted<'_>, report: &mut Report) -> Reviewed {
        let linter = &applied.linter;
        let mut reviewed = Reviewed::default();
        let path = linted.path.unwrap_or(Path::new(linted.name));
        let registers = self.registers_of(applied, path).unwrap_or_else(|error| {
            let error = error.to_string();
            let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
            reviewed.problem = told.insert(error.clone()).then_some(error);
            Vec::new()
        });
        let mut former = HashMap::new();
        let anything = !report.findings.is_empty() || !report.answered.is_empty();
        if anything && (self.fingerprints || !registers.is_empty()) {
            let text = Text::of_document(linted.document);
            if !registers.is_empty() {
                let today = self.today.unwrap_or_else(today);
                approved::apply(&registers, report, linter, (linted.text, &text), today);
            }
            if self.fingerprints {
                fingerprint::fill_from(report, &text);
                if self.baseline.is_some() {
                    former = fingerprint::formerly(report, &text, |code| codes_before(linter, code));
                }
            }
        }
        if let Some((baseline, moved)) = &self.baseline {
            let on = |code: &str| is_on(linter, code);
            let place = (path, linted.name);
            let compare = |lost: Option<&mut Lost>| baseline.compare(place, report, &on, &former, lost);
            reviewed.compared = Some(moved.with(linted.name, compare));
        }
        reviewed
    }

    /// A file is done: nothing more of it is held against anything.
    pub fn done(&self, name: &str) {
        if let Some((_, moved)) = &self.baseline {
            moved.done(name);
        }
    }

    /// Whether findings are held against a baseline.
    pub fn compares(&self) -> bool {
        self.baseline.is_some()
    }

    fn registers_of(
        &self,
        applied: &Applied,
        path: &Path,
    ) -> Result<Vec<Arc<Register>>, Arc<RegisterErrors>> {
        let Some(registers) = &self.registers else { return Ok(Vec::new()) };
        match &self.named {
            Some(named) => registers.named([named.as_path()]),
            None if !applied.settings.approved.is_empty() => {
                let set = &applied.settings.approved;
                registers.named(set.iter().map(|path| path.value.as_path())).map_err(|error| match &*error {
                    RegisterErrors::Unreadable { path, reason } => {
                        let origin =
                            set.iter().find(|set| shown(set) == *path).map(|set| set.origin.to_string());
                        let path = origin.map_or_else(|| path.clone(), |origin| format!("{origin}: {path}"));
                        Arc::new(RegisterErrors::Unreadable { path, reason: reason.clone() })
                    }
                    RegisterErrors::Wrong(_) => error,
                })
            }
            None => Ok(registers.nearest(path)?.into_iter().collect()),
        }
    }

    /// Leaves out what the baseline holds, where a reader wants to see what is new.
    pub fn keep_new(&self, report: &mut Report) {
        if self.baseline.is_some() && !self.show_known {
            report.findings.retain(|finding| finding.baseline != Some(BaselineState::Unchanged));
        }
    }

    /// What the baseline holds of files that are not there any more, once all files were looked at.
    pub fn of_lost_files(&self, linter: &Linter) -> Compared {
        let Some((baseline, moved)) = &self.baseline else { return Compared::default() };
        let on = |code: &str| is_on(linter, code);
        Compared { gone: moved.gone(baseline, &on), ..Compared::default() }
    }
}

/// Whether a rule took part that goes by this code, or went by it.
fn is_on(linter: &Linter, code: &str) -> bool {
    linter.rules().any(|rule| rule.code == code || rule.aliases.iter().any(|alias| alias == code))
}

/// The codes that a rule had before. Names it had before are in no fingerprint, and harm none.
fn codes_before(linter: &Linter, code: &str) -> Vec<String> {
    let rule = linter.rules().find(|rule| rule.code == code);
    rule.into_iter().flat_map(|rule| &rule.aliases).map(ToString::to_string).collect()
}

/// Every rule there is, on or off.
pub fn rules(linter: &Linter) -> Vec<RuleInfo> {
    let mut rules: Vec<RuleInfo> = linter.rules().cloned().collect();
    // What is compiled in can be read, or the run has ended before.
    if let Ok(packs) = scruple_rules::with_packs() {
        for rule in packs.rules() {
            if !rules.iter().any(|known| known.code == rule.code) {
                rules.push(rule.clone());
            }
        }
    }
    rules
}

/// The day it is, by UTC. The only place that asks the clock what day it is.
pub fn today() -> Date {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    Date::from_unix_days(u32::try_from(seconds / 86_400).unwrap_or(u32::MAX))
}

/// What the closing line says of the baseline.
pub fn summary(compared: &Compared) -> String {
    let known = count(compared.known, "red flag");
    let (is, gone) = (if compared.known == 1 { "is" } else { "are" }, compared.gone.len());
    let mut line = format!("{known} {is} known from the baseline");
    if gone > 0 {
        line.push_str(&format!(
            ", and {gone} of it {} gone; record it anew to keep it so",
            if gone == 1 { "is" } else { "are" }
        ));
    }
    line.push_str(".\n");
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_line_counts_known_and_gone() {
        assert_eq!(
            summary(&Compared { known: 3, ..Compared::default() }),
            "3 red flags are known from the baseline.\n"
        );
    }
}
