//! What a run counted.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use scruple::finding::{Finding, Severity};
use scruple_config::baseline::Compared;

/// Counts over the files of a run.
#[derive(Debug, Default)]
pub struct Tally {
    /// Files that were checked.
    pub files: usize,
    /// Files with findings.
    pub flagged: usize,
    /// Files that could not be checked.
    pub failed: usize,
    /// Bytes read.
    pub bytes: usize,
    /// Words read.
    pub words: usize,
    /// Findings by severity: info, warning, error.
    pub severities: [usize; 3],
    /// Findings by code and severity, with the rule.
    pub rules: BTreeMap<(String, Severity), Rule>,
    /// Findings that somebody answered for.
    pub answered: usize,
    /// How the findings stand to the baseline, where there is one.
    pub baseline: Option<Compared>,
    /// Fixes that were applied, or with `--diff` would be.
    pub fixed: usize,
    /// Files they were applied in.
    pub fixed_files: usize,
    /// Findings that are left and have a fix, but no safe one.
    pub unsafe_left: usize,
}

/// A rule and how often it fired.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// Its family.
    pub category: String,
    /// Findings.
    pub number: usize,
}

impl Tally {
    /// The counts of one file.
    pub fn of(bytes: usize, words: usize, findings: &[Finding]) -> Self {
        let flagged = usize::from(!findings.is_empty());
        let mut tally = Self { files: 1, flagged, bytes, words, ..Self::default() };
        for finding in findings {
            tally.severities[finding.severity as usize] += 1;
            let entry = tally.rules.entry((finding.code.to_string(), finding.severity));
            let new =
                || Rule { name: finding.rule.to_string(), category: finding.category.to_string(), number: 0 };
            entry.or_insert_with(new).number += 1;
        }
        tally
    }

    /// The counts of a file that could not be checked.
    pub fn unread() -> Self {
        Self { failed: 1, ..Self::default() }
    }

    /// Adds the counts of another file.
    pub fn add(&mut self, other: Self) {
        self.files += other.files;
        self.flagged += other.flagged;
        self.failed += other.failed;
        self.bytes += other.bytes;
        self.words += other.words;
        for (sum, number) in self.severities.iter_mut().zip(other.severities) {
            *sum += number;
        }
        self.answered += other.answered;
        if let Some(compared) = other.baseline {
            self.baseline.get_or_insert_default().add(compared);
        }
        self.fixed += other.fixed;
        self.fixed_files += other.fixed_files;
        self.unsafe_left += other.unsafe_left;
        for (key, rule) in other.rules {
            let number = rule.number;
            self.rules.entry(key).or_insert(Rule { number: 0, ..rule }).number += number;
        }
    }

    /// The table of `--statistics`: counts per rule, the most frequent first, and the size and speed of the run.
    pub fn table(&self, time: Duration) -> String {
        let mut rows: Vec<_> = self.rules.iter().collect();
        // Stable, so rules with the same count stay in the order of their codes.
        rows.sort_by_key(|(_, rule)| std::cmp::Reverse(rule.number));
        let width = rows.iter().map(|(_, rule)| rule.name.len()).max().unwrap_or(0);
        let mut table = String::new();
        // Writing to memory cannot fail.
        for ((code, severity), Rule { name, number, .. }) in rows {
            let _ = writeln!(table, "{number:>7}  {code}  {name:width$}  {severity}");
        }
        let seconds = time.as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "shown with two digits")]
        let megabytes = self.bytes as f64 / 1e6;
        let _ = writeln!(
            table,
            "{}, {}, {} in {:.1} ms ({:.1} MB/s)",
            count(self.files, "file"),
            count(self.words, "word"),
            count(self.bytes, "byte"),
            seconds * 1e3,
            if seconds > 0.0 { megabytes / seconds } else { 0.0 },
        );
        table
    }
}

/// A number with its noun: `1 file`, `2 files`.
pub fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
