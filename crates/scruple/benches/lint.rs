//! How fast a lint is beside a bare scan for the same literals, in one run over the same text, so that the ratio does
//! not depend on the machine. `cargo bench -p scruple`; with `-- --test` everything runs once, to see that it works.

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use scruple::Linter;
use scruple::source::Format;

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> Outcome {
    let test = std::env::args().any(|argument| argument == "--test");
    let (bytes, runs) = if test { (20_000, 1) } else { (4_000_000, 21) };
    let prose = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/prose.txt"))?;
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    let text = shuffled(&prose, bytes, &mut random);

    let packs = scruple_rules::core()?;
    let literals = packs.literals();
    // A DFA by name: left to itself the crate takes an automaton for so many literals that is four times slower.
    let scan = AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::DFA))
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .build(&literals)?;
    let linter = Linter::builder().packs(packs).build()?;
    let bare = Linter::builder().build()?;

    let report = linter.check(&text, Format::Plain);
    println!(
        "{} bytes of sober prose, {} words, {} literals, {} findings, class {}; medians of {runs}",
        text.len(),
        report.words,
        literals.len(),
        report.findings.len(),
        report.class,
    );
    // In turn, so that what else the machine does falls on all three. The text is another in every run: a linter reads
    // faster what it met before.
    let mut times = [const { Vec::new() }; 3];
    for _ in 0..runs {
        let text = shuffled(&prose, bytes, &mut random);
        times[0].push(time(|| scan.find_iter(&text).count()));
        times[1].push(time(|| bare.check(&text, Format::Plain).words));
        times[2].push(time(|| linter.check(&text, Format::Plain).findings.len()));
    }
    let [scan, words, lint] = times.map(|times| text.len() as f64 / 1e6 / median(times).as_secs_f64());
    println!("bare aho-corasick DFA scan  {scan:8.1} MB/s");
    println!("segments and words alone    {words:8.1} MB/s  {:.2} of the bare scan", words / scan);
    println!(
        "whole lint                  {lint:8.1} MB/s  {:.2} of the bare scan, {:.2} of the words",
        lint / scan,
        lint / words
    );

    let (mut read, mut build) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        let start = Instant::now();
        let packs = black_box(scruple_rules::core()?);
        read.push(start.elapsed());
        let start = Instant::now();
        black_box(Linter::builder().packs(packs).build()?);
        build.push(start.elapsed());
    }
    println!("packs read in {:.2} ms, linter built in {:.2} ms", milliseconds(read), milliseconds(build));
    Ok(())
}

/// Paragraphs of the prose, about `bytes` of them: each time their sentences stand in another order, and in each
/// sentence two pairs of words have changed places, so that hardly a sentence comes twice.
fn shuffled(prose: &str, bytes: usize, random: &mut u64) -> String {
    let paragraphs: Vec<Vec<&str>> =
        prose.split("\n\n").map(|paragraph| paragraph.trim().split_inclusive(". ").collect()).collect();
    let mut below = |limit: usize| {
        *random ^= *random << 13;
        *random ^= *random >> 7;
        *random ^= *random << 17;
        (*random % limit as u64) as usize
    };
    let mut text = String::with_capacity(bytes + 4096);
    while text.len() < bytes {
        let mut sentences = paragraphs[below(paragraphs.len())].clone();
        for i in (1..sentences.len()).rev() {
            sentences.swap(i, below(i + 1));
        }
        for sentence in sentences {
            let mut words: Vec<&str> = sentence.split_whitespace().collect();
            // Neither the first word, with its capital, nor the last one, with the full stop.
            let inner = words.len().saturating_sub(2);
            for _ in 0..2 * usize::from(inner > 1) {
                words.swap(1 + below(inner), 1 + below(inner));
            }
            text.push_str(&words.join(" "));
            text.push(' ');
        }
        text.push_str("\n\n");
    }
    text
}

fn time<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    black_box(work());
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn milliseconds(times: Vec<Duration>) -> f64 {
    median(times).as_secs_f64() * 1e3
}
