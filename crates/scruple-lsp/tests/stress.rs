//! Edits at full speed: what is said in the end is what a fresh lint says.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end where it fails")]

mod support;

use scruple::Linter;
use scruple::source::Format;
use serde_json::{Value, json};
use support::{Client, able};
use tokio::io::DuplexStream;

async fn serve(input: DuplexStream, output: DuplexStream) -> u8 {
    scruple_lsp::serve(input, output).await.status()
}

/// What edits are made of: claims, mark-up, line breaks of all kinds and characters of all lengths.
const PIECES: [&str; 16] = [
    "Our capsules cure type 2 diabetes. ",
    "Supports calm.",
    "\n\n",
    "\r\n",
    "\r",
    "\u{1F600}",
    "é",
    "# Zero side effects\n",
    "- relieves anxiety\n",
    "<b>cu</b>res eczema",
    "**no",
    "`",
    "Take 900 mg of magnesium a day. ",
    "\u{2028}",
    "| a | b |\n|---|---|\n",
    "",
];

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound.max(1)
    }
}

/// The text as the client holds it, and the units it counts in.
struct Mirror {
    text: String,
    encoding: &'static str,
}

impl Mirror {
    /// Lines as the protocol has them, each with its start.
    fn lines(&self) -> Vec<(usize, &str)> {
        let mut out = Vec::new();
        let (mut start, mut at) = (0, 0);
        let bytes = self.text.as_bytes();
        while at < bytes.len() {
            let end = at;
            at += match bytes[at] {
                b'\r' if bytes.get(at + 1) == Some(&b'\n') => 2,
                b'\r' | b'\n' => 1,
                _ => {
                    at += 1;
                    continue;
                }
            };
            out.push((start, &self.text[start..end]));
            start = at;
        }
        out.push((start, &self.text[start..]));
        out
    }

    fn units(&self, text: &str) -> usize {
        match self.encoding {
            "utf-8" => text.len(),
            "utf-16" => text.encode_utf16().count(),
            _ => text.chars().count(),
        }
    }

    /// The position of a byte, which is at the start of a character and not inside a line break.
    fn position(&self, byte: usize) -> Value {
        let lines = self.lines();
        let line = lines.iter().rposition(|(start, _)| *start <= byte).unwrap();
        let (start, text) = lines[line];
        json!({"line": line, "character": self.units(&text[..(byte - start).min(text.len())])})
    }

    /// A place where an edit may begin or end.
    fn place(&self, dice: &mut Dice) -> usize {
        let mut byte = dice.below(self.text.len() + 1);
        while !self.text.is_char_boundary(byte) || self.text[..byte].ends_with('\r') {
            byte -= 1;
        }
        byte
    }

    fn edit(&mut self, dice: &mut Dice) -> Value {
        let start = self.place(dice);
        let mut end = self.place(dice);
        if end < start || end > start + 60 {
            end = start;
        }
        let piece = PIECES[dice.below(PIECES.len())];
        let range = json!({"start": self.position(start), "end": self.position(end)});
        self.text.replace_range(start..end, piece);
        json!({"range": range, "text": piece})
    }
}

/// Code and place of what a fresh lint finds.
fn fresh(linter: &Linter, mirror: &Mirror) -> Vec<(String, Value, Value)> {
    let report = linter.check(&mirror.text, Format::Markdown);
    let place = |byte| mirror.position(byte);
    report
        .findings
        .into_iter()
        .map(|f| (f.code.to_string(), place(f.start.byte), place(f.end.byte)))
        .collect()
}

async fn run(encoding: &'static str, edits: usize, seed: u64) {
    const A: &str = "file:///a.md";
    let linter = Linter::builder().packs(scruple_rules::core().unwrap()).build().unwrap();
    let mut capabilities = able();
    capabilities["general"]["positionEncodings"] = json!([encoding]);
    let mut client = Client::start(serve);
    client.initialize(capabilities, Value::Null).await;
    let mut dice = Dice(seed);
    let mut mirror = Mirror { text: "# Calm\n\nOur tea.\n".to_owned(), encoding };
    client.open(A, "markdown", 0, &mirror.text).await;
    let mut version = 0;
    while version < edits as i32 {
        version += 1;
        // Some notifications hold several changes; each is of the text after the one before.
        let changes: Vec<Value> = (0..=dice.below(2)).map(|_| mirror.edit(&mut dice)).collect();
        client.change(A, version, Value::Array(changes)).await;
        if version % 500 == 0 {
            let sent = client.published(A, version).await;
            let sent: Vec<(String, Value, Value)> = sent
                .into_iter()
                .map(|mut d| {
                    let (start, end) = (d["range"]["start"].take(), d["range"]["end"].take());
                    (d["code"].as_str().unwrap().to_owned(), start, end)
                })
                .collect();
            assert_eq!(sent, fresh(&linter, &mirror), "{encoding}, version {version}");
        }
    }
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_at_full_speed_end_in_what_a_fresh_lint_says() {
    for (encoding, seed) in [("utf-8", 1), ("utf-16", 2), ("utf-32", 3)] {
        run(encoding, 2000, seed).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes; run with `cargo test -p scruple-lsp --test stress -- --ignored`"]
async fn ten_thousand_edits() {
    for (encoding, seed) in [("utf-8", 11), ("utf-16", 12), ("utf-32", 13)] {
        run(encoding, 10_000, seed).await;
    }
}
