//! From a file to what applies to it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end where it fails")]

mod support;

use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;
use scruple::DocumentClass;
use scruple::rule::Market;
use scruple::source::Format;
use scruple_config::{Discovery, FailOn, Layer, Linters, Origin, Pack, Resolver, Settings, Sourced};
use support::Folder;

fn markets(settings: &Settings) -> Vec<Market> {
    settings.markets.iter().map(|market| market.value).collect()
}

fn words(list: &[Sourced<String>]) -> Vec<&str> {
    list.iter().map(|word| word.value.as_str()).collect()
}

fn class(settings: &Settings) -> Option<DocumentClass> {
    settings.class.as_ref().map(|class| class.value)
}

#[test]
fn the_nearest_file_wins_whole() {
    let folder = Folder::new()
        .file("scruple.toml", "markets = \"eu\"\nclass = \"product\"\n")
        .file("blog/scruple.toml", "class = \"editorial\"\n");
    let resolver = folder.resolver();
    let page = resolver.settings(Path::new("shop/deep/page.md")).unwrap();
    assert_eq!((markets(&page), class(&page)), (vec![Market::Eu], Some(DocumentClass::Product)));
    let post = resolver.settings(Path::new("blog/2026/post.md")).unwrap();
    // Nothing of the file above holds but what is extended.
    assert_eq!((markets(&post), class(&post)), (vec![], Some(DocumentClass::Editorial)));
    assert_eq!(post.config.as_deref(), Some(folder.path("blog/scruple.toml").as_path()));
    assert_eq!(markets(&resolver.settings(Path::new("blog/../page.md")).unwrap()), [Market::Eu]);
}

#[test]
fn the_search_ends_at_the_root_of_a_repository() {
    let folder = Folder::new()
        .file("scruple.toml", "markets = \"eu\"\n")
        .file("site/.git/HEAD", "")
        .file("own/.git", "gitdir: elsewhere\n")
        .file("own/scruple.toml", "markets = \"uk\"\n");
    let resolver = folder.resolver();
    assert_eq!(resolver.settings(Path::new("site/docs/a.md")).unwrap().config, None);
    assert_eq!(markets(&resolver.settings(Path::new("own/docs/a.md")).unwrap()), [Market::Uk]);
}

#[test]
fn a_named_file_holds_for_all_and_none_for_none() {
    let folder = Folder::new()
        .file("a/scruple.toml", "markets = \"eu\"\n")
        .file("other.toml", "markets = \"au\"\n[[overrides]]\nfiles = \"a/*.md\"\nclass = \"news\"\n");
    let of =
        |discovery| Resolver::new(folder.root(), discovery, Layer::default()).settings(Path::new("a/x.md"));
    let settings = of(Discovery::File("other.toml".into())).unwrap();
    assert_eq!((markets(&settings), class(&settings)), (vec![Market::Au], Some(DocumentClass::News)));
    assert_eq!(*of(Discovery::Isolated).unwrap(), Settings::default());
    let told = |path: &str| of(Discovery::File(path.into())).unwrap_err().to_string();
    assert_eq!(told("nowhere.toml"), "--config nowhere.toml: no such file or folder");
    assert_eq!(told("a"), "--config a: is a folder; name the file, such as scruple.toml in it");
}

#[test]
fn what_a_file_says_goes_over_what_it_extends() {
    let folder = Folder::new()
        .file(
            "base.toml",
            "markets = [\"eu\"]\nignore = [\"MC112\"]\nfail-on = \"warning\"\nbaseline = \"known.json\"\n\
             [severity]\nMC114 = \"error\"\nMC5 = \"off\"\n[terms]\nproducts = [\"Base\"]\n\
             [[disclaimers]]\nname = \"a\"\ntext = \"of base\"\nwhen = \"always\"\n\
             [[overrides]]\nfiles = \"blog/**\"\nclass = \"news\"\n",
        )
        .file("more.toml", "markets = [\"uk\"]\n")
        .file(
            "site/scruple.toml",
            "extends = [\"../base.toml\", \"../more.toml\"]\nignore = [\"MC1\"]\n[severity]\nmc114 = \"info\"\n\
             [terms]\nproducts = [\"Own\"]\n[[disclaimers]]\nname = \"a\"\ntext = \"own\"\nwhen = \"MC1\"\n",
        )
        .file("afresh/scruple.toml", "extends = \"../base.toml\"\nselect = [\"MC\"]\n");
    let resolver = folder.resolver();
    let site = resolver.settings(Path::new("site/blog/x.md")).unwrap();
    assert_eq!(markets(&site), [Market::Uk]);
    assert_eq!((words(&site.ignore), words(&site.products)), (vec!["MC112", "MC1"], vec!["Base", "Own"]));
    let levels: Vec<String> =
        site.severity.iter().map(|set| format!("{}={}", set.rule.value, set.level)).collect();
    assert_eq!(levels, ["MC5=off", "mc114=info"]);
    assert_eq!(site.fail_on.value, FailOn::Warning);
    // Paths start at the file they are written in, patterns at the file that was found.
    assert_eq!(site.baseline.as_ref().unwrap().value, folder.path("known.json"));
    assert_eq!(class(&site), Some(DocumentClass::News));
    assert_eq!((site.disclaimers.len(), site.disclaimers[0].text.as_deref()), (1, Some("own")));
    // Selecting starts afresh.
    let afresh = resolver.settings(Path::new("afresh/x.md")).unwrap();
    assert_eq!((words(&afresh.ignore), afresh.severity.len()), (vec![], 1));
    assert_eq!(resolver.config(Path::new("site/x.md")).unwrap().unwrap().sources().len(), 3);
}

#[test]
fn later_overrides_go_over_earlier_ones() {
    let folder = Folder::new().file(
        "scruple.toml",
        "class = \"product\"\nignore = \"MC1\"\n[files]\nformats = { njk = \"html\", \"md.njk\" = \"markdown\" }\n\
         [[overrides]]\nfiles = [\"blog/**\"]\nclass = \"editorial\"\nignore = \"MC2\"\nmarkets = \"eu\"\n\
         [[overrides]]\nfiles = [\"*.txt\", \"blog/shop/\"]\nclass = \"clinic\"\nselect = \"MC3\"\nformat = \"markdown\"\n",
    );
    let resolver = folder.resolver();
    let of = |path: &str| resolver.settings(Path::new(path)).unwrap();
    let format = |path: &str| of(path).format_of(path);
    assert_eq!(class(&of("a.md")), Some(DocumentClass::Product));
    let post = of("blog/a.md");
    assert_eq!((class(&post), words(&post.ignore)), (Some(DocumentClass::Editorial), vec!["MC1", "MC2"]));
    let shop = of("blog/shop/a.md");
    assert_eq!((class(&shop), words(&shop.select)), (Some(DocumentClass::Clinic), vec!["MC3"]));
    assert_eq!((words(&shop.ignore), markets(&shop)), (vec![], vec![Market::Eu]));
    assert_eq!(format("x.txt"), Format::Markdown);
    assert_eq!((format("x.njk"), format("x.md.NJK")), (Format::Html, Format::Markdown));
    // Files that the same entries fit share their settings.
    assert!(Arc::ptr_eq(&of("blog/a.md"), &of("blog/b.md")));
}

#[test]
fn files_are_taken_and_left_out() {
    let folder = Folder::new().file(
        "scruple.toml",
        "[files]\ninclude = [\"content/\"]\nexclude = [\"drafts/\", \"/content/old/**\", \"*.min.html\"]\n\
         formats = { njk = \"html\" }\n",
    );
    let resolver = folder.resolver();
    let takes = |path: &str, known: bool| resolver.takes(Path::new(path), known);
    assert!(takes("content/a.md", true) && takes("content/a.njk", false));
    assert!(!takes("a.md", true) && !takes("content/a.rs", false) && !takes("content/x.min.html", true));
    assert!(!takes("content/drafts/a.md", true) && !takes("content/old/a.md", true));
    assert!(
        !resolver.enters(Path::new("content/drafts")) && !resolver.enters(Path::new("content/drafts/deep"))
    );
    assert!(resolver.enters(Path::new("content")) && resolver.enters(Path::new("elsewhere")));
}

#[test]
fn the_command_line_goes_over_all() {
    let folder = Folder::new().file(
        "scruple.toml",
        "packs = \"eu\"\nmarkets = \"eu\"\nclass = \"news\"\nselect = \"MC1\"\nignore = \"MC2\"\n\
         [severity]\nMC3 = \"off\"\nMC4 = \"info\"\n[[overrides]]\nfiles = \"*.md\"\nclass = \"clinic\"\n",
    );
    let typed = |word: &str| Sourced::new(word.to_owned(), Origin::CommandLine("--select"));
    let settings = |layer: Layer| {
        Resolver::new(folder.root(), Discovery::Nearest, layer).settings(Path::new("a.md")).unwrap()
    };
    let all = settings(Layer {
        packs: Some(vec![Sourced::new(Pack::Within("us".to_owned()), Origin::CommandLine("--pack"))]),
        markets: Some(vec![Sourced::new(Market::Au, Origin::CommandLine("--market"))]),
        class: Some(Sourced::new(DocumentClass::Product, Origin::CommandLine("--class"))),
        select: Some(vec![typed("MC5")]),
        fail_on: Some(Sourced::new(FailOn::Never, Origin::CommandLine("--fail-on"))),
        ..Layer::default()
    });
    assert_eq!((markets(&all), all.packs[0].to_string()), (vec![Market::Au], "us".to_owned()));
    assert_eq!(class(&all), Some(DocumentClass::Product));
    assert_eq!((words(&all.select), words(&all.ignore)), (vec!["MC5"], vec![]));
    assert_eq!(all.severity.len(), 1, "what is off counts no more where rules are asked for");
    assert_eq!(all.fail_on.origin, Origin::CommandLine("--fail-on"));
    let ignored = settings(Layer { ignore: vec![typed("MC6")], ..Layer::default() });
    assert_eq!((words(&ignored.select), words(&ignored.ignore)), (vec!["MC1"], vec!["MC2", "MC6"]));
}

/// What is said of settings that cannot be heeded, with paths from the folder on.
fn told(folder: &Folder, file: &str) -> String {
    let error = folder.resolver().settings(Path::new(file)).unwrap_err();
    error.to_string().replace(&format!("{}/", folder.root().display()), "")
}

#[test]
fn mistakes_have_file_line_and_column() {
    let wrong = |files: &[(&str, &str)]| {
        told(&files.iter().fold(Folder::new(), |folder, (path, text)| folder.file(path, text)), "a.md")
    };
    assert_eq!(
        wrong(&[
            ("scruple.toml", "extends = \"a.toml\"\n"),
            ("a.toml", "\nextends = [\"b.toml\"]\n"),
            ("b.toml", "extends = \"a.toml\"\n")
        ]),
        "b.toml:1:11: extends in a circle: a.toml -> b.toml -> a.toml; take one of them out"
    );
    assert_eq!(
        wrong(&[("scruple.toml", "extends = \"scruple.toml\"\n")]),
        "scruple.toml:1:11: extends in a circle: scruple.toml -> scruple.toml; take one of them out"
    );
    assert_eq!(
        wrong(&[("scruple.toml", "extends = [\"no.toml\", \"b\"]\nclas = 1\n"), ("b/x", "")]),
        "scruple.toml:1:12: cannot extend \"no.toml\": no such file or folder\n\
         scruple.toml:1:23: cannot extend \"b\": is a folder\n\
         scruple.toml:2:1: unknown key \"clas\"; did you mean \"class\"?"
    );
    // Names of rules are looked up in what can be read, unless the rules themselves cannot.
    assert_eq!(
        wrong(&[(
            "scruple.toml",
            "[severity]\nMC999 = \"error\"\nMC101 = \"fatal\"\n[[disclaimers]]\nname = \"one\"\nwhen = \"evidense\"\n\
             [[overrides]]\nfiles = \"a\"\nignore = [\"one\", \"MC998\"]\n"
        )]),
        "scruple.toml:2:1: no rule, prefix or category is called \"MC999\"; did you mean \"MC109\"?\n\
         scruple.toml:3:9: unknown severity \"fatal\"; write one of off, info, warning, error\n\
         scruple.toml:4:1: the disclaimer \"one\" has no words; write text = \"...\", or a pattern\n\
         scruple.toml:4:1: in the disclaimer \"one\": no rule, prefix or category is called \"evidense\"; did you mean \"evidence\"?\n\
         scruple.toml:9:18: no rule, prefix or category is called \"MC998\"; did you mean \"MC908\"?"
    );
    assert_eq!(
        wrong(&[("scruple.toml", "packs = [\"./hosue\"]\nselect = [\"ZAP1\"]\n")]),
        "scruple.toml:1:10: there is no folder \"./hosue\"; a folder of rules is written as a path from this file on"
    );
    // A base that is extended on two ways is told of once.
    let two = [
        ("scruple.toml", "extends = [\"a.toml\", \"b.toml\"]\n"),
        ("a.toml", "extends = \"base.toml\"\n"),
        ("b.toml", "extends = \"base.toml\"\n"),
        ("base.toml", "market = 1\n"),
    ];
    assert_eq!(wrong(&two), "base.toml:1:1: unknown key \"market\"; did you mean \"markets\"?");
}

#[test]
fn what_goes_by_the_name_and_is_no_file_is_told() {
    let folder = Folder::new().file("scruple.toml", "markets = \"eu\"\n").file("shop/scruple.toml/x", "");
    assert_eq!(told(&folder, "shop/a.md"), "shop/scruple.toml: is a folder and no file; rename it");
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        let folder = folder.file("b/x", "").file("c/x", "").file("d/x", "").file("e/x", "");
        symlink("nowhere.toml", folder.path("b/scruple.toml")).unwrap();
        symlink("scruple.toml", folder.path("c/scruple.toml")).unwrap();
        symlink("../scruple.toml", folder.path("d/scruple.toml")).unwrap();
        symlink("/dev/null", folder.path("e/scruple.toml")).unwrap();
        let link = "is a link that leads to no file";
        assert!(
            told(&folder, "b/a.md").starts_with(&format!("b/scruple.toml: {link} (no such file or folder)"))
        );
        assert!(told(&folder, "c/a.md").starts_with(&format!("c/scruple.toml: {link}")));
        assert_eq!(markets(&folder.resolver().settings(Path::new("d/a.md")).unwrap()), [Market::Eu]);
        assert!(told(&folder, "e/a.md").contains("is a pipe or a device"));
    }
}

/// What is said where no linter can be built.
fn refused(folder: &Folder) -> String {
    let settings = folder.resolver().settings(Path::new("a.md")).unwrap();
    let error = Linters::default().get(&settings).unwrap_err();
    error.to_string().replace(&format!("{}/", folder.root().display()), "")
}

#[test]
fn names_of_rules_are_looked_up_and_all_of_them_told() {
    let folder = Folder::new().file(
        "scruple.toml",
        "select = [\"MC101\", \"cure-clam\"]\nignore = [\"MC9999\"]\n[severity]\nstructur-function = \"off\"\n\
         [[disclaimers]]\nname = \"a\"\ntext = \"b\"\nwhen = [\"always\", \"evidense\"]\n",
    );
    insta::assert_snapshot!(refused(&folder));
    let off = Folder::new().file("scruple.toml", "select = \"EU01\"\n");
    assert_eq!(
        refused(&off),
        "scruple.toml:1:10: \"EU01\" belongs to the pack eu, which is off; ask for the pack as well"
    );
}

#[test]
fn equal_settings_share_a_linter_wherever_they_stand() {
    let folder = Folder::new()
        .file("a/scruple.toml", "# a\nignore = [\"MC112\"]\nclass = \"news\"\n")
        .file("b/scruple.toml", "ignore = \"MC112\"\n")
        .file("c/scruple.toml", "ignore = \"MC113\"\n");
    let resolver = folder.resolver();
    let linters = Linters::default();
    let of = |path: &str| linters.get(&resolver.settings(Path::new(path)).unwrap()).unwrap();
    assert!(Arc::ptr_eq(&of("a/x.md"), &of("b/x.md")));
    assert!(!Arc::ptr_eq(&of("a/x.md"), &of("c/x.md")));
}

#[test]
fn packs_on_disk_are_found_from_the_file_that_names_them() {
    let rule = "- code: HOUSE1\n  name: miracle-word\n  category: house\n  severity: warning\n  summary: a\n  \
                message: b\n  why: c\n  instead: d\n  match: [\"miracle\"]\n  examples:\n    bad: [\"A [[miracle]].\"]\n    \
                good: [\"None.\"]\n";
    let folder = Folder::new()
        .file("rules/house/a.yaml", rule)
        .file("base.toml", "packs = [\"./rules/house\"]\n")
        .file("scruple.toml", "extends = \"base.toml\"\n");
    let settings = folder.resolver().settings(Path::new("site/a.md")).unwrap();
    let linter = Linters::default().get(&settings).unwrap();
    let findings = linter.check("A miracle.", Format::Plain).findings;
    assert!(findings.iter().any(|finding| finding.code == "HOUSE1"), "{findings:?}");
    let error = refused(&folder.file("rules/house/a.yaml", "- code: X\n"));
    assert!(error.starts_with("rules/house/a.yaml:1: "), "{error}");
}

/// Some files and folders of settings, good and bad.
fn tree() -> (Folder, Vec<String>) {
    let top = "markets = \"eu\"\n[[overrides]]\nfiles = \"*.html\"\nclass = \"product\"\n";
    let texts = ["class = \"news\"\n", "extends = \"../scruple.toml\"\nmarkets = \"uk\"\n", "clas = 1\n"];
    let mut folder = Folder::new().file("scruple.toml", top);
    let mut paths = Vec::new();
    for number in 0..6 {
        if number < 4 {
            folder = folder.file(&format!("f{number}/scruple.toml"), texts[number % 3]);
        }
        paths.extend(["a.md", "deep/b.html", "deep/er/c.txt"].map(|page| format!("f{number}/{page}")));
    }
    (folder, paths)
}

fn answer(resolver: &Resolver, path: &str) -> String {
    match resolver.settings(Path::new(path)) {
        Ok(settings) => format!("{settings:?}"),
        Err(error) => error.to_string(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_order_of_files_and_threads_make_no_difference(
        order in Just((0..18usize).collect::<Vec<_>>()).prop_shuffle(),
        threads in 1..5usize,
    ) {
        let (folder, paths) = tree();
        let first = folder.resolver();
        let expected: Vec<String> = paths.iter().map(|path| answer(&first, path)).collect();
        let resolver = folder.resolver();
        let got: Vec<(usize, String)> = std::thread::scope(|scope| {
            let (order, paths, resolver) = (&order, &paths, &resolver);
            let labour = |thread: usize| move || {
                let own = order.iter().skip(thread).step_by(threads);
                own.map(|&number| (number, answer(resolver, &paths[number]))).collect::<Vec<_>>()
            };
            let started: Vec<_> = (0..threads).map(|thread| scope.spawn(labour(thread))).collect();
            started.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        for (number, answer) in got {
            prop_assert_eq!(&answer, &expected[number], "{}", paths[number]);
        }
    }
}
