//! Writes the made-up site of a shop for food supplements: `cargo run -p scruple-tests --example site -- FOLDER [PAGES]
//! [FORMATS] [BYTES]`, 300 pages of 4,000 bytes in `md,html,txt` where nothing else is said.
#![allow(clippy::expect_used, clippy::panic, reason = "bad arguments may end it")]

use std::env;
use std::path::PathBuf;

use scruple_tests::site::{self, Format};

fn main() {
    let mut args = env::args().skip(1);
    let folder = PathBuf::from(args.next().expect("site FOLDER [PAGES] [FORMATS] [BYTES]"));
    let pages = args.next().map_or(300, |pages| pages.parse().expect("PAGES is a number"));
    let formats: Vec<Format> = args
        .next()
        .as_deref()
        .unwrap_or("md,html,txt")
        .split(',')
        .map(|name| match name {
            "md" => Format::Markdown,
            "html" => Format::Html,
            "txt" => Format::Text,
            other => panic!("FORMATS are md, html and txt, not {other}"),
        })
        .collect();
    let bytes = args.next().map_or(4000, |bytes| bytes.parse().expect("BYTES is a number"));
    site::write(&folder, pages, &formats, bytes).expect("the site is written");
}
