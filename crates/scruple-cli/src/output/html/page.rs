//! What stands around the documents: the summary with its charts, the filters, and the record of what was answered.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use scruple::answer::{Answer, Answered};

use super::card::{cut, told};
use super::chart::{Bar, SEVERITIES, bars, ring};
use super::{Escaped, identity};
use crate::exit::Status;
use crate::output::{Ended, HOME};
use crate::statistics::{Rule, Tally, count};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// Of the script: a browser runs it and nothing else. A test in a browser fails where they do not agree.
const SCRIPT_HASH: &str = include_str!("script.sha256");

/// Files in the chart.
const FILES: usize = 12;

/// Set by builds that must give the same twice: the time, in seconds since 1970.
const EPOCH: &str = "SOURCE_DATE_EPOCH";

/// A name and a value.
type Row = (&'static str, String);

/// Everything before the documents.
pub fn head(ended: &Ended<'_>, run: &[Row], sets: &[(Vec<Row>, usize)]) -> String {
    let tally = ended.tally;
    let sum: usize = tally.severities.iter().sum();
    let title = match sum {
        0 => format!("No red flags in {}", count(tally.files, "document")),
        _ => format!("{} in {} of {}", count(sum, "red flag"), tally.flagged, count(tally.files, "document")),
    };
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
         script-src 'sha256-{}'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"generator\" content=\"scruple {}\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title} · Scruple</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#documents\">Skip to the documents</a>\n",
        SCRIPT_HASH.trim(),
        env!("CARGO_PKG_VERSION"),
    );
    // Writing to memory cannot fail.
    let _ = write!(
        out,
        "<header class=\"top\">\n<p class=\"brand\"><span aria-hidden=\"true\">℈</span> Scruple</p>\n<h1>{title}</h1>\n\
         <p class=\"lead\">{}</p>\n<dl class=\"run\">\n",
        lead(ended.status)
    );
    let mut run = run.to_vec();
    run.push(("Read", format!("{}, {}", count(tally.files, "document"), count(tally.words, "word"))));
    rows(&mut out, &run);
    out.push_str("</dl>\n");
    if !sets.is_empty() {
        out.push_str("<p class=\"lead\">Settings differ between the documents:</p>\n");
    }
    for (set, number) in sets {
        out.push_str("<dl class=\"run\">\n");
        rows(&mut out, &[("For", count(*number, "document"))]);
        rows(&mut out, set);
        out.push_str("</dl>\n");
    }
    out.push_str("</header>\n<main>\n");
    summary(&mut out, ended);
    filters(&mut out, tally);
    out.push_str(
        "<section id=\"documents\" aria-labelledby=\"documents-h\">\n<h2 id=\"documents-h\">Documents</h2>\n",
    );
    if sum == 0 && tally.answered == 0 {
        out.push_str("<p class=\"empty\">Nothing in these texts looks like a red flag to the rules that were on.</p>\n");
    }
    out
}

fn rows(out: &mut String, rows: &[Row]) {
    for (name, value) in rows {
        // Writing to memory cannot fail.
        let _ = writeln!(out, "<div><dt>{}</dt><dd>{}</dd></div>", Escaped(name), Escaped(value));
    }
}

/// Everything after the documents.
pub fn end(ended: &Ended<'_>) -> String {
    let mut out = String::new();
    let left_out: Vec<_> = ended.files.iter().filter(|file| file.left_out).collect();
    if !left_out.is_empty() {
        let _ = writeln!(
            out,
            "<h3>Not shown here</h3>\n<p class=\"note\">There was no room on this page for the text of {}. \
             Check fewer files at once to see it.</p>\n<ul class=\"more\">",
            count(left_out.len(), "document")
        );
        for file in left_out {
            let _ = writeln!(
                out,
                "<li>{}: {}</li>",
                Escaped(&file.path),
                count(file.severities.iter().sum(), "red flag")
            );
        }
        out.push_str("</ul>\n");
    }
    out.push_str("<p id=\"nothing\" class=\"empty\" hidden>No red flag is like that.</p>\n</section>\n");
    if ended.tally.answered > 0 {
        out.push_str(
            "<section id=\"answered\" aria-labelledby=\"answered-h\">\n<h2 id=\"answered-h\">Answered for</h2>\n\
             <p>Red flags that a person has set aside with a reason, or that the register of approved claims \
             holds. They do not count above.</p>\n<section class=\"wide\" tabindex=\"0\" \
             aria-label=\"Record of answers\"><table class=\"audit\">\n<thead><tr><th scope=\"col\">Place</th>\
             <th scope=\"col\">Rule</th><th scope=\"col\">Words</th><th scope=\"col\">Answer</th></tr></thead>\n<tbody>\n",
        );
        out.push_str(ended.aside);
        out.push_str("</tbody></table></section>\n</section>\n");
    }
    if !ended.problems.is_empty() {
        out.push_str("<section id=\"problems\" aria-labelledby=\"problems-h\">\n<h2 id=\"problems-h\">Problems of the run</h2>\n<ul>\n");
        for (problem, fatal) in ended.problems {
            let kind = if *fatal { "Not checked" } else { "Note" };
            let _ = writeln!(out, "<li><strong>{kind}:</strong> {}</li>", Escaped(problem));
        }
        out.push_str("</ul>\n</section>\n");
    }
    let _ = write!(
        out,
        "</main>\n<footer>\n<p>Made by <a href=\"{HOME}\" rel=\"noreferrer\">Scruple</a> {}. A red flag asks a person \
         who knows the product, the evidence and the market to look. It is no verdict and no legal advice, and a text \
         without red flags may still mislead.</p>\n</footer>\n<script>{SCRIPT}</script>\n</body>\n</html>\n",
        env!("CARGO_PKG_VERSION")
    );
    out
}

/// A row of the record of what was answered.
pub fn audit_row(path: &str, answered: &Answered) -> String {
    let finding = &answered.finding;
    let mut row = format!(
        "<tr><td><a href=\"#{}\">{}:{}</a></td><td>{} {}</td><td><q>{}</q></td><td><dl>",
        identity(path),
        Escaped(path),
        finding.start.line,
        Escaped(&finding.code),
        Escaped(&finding.rule),
        Escaped(&cut(&finding.text)),
    );
    for (name, text) in told(&answered.answer) {
        let _ = write!(row, "<div><dt>{name}</dt><dd>{}</dd></div>", Escaped(&text));
    }
    let kind = if matches!(answered.answer, Answer::Approved(_)) { "Approved" } else { "Suppressed" };
    let _ = writeln!(row, "</dl><span class=\"unseen\">{kind}</span></td></tr>");
    row
}

fn lead(status: Status) -> &'static str {
    match status {
        Status::Clean => "Nothing here reaches the threshold at which the check fails.",
        Status::Found => "The check fails: there are red flags at or above its threshold.",
        _ => "The check could not be completed; see the problems of the run.",
    }
}

/// The day of the report, in UTC.
pub fn today() -> String {
    let fixed = std::env::var(EPOCH).ok().and_then(|seconds| seconds.parse().ok());
    let time = fixed.and_then(|seconds| Timestamp::from_second(seconds).ok()).unwrap_or_else(Timestamp::now);
    time.to_zoned(TimeZone::UTC).date().to_string()
}

fn summary(out: &mut String, ended: &Ended<'_>) {
    let tally = ended.tally;
    out.push_str("<section id=\"summary\" aria-labelledby=\"summary-h\">\n<h2 id=\"summary-h\">Summary</h2>\n<div class=\"grid\">\n<div class=\"panel overview\">\n");
    out.push_str(&ring(tally.severities));
    out.push_str("<ul class=\"legend\">\n");
    let meaning = [
        ("error", "a reviewer would block publication"),
        ("warning", "must be mended, qualified or substantiated"),
        ("info", "wants evidence on file or an editor’s eye"),
    ];
    for ((severity, index), (_, meaning)) in SEVERITIES.iter().zip(meaning) {
        let _ = writeln!(
            out,
            "<li class=\"{severity}\"><b>{}</b> {severity} <small>{meaning}</small></li>",
            tally.severities[*index]
        );
    }
    if tally.answered > 0 {
        let _ = writeln!(
            out,
            "<li class=\"answered\"><b>{}</b> <a href=\"#answered\">answered for</a> <small>set aside with a reason, or approved</small></li>",
            tally.answered
        );
    }
    out.push_str("</ul>\n</div>\n");
    let families = families(tally);
    if !families.is_empty() {
        let _ = write!(out, "<div class=\"panel\">\n{}</div>\n", bars("By family", "Family", &families));
    }
    let (mut files, more) = files(ended);
    if !files.is_empty() {
        let folder = shorten(&mut files);
        let place = if folder.is_empty() { String::new() } else { format!(" in {folder}") };
        let caption = format!("By document{place}, most errors first");
        let _ = write!(out, "<div class=\"panel\">\n{}", bars(&caption, "Document", &files));
        if more > 0 {
            let _ = writeln!(out, "<p class=\"note\">and {}</p>", count(more, "more document"));
        }
        out.push_str("</div>\n");
    }
    out.push_str("</div>\n");
    rules(out, tally);
    out.push_str("</section>\n");
}

fn families(tally: &Tally) -> Vec<Bar> {
    let mut families: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for ((_, severity), rule) in &tally.rules {
        families.entry(&rule.category).or_default()[*severity as usize] += rule.number;
    }
    let bar = |(name, counts): (&str, _)| Bar { label: name.to_owned(), target: None, counts };
    let mut bars: Vec<Bar> = families.into_iter().map(bar).collect();
    bars.sort_by_key(|bar| std::cmp::Reverse(bar.counts.iter().sum::<usize>()));
    bars
}

/// The documents with the most red flags, the gravest first, and how many more there are.
fn files(ended: &Ended<'_>) -> (Vec<Bar>, usize) {
    let mut files: Vec<_> = ended.files.iter().filter(|file| file.severities != [0; 3]).collect();
    let all = files.len();
    files.sort_by_key(|file| {
        let [info, warning, error] = file.severities;
        std::cmp::Reverse((error, warning, info))
    });
    let bar = |file: &&crate::output::FileCount| Bar {
        label: file.path.clone(),
        target: (!file.left_out).then(|| identity(&file.path)),
        counts: file.severities,
    };
    (files.iter().take(FILES).map(bar).collect(), all.saturating_sub(FILES))
}

/// Leaves out the folder that all bars have in common, and returns it.
fn shorten(bars: &mut [Bar]) -> String {
    let Some((first, others)) = bars.split_first() else { return String::new() };
    let mut folder = first.label.rfind('/').map_or("", |at| first.label.get(..=at).unwrap_or_default());
    while !others.iter().all(|bar| bar.label.starts_with(folder)) {
        let above = folder.get(..folder.len().saturating_sub(1)).unwrap_or_default();
        folder = above.rfind('/').map_or("", |at| above.get(..=at).unwrap_or_default());
    }
    let folder = folder.to_owned();
    for bar in bars {
        bar.label = bar.label.get(folder.len()..).unwrap_or_default().to_owned();
    }
    folder
}

/// The rules that fired, the most frequent first.
fn rules(out: &mut String, tally: &Tally) {
    let mut rules: BTreeMap<&str, (&Rule, [usize; 3])> = BTreeMap::new();
    for ((code, severity), rule) in &tally.rules {
        rules.entry(code).or_insert((rule, [0; 3])).1[*severity as usize] += rule.number;
    }
    if rules.is_empty() {
        return;
    }
    let mut rows: Vec<_> = rules.into_iter().collect();
    rows.sort_by_key(|(_, (_, counts))| std::cmp::Reverse(counts.iter().sum::<usize>()));
    let _ = write!(
        out,
        "<details class=\"panel\"><summary>{}</summary>\n<section class=\"wide\" tabindex=\"0\" aria-label=\"Rules\"><table>\n<thead><tr><th scope=\"col\">Code</th>\
         <th scope=\"col\">Rule</th><th scope=\"col\">Family</th><th scope=\"col\">Errors</th>\
         <th scope=\"col\">Warnings</th><th scope=\"col\">Infos</th></tr></thead>\n<tbody>\n",
        match rows.len() {
            1 => "The rule that fired".to_owned(),
            number => format!("The {number} rules that fired"),
        }
    );
    for (code, (rule, [info, warning, error])) in rows {
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{error}</td><td>{warning}</td><td>{info}</td></tr>",
            Escaped(code),
            Escaped(&rule.name),
            Escaped(&rule.category)
        );
    }
    out.push_str("</tbody></table></section></details>\n");
}

/// The filters, which the script brings forth: without it everything is shown.
fn filters(out: &mut String, tally: &Tally) {
    if tally.rules.is_empty() && tally.answered == 0 {
        return;
    }
    out.push_str("<form id=\"filters\" class=\"filters\" aria-label=\"Filters\" hidden>\n<fieldset><legend>Severity</legend>\n");
    for (severity, index) in SEVERITIES {
        let _ = writeln!(
            out,
            "<label class=\"{severity}\"><input type=\"checkbox\" name=\"severity\" value=\"{severity}\" checked> {severity} ({})</label>",
            tally.severities[index]
        );
    }
    if tally.answered > 0 {
        let _ = writeln!(
            out,
            "<label class=\"answered\"><input type=\"checkbox\" name=\"severity\" value=\"answered\" checked> answered ({})</label>",
            tally.answered
        );
    }
    out.push_str("</fieldset>\n<label>Family <select name=\"family\"><option value=\"\">all</option>");
    let families: BTreeSet<&str> = tally.rules.values().map(|rule| rule.category.as_str()).collect();
    for family in families {
        let _ = write!(out, "<option>{}</option>", Escaped(family));
    }
    out.push_str("</select></label>\n<label>Rule <select name=\"rule\"><option value=\"\">all</option>");
    let mut codes: Vec<(&str, &str)> =
        tally.rules.iter().map(|((code, _), rule)| (code.as_str(), rule.name.as_str())).collect();
    codes.dedup();
    for (code, name) in codes {
        let _ = write!(out, "<option value=\"{0}\">{0} {1}</option>", Escaped(code), Escaped(name));
    }
    out.push_str(
        "</select></label>\n<label class=\"search\">Words or path <input type=\"search\" name=\"words\" autocomplete=\"off\"></label>\n\
         <button type=\"reset\">Show all</button>\n<output id=\"shown\" aria-live=\"polite\"></output>\n</form>\n",
    );
}
