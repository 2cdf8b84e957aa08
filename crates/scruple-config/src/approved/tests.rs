use std::sync::LazyLock;

use scruple::Linter;
use scruple::answer::Answer;
use scruple::rule::{Market, RuleInfo};
use scruple::source::Format;

use super::*;
use crate::words::Text;

static RULES: LazyLock<Vec<RuleInfo>> =
    LazyLock::new(|| scruple_rules::with_packs().unwrap().rules().cloned().collect());

fn linter(markets: &[Market]) -> Linter {
    let builder = Linter::builder().packs(scruple_rules::core().unwrap());
    markets.iter().fold(builder, |builder, market| builder.market(*market)).build().unwrap()
}

const CLAIM: &str = "Our magnesium supports deep and restful sleep.";

fn register(entry: &str) -> Register {
    Register::read("approved-claims.toml", &format!("[[claim]]\n{entry}"), &RULES)
        .unwrap_or_else(|e| panic!("{e}"))
}

/// What is open and what is approved, by code, with every rule about structure and function on.
fn judged(entry: &str, text: &str, today: &str, markets: &[Market]) -> (Vec<String>, Vec<String>) {
    let linter = linter(markets);
    let mut report = linter.check(text, Format::Markdown);
    let read = Text::read(text, Format::Markdown);
    apply(&[register(entry).into()], &mut report, &linter, (text, &read), today.parse().unwrap());
    let relevant = |code: &&str| code.starts_with("SC") || *code == "MC114";
    let open: Vec<String> =
        report.findings.iter().map(|finding| &*finding.code).filter(relevant).map(str::to_owned).collect();
    let approved = report.answered.iter().map(|answered| match &answered.answer {
        Answer::Approved(approval) => format!("{} {}", answered.finding.code, approval.approver),
        other => panic!("{other:?}"),
    });
    (open, approved.collect())
}

fn own(codes: &[&str]) -> Vec<String> {
    codes.iter().map(|&code| code.to_owned()).collect()
}

const WHOLE: &str = "wording = \"Our magnesium supports deep and restful sleep\"\nrules = [\"MC114\"]\nmarkets = [\"us\"]\n\
                     approver = \"J. Doe\"\nvalid-until = 2027-03-01\n";

#[test]
fn an_approved_claim_is_no_red_flag() {
    for text in [
        CLAIM.to_owned(),
        CLAIM.replace(' ', "\n"),
        CLAIM.to_uppercase(),
        CLAIM.replace("restful", "**restful**"),
        CLAIM.replace('.', " – naturally."),
    ] {
        assert_eq!(
            judged(WHOLE, &text, "2027-03-01", &[Market::Us]),
            (vec![], own(&["MC114 J. Doe"])),
            "{text}"
        );
    }
}

#[test]
fn it_covers_no_more_than_its_words_rules_markets_and_product() {
    let us = &[Market::Us][..];
    // Other words.
    let text = "Our magnesium supports deep and restful sleep. Our tea supports calm digestion.";
    assert_eq!(judged(WHOLE, text, "2026-01-01", us), (own(&["MC114"]), own(&["MC114 J. Doe"])));
    // Another rule.
    let other = WHOLE.replace("MC114", "MC201");
    assert_eq!(judged(&other, CLAIM, "2026-01-01", us), (own(&["MC114"]), vec![]));
    // Another market.
    let both = judged(WHOLE, CLAIM, "2026-01-01", &[Market::Us, Market::Eu]);
    assert_eq!(both, (own(&["MC114"]), vec![]));
    let wider = WHOLE.replace("[\"us\"]", "[\"eu\", \"us\"]");
    assert_eq!(judged(&wider, CLAIM, "2026-01-01", &[Market::Us, Market::Eu]).0, own(&[]));
    // Another product.
    let product = format!("{WHOLE}product = \"Night Calm™\"\n");
    assert_eq!(judged(&product, CLAIM, "2026-01-01", us), (own(&["MC114"]), vec![]));
    let named = format!("# Night  calm\n\n{CLAIM}");
    assert_eq!(judged(&product, &named, "2026-01-01", us), (vec![], own(&["MC114 J. Doe"])));
}

#[test]
fn an_approval_that_is_over_brings_the_red_flag_back() {
    let linter = linter(&[Market::Us]);
    let mut report = linter.check(CLAIM, Format::Markdown);
    let text = Text::read(CLAIM, Format::Markdown);
    apply(&[register(WHOLE).into()], &mut report, &linter, (CLAIM, &text), "2027-03-02".parse().unwrap());
    assert!(report.answered.is_empty());
    assert!(report.findings.iter().any(|finding| finding.code == "MC114"));
    let expired = report.findings.iter().find(|finding| finding.code == "SC004").unwrap();
    for part in ["2027-03-01", "J. Doe", "approved-claims.toml:1", "Our magnesium supports"] {
        assert!(expired.message.contains(part), "{}", expired.message);
    }
    // A newer entry for the same words holds.
    let renewed =
        format!("{WHOLE}\n[[claim]]\n{}", WHOLE.replace("2027", "2029").replace("J. Doe", "M. Roe"));
    assert_eq!(judged(&renewed, CLAIM, "2028-01-01", &[Market::Us]), (vec![], own(&["MC114 M. Roe"])));
}

#[test]
fn wording_that_drifted_is_told_with_both_wordings() {
    let text = "Our magnesium supports very deep and restful sleep.";
    assert_eq!(judged(WHOLE, text, "2026-01-01", &[Market::Us]), (own(&["SC005", "MC114"]), vec![]));
    let other = "Our ginger tea supports the digestion of rich dinners.";
    assert_eq!(judged(WHOLE, other, "2026-01-01", &[Market::Us]).0, own(&["MC114"]));
}

#[test]
fn a_pattern_stands_for_several_wordings() {
    let entry = WHOLE.replace(
        "wording = \"Our magnesium supports deep and restful sleep\"",
        "pattern = \"magnesium support* * sleep\"",
    );
    assert_eq!(judged(&entry, CLAIM, "2026-01-01", &[Market::Us]), (vec![], own(&["MC114 J. Doe"])));
}

/// Everything that is wrong is told with its line and what to write.
#[test]
fn bad_entries_are_told() {
    let good = "approver = \"a\"\nrules = [\"MC114\"]\nmarkets = [\"us\"]\nwording = \"two words\"\n";
    for (text, line, says) in [
        (good.replace("wording", "wordin"), 5, "did you mean \"wording\"?"),
        (good.replace("MC114", "structure-funktion"), 3, "did you mean \"structure-function\"?"),
        (good.replace("\"us\"", "\"mars\""), 4, "mars"),
        (good.replace("approver = \"a\"", ""), 1, "no `approver`"),
        (good.replace("two words", "word"), 5, "approves too much"),
        (good.replace("wording = \"two words\"", "pattern = \"* * a\""), 5, "approves too much"),
        (good.replace("[\"MC114\"]", "\"MC114\""), 3, "`rules` is a list"),
        (good.replace("MC114", "MC101"), 1, "disease claim"),
        (good.replace("MC114", "SC001"), 3, "cannot be approved"),
        (format!("{good}valid-until = \"2026-02-30\""), 6, "is no date"),
        (format!("{good}valid-until = \"soon\""), 6, "is no date"),
        (format!("{good}valid-until = 2026-01-01\napproved = 2026-02-01"), 6, "before the day"),
        (format!("{good}substantiation = \"a\""), 6, "substantiation = {document"),
        (format!("{good}substantiation = {{date = 2026-01-01}}"), 6, "neither a `document`"),
        (format!("{good}pattern = \"a b\""), 1, "not both"),
        (format!("{good}valid-until = 2026-13-45"), 6, ""),
        (format!("{good}\n[clam]\n"), 7, "did you mean \"claim\"?"),
    ] {
        let error = Register::read("r.toml", &format!("[[claim]]\n{text}"), &RULES).unwrap_err();
        let RegisterErrors::Wrong(errors) = &error else { panic!("{error}") };
        assert!(errors.iter().any(|e| e.line == line && e.message.contains(says)), "{text}\n{error}");
    }
    let sound = "substantiation = {document = \"Dossier 3\"}\n";
    register(&format!("{}{sound}", good.replace("MC114", "MC101")));
    assert_eq!(Register::read("r.toml", "", &RULES).unwrap().entries.len(), 0);
}

#[test]
fn an_entry_is_added_and_what_people_wrote_stays() {
    let entry = NewEntry {
        text: "It \"supports\" calm nights".to_owned(),
        is_pattern: false,
        rules: vec!["MC114".to_owned()],
        markets: vec![Market::Us, Market::Eu],
        product: Some("Night".to_owned()),
        approver: "J. Doe".to_owned(),
        approved: Some("2026-11-21".parse().unwrap()),
        until: Some("2027-11-21".parse().unwrap()),
        substantiation: Some(Substantiation {
            document: Some("Dossier".to_owned()),
            link: Some("https://example.com/d".to_owned()),
            date: Some("2026-10-01".parse().unwrap()),
        }),
    };
    let (new, line) = append("r.toml", "", &entry, &RULES).unwrap();
    assert!(new.starts_with("# Claims"), "{new}");
    assert_eq!(new.lines().nth(line - 1), Some("[[claim]]"));
    let old = format!(
        "# kept\r\n\r\n[[claim]] # kept, too\r\n{}\r\n# last\r\n",
        WHOLE.trim().replace('\n', "\r\n")
    );
    let (new, line) = append("r.toml", &old, &entry, &RULES).unwrap();
    assert!(new.starts_with(&old[..old.len() - 10]) && new.contains("# last"), "{new}");
    assert!(!new.replace("\r\n", "").contains('\n'));
    let read = Register::read("r.toml", &new, &RULES).unwrap();
    assert_eq!((read.entries.len(), read.entries[1].line), (2, line));
    assert_eq!(read.entries[1].text, entry.text);
    assert_eq!(read.entries[1].until, entry.until);
    assert!(append("r.toml", "[[claim]]\nwording = 3\n", &entry, &RULES).is_err());
}
