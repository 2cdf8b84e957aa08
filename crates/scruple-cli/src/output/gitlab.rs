//! The code quality report of GitLab: a JSON array.

use std::collections::BTreeMap;

use scruple::finding::{Finding, Severity};
use serde::Serialize;

use super::{Checked, Ended, Printer};

/// One entry of the report.
#[derive(Serialize)]
struct Entry<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// The format for merge requests of GitLab.
pub struct Gitlab;

impl Printer for Gitlab {
    fn keeps_known(&self) -> bool {
        true
    }

    fn begin(&self) -> String {
        "[\n".to_owned()
    }

    fn file(&self, file: Checked<'_>, out: &mut Vec<u8>) {
        let mut seen = BTreeMap::new();
        for (index, finding) in file.findings.iter().enumerate() {
            if index > 0 {
                out.extend_from_slice(b",\n");
            }
            let entry = Entry {
                description: format!("{}: {}", finding.code, finding.message),
                check_name: &finding.rule,
                fingerprint: fingerprint(file.path, finding, &mut seen),
                severity: match finding.severity {
                    Severity::Error => "critical",
                    Severity::Warning => "major",
                    Severity::Info => "info",
                },
                location: Location {
                    path: file.path,
                    lines: Lines { begin: finding.start.line, end: finding.end.line },
                },
            };
            // Writing strings and numbers to memory cannot fail.
            let _ = serde_json::to_writer(&mut *out, &entry);
        }
    }

    fn between(&self) -> &'static str {
        ",\n"
    }

    fn end(&self, ended: &Ended<'_>) -> String {
        if ended.any { "\n]\n".to_owned() } else { "]\n".to_owned() }
    }
}

/// Tells a finding apart from all others of the report, also when lines move: a hash of the path, of the fingerprint
/// or else the code and the words, and of how many like it stand before it.
fn fingerprint<'a>(path: &str, finding: &'a Finding, seen: &mut BTreeMap<(&'a str, &'a str), u64>) -> String {
    let own = finding
        .fingerprint
        .as_deref()
        .map_or((finding.code.as_str(), finding.text.as_str()), |own| (own, ""));
    let number = seen.entry(own).and_modify(|number| *number += 1).or_insert(0);
    let parts = [path.as_bytes(), own.0.as_bytes(), own.1.as_bytes(), &number.to_le_bytes()];
    format!("{:032x}", parts.iter().fold(OFFSET, |hash, part| hashed(hash, part)))
}

/// Start and factor of the FNV-1a hash of 128 bits, which no release of a library can change.
const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

/// The hash with more bytes and a mark after them, so that parts cannot run together.
fn hashed(hash: u128, bytes: &[u8]) -> u128 {
    let step = |hash: u128, byte: &u8| (hash ^ u128::from(*byte)).wrapping_mul(PRIME);
    step(bytes.iter().fold(hash, step), &0xff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        let plain =
            b"foobar".iter().fold(OFFSET, |hash, byte| (hash ^ u128::from(*byte)).wrapping_mul(PRIME));
        assert_eq!(plain, 0x343e_1662_793c_64bf_6f0d_3597_ba44_6f18);
        assert_ne!(hashed(hashed(OFFSET, b"ab"), b"c"), hashed(hashed(OFFSET, b"a"), b"bc"));
    }
}
