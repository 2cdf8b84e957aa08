//! Every finding in whole documents, one snapshot per document.
//!
//! A snapshot is made to be read: place, severity, code, name, the matched words, the message. After a wanted change
//! run the test with `INSTA_UPDATE=always`, then read what changed as you would read a proof.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;

use scruple::Report;
use scruple::finding::{Finding, Safety, Scope, Severity};
use scruple::source::Format;
use scruple_tests::documents::{self, Document};

/// Words of the real documents that a snapshot repeats at most.
const FEW: usize = 8;

/// Documents that are also linted with packs.
const WITH_PACKS: [&str; 2] = ["clinic.html", "product-page.html"];

#[test]
fn our_documents() {
    all(&documents::ours(), usize::MAX, Document::lint, |document| our_name(&document.name));
}

#[test]
fn real_documents() {
    let Some(real) = documents::real() else { return };
    all(&real, FEW, Document::lint, |document| real_name(&document.name));
}

/// The shop and the clinic, as the packs of a market and a channel see them.
#[test]
fn our_documents_with_packs() {
    let packs = scruple_rules::with_packs().expect("the packs are compiled in");
    let builder = scruple::Linter::builder().packs(packs);
    let linter = builder.enable_pack("eu").enable_pack("meta-ads").build().expect("the packs are sound");
    let ours: Vec<Document> =
        documents::ours().into_iter().filter(|document| WITH_PACKS.contains(&&*document.name)).collect();
    let lint = |document: &Document| linter.check(&document.text, Format::from_path(&document.name));
    all(&ours, usize::MAX, lint, |document| packs_name(&document.name));
}

/// A snapshot without a test is never looked at again, and nothing else would tell.
#[test]
fn no_snapshot_is_an_orphan() {
    let mut known: BTreeSet<String> =
        documents::ours().iter().map(|document| our_name(&document.name)).collect();
    known.extend(WITH_PACKS.map(packs_name));
    known.extend(["000", "001", "002", "003"].map(|number| format!("real__{number}")));
    known.insert("ledger".to_owned());
    let mut orphans = Vec::new();
    snapshots(&documents::root(), &mut |path| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let ours = path.parent().is_some_and(|folder| folder.ends_with("tests/tests/snapshots"));
        if !(if ours { known.contains(&name) } else { is_asserted(path, &name) }) {
            orphans.push(path.display().to_string());
        }
    });
    assert!(orphans.is_empty(), "snapshots without a test; delete them:\n{}", orphans.join("\n"));
}

/// Whether the source that a snapshot names still speaks of it: `module__name`, or `name` in the test of that name.
fn is_asserted(path: &std::path::Path, name: &str) -> bool {
    let snapshot = std::fs::read_to_string(path).unwrap_or_default();
    let source = snapshot.lines().find_map(|line| line.strip_prefix("source: ")).unwrap_or_default();
    let source =
        std::fs::read_to_string(documents::root().join(source.trim_matches('"'))).unwrap_or_default();
    let name = name.rsplit("__").next().unwrap_or(name);
    source.contains(name)
}

fn our_name(file: &str) -> String {
    format!("ours__{file}")
}

fn packs_name(file: &str) -> String {
    format!("packs__{file}")
}

fn real_name(file: &str) -> String {
    format!("real__{}", file.split(['_', '.']).next().unwrap_or(file))
}

/// Compares all documents, also those after one that differs.
fn all(
    documents: &[Document],
    few: usize,
    lint: impl Fn(&Document) -> Report,
    name: impl Fn(&Document) -> String,
) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path("snapshots");
    let _guard = settings.bind_to_scope();
    let mut failure = None;
    for document in documents {
        let text = render(&lint(document), few);
        let compared = catch_unwind(AssertUnwindSafe(|| insta::assert_snapshot!(name(document), text)));
        failure = compared.err().or(failure);
    }
    if let Some(failure) = failure {
        resume_unwind(failure);
    }
}

fn render(report: &Report, few: usize) -> String {
    let count = |severity| report.findings.iter().filter(|finding| finding.severity == severity).count();
    let mut out = format!(
        "class {}; {} errors, {} warnings, {} infos\n\n",
        report.class.name,
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Info)
    );
    for finding in &report.findings {
        line(&mut out, finding, few).expect("a string takes all");
    }
    out
}

fn line(out: &mut String, finding: &Finding, few: usize) -> std::fmt::Result {
    let Finding { code, rule, severity, .. } = finding;
    write!(out, "{}:{} {severity} {code} {rule} ", finding.start.line, finding.start.column)?;
    match finding.scope {
        Scope::Span => write!(out, "\"{}\"", words(&finding.text, few))?,
        Scope::Document => write!(out, "[document]")?,
    }
    writeln!(out, " — {}", message(finding, few))?;
    for note in &finding.notes {
        writeln!(out, "    {note}")?;
    }
    for related in &finding.related {
        writeln!(
            out,
            "    {}:{} {}",
            related.start.line,
            related.start.column,
            words(&related.message, few.max(12))
        )?;
    }
    for fix in &finding.fixes {
        let safety = if fix.safety == Safety::Safe { "safe" } else { "unsafe" };
        writeln!(out, "    fix ({safety}): {}", fix.title)?;
    }
    Ok(())
}

/// The message without the words of the document, which stand before it already.
fn message(finding: &Finding, few: usize) -> String {
    let start: String = finding.text.chars().take(60).collect();
    let message = &finding.message;
    match (message.split_once(&format!("\"{start}")), message.rfind('"')) {
        (Some((before, _)), Some(end)) if !start.is_empty() => format!("{before}\"…{}", &message[end..]),
        _ if message.contains(&finding.text) && !finding.text.is_empty() => words(message, few),
        _ => message.clone(),
    }
}

fn words(text: &str, few: usize) -> String {
    let mut words = text.split_whitespace();
    let head: Vec<&str> = words.by_ref().take(few).collect();
    let rest = if words.next().is_some() { " …" } else { "" };
    format!("{}{rest}", head.join(" "))
}

fn snapshots(folder: &Path, see: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if path.is_dir() {
            if !name.starts_with('.') && name != "target" {
                snapshots(&path, see);
            }
        } else if name.ends_with(".snap") {
            see(&path);
        }
    }
}
