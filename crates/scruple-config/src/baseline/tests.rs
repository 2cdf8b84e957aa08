use std::fs;

use scruple::Linter;
use scruple::source::Format;

use super::file::Stored;
use super::*;
use crate::fingerprint;

fn report(text: &str) -> Report {
    let linter = Linter::builder().packs(scruple_rules::core().unwrap()).select(["MC101".to_owned()]);
    let mut report = linter.build().unwrap().check(text, Format::Markdown);
    fingerprint::fill(&mut report, text, Format::Markdown);
    report
}

const CLAIM: &str = "Our tea cures gout.\n\n";

#[test]
fn what_is_new_and_what_went_away() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join(FILE);
    let file = folder.path().join("a/b.md");
    let mut baseline = Baseline::empty(&path);
    baseline.record(&file, &report(&CLAIM.repeat(2)).findings);
    baseline.write(&path).unwrap();
    let baseline = Baseline::read(&path).unwrap();
    assert_eq!((baseline.len(), baseline.files()), (2, 1));
    let compare = |text: &str| {
        let mut report = report(text);
        baseline.compare((&file, "a/b.md"), &mut report, &|_| true, &HashMap::new(), None)
    };
    let counts = |compared: &Compared| (compared.known, compared.new, compared.gone.len());
    assert_eq!(counts(&compare(&CLAIM.repeat(2))), (2, 0, 0));
    assert_eq!(counts(&compare(CLAIM)), (1, 0, 1));
    assert_eq!(counts(&compare(&CLAIM.repeat(3))), (2, 1, 0));
    assert_eq!(counts(&compare("Our tea cures colds and eczema.\n")), (0, 1, 2));
    assert_eq!(compare("").gone[0].text, "cures gout");
    let mut other = report("");
    assert_eq!(baseline.compare((&file, "a/b.md"), &mut other, &|_| false, &HashMap::new(), None).gone, []);
}

#[test]
fn the_file_is_read_line_by_line_by_people_too() {
    let mut baseline = Baseline::empty(Path::new("/site/base.json"));
    assert!(serde_json::from_str::<Stored>(&baseline.to_json()).is_ok());
    baseline.record(Path::new("/site/b \"x\".md"), &report(CLAIM).findings);
    baseline.record(Path::new("/other/a.md"), &report(CLAIM).findings);
    let json = baseline.to_json();
    let stored: Stored = serde_json::from_str(&json).unwrap();
    assert_eq!(stored.files.keys().collect::<Vec<_>>(), ["../other/a.md", "b \"x\".md"]);
    assert_eq!(json.lines().count(), 12, "{json}");
}

#[test]
fn broken_and_newer_files_are_told() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join(FILE);
    let error = |text: &str| {
        fs::write(&path, text).unwrap();
        Baseline::read(&path).unwrap_err().to_string()
    };
    assert!(error("{\"scruple-baseline\": 2, \"fingerprints\": 1, \"more\": 3}").contains("newer version"));
    assert!(error("{\"scruple-baseline\": 1, \"fingerprints\": 9, \"files\": {}}").contains("newer version"));
    assert!(
        error("{\n\"scruple-baseline\": 1,\n")
            .contains("scruple-baseline.json:3: is no baseline of Scruple (it ends")
    );
    assert!(error("[]").contains("is no baseline of Scruple (it does not say \"scruple-baseline\""));
    assert!(error(" \n").contains("is no baseline of Scruple (an empty file); move it away"));
    assert!(
        error("{\"scruple-baseline\": 1,\n<<<<<<< main\n")
            .contains(".json:2: is no baseline of Scruple (it is not valid JSON")
    );
    assert!(
        error("{\"scruple-baseline\": 1, \"fingerprints\": 1, \"files\": []}")
            .contains("not what `scruple baseline` writes")
    );
    assert!(error("{}").contains("missing field"));
    assert!(
        error("{\"scruple-baseline\": 1, \"fingerprints\": 1, \"files\": {\"a\": [{}]}}").contains("code")
    );
    fs::remove_file(&path).unwrap();
    assert!(Baseline::read(&path).unwrap_err().to_string().contains("no such baseline"));
}

#[test]
fn what_was_not_looked_at_is_kept_and_lost_files_are_gone() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join(FILE);
    let (here, lost) = (folder.path().join("here.md"), folder.path().join("lost.md"));
    fs::write(&here, "").unwrap();
    let mut old = Baseline::empty(&path);
    old.record(&here, &report(CLAIM).findings);
    old.record(&lost, &report(CLAIM).findings);
    let gone = Lost::of(&old, &BTreeSet::new()).gone(&old, &|_| true);
    assert_eq!((gone.len(), gone[0].path.ends_with("lost.md")), (1, true));
    let mut new = Baseline::empty(&path);
    new.keep(&old, &BTreeSet::new());
    assert_eq!((new.len(), new.files.contains_key("here.md")), (1, true));
    let mut seen = Baseline::empty(&path);
    seen.keep(&old, &BTreeSet::from(["here.md".to_owned()]));
    assert!(seen.is_empty());
}
