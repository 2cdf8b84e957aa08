//! The library stays a library: text in, findings out.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

use std::fs;
use std::path::Path;

use scruple_tests::documents::root;

/// Invariant 7: nothing in the library touches files, processes, the network, the environment or the clock.
#[test]
fn the_library_does_no_io() {
    let mut found = Vec::new();
    sources(&root().join("crates/scruple/src"), &mut |path, text| {
        // Tests may read what they need.
        if path.file_stem().is_some_and(|name| name.to_string_lossy().ends_with("tests")) {
            return;
        }
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            for word in
                ["std::fs", "std::net", "std::process", "std::env", "std::time", "std::thread", "println!"]
            {
                if code.contains(word) {
                    found.push(format!("{}:{}: {word}", path.display(), number + 1));
                }
            }
        }
    });
    assert!(found.is_empty(), "the library does no I/O:\n{}", found.join("\n"));
}

/// The crates point one way: the library knows none of those above it.
#[test]
fn the_library_depends_on_nothing_above_it() {
    let manifest = fs::read_to_string(root().join("crates/scruple/Cargo.toml")).unwrap();
    let dependencies =
        manifest.split("[dependencies]").nth(1).and_then(|rest| rest.split("\n[").next()).unwrap();
    assert!(!dependencies.contains("scruple"), "{dependencies}");
}

fn sources(folder: &Path, see: &mut impl FnMut(&Path, &str)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, see);
        } else {
            see(&path, &fs::read_to_string(&path).unwrap());
        }
    }
}

/// Only the language server knows its protocol, and in there only one module names the crates of it.
#[test]
fn one_module_names_the_types_of_the_protocol() {
    let mut found = Vec::new();
    for folder in ["crates", "rules", "tests"] {
        files(&root().join(folder), &mut |path| {
            let allowed = path.ends_with("scruple-lsp/src/lsp.rs") || path.ends_with("tests/boundaries.rs");
            let text = if allowed { String::new() } else { fs::read_to_string(path).unwrap() };
            for (number, line) in text.lines().enumerate() {
                let code = line.split("//").next().unwrap_or_default();
                if ["tower_lsp", "ls_types", "lsp_types"].iter().any(|word| code.contains(word)) {
                    found.push(format!("{}:{}", path.display(), number + 1));
                }
            }
        });
    }
    assert!(found.is_empty(), "the protocol is named in\n{}", found.join("\n"));
    for package in ["scruple", "scruple-cli"] {
        let manifest = fs::read_to_string(root().join("crates").join(package).join("Cargo.toml")).unwrap();
        assert!(!manifest.contains("tower-lsp"), "{package}");
    }
}

/// The server has one place that converts positions.
#[test]
fn one_module_converts_positions() {
    let mut found = Vec::new();
    files(&root().join("crates/scruple-lsp/src"), &mut |path| {
        let text = fs::read_to_string(path).unwrap();
        if !path.ends_with("position.rs") && (text.contains("utf16_cu") || text.contains("encode_utf16")) {
            found.push(path.display().to_string());
        }
    });
    assert!(found.is_empty(), "{found:?}");
}

/// All Rust files of a folder.
fn files(folder: &Path, see: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("target") {
            files(&path, see);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            see(&path);
        }
    }
}
