//! The back end of a content management system: a page with errors is not published, and its editor gets the
//! findings.
//!
//! `cargo run -p scruple-tests --example publish`

use std::sync::Arc;

use scruple::finding::Severity;
use scruple::source::Format;
use scruple::{Finding, Linter};

/// A page that somebody wants to publish.
#[derive(Debug, Clone)]
pub struct Page {
    /// Address on the site.
    pub slug: String,
    /// Its HTML.
    pub html: String,
}

/// What becomes of it.
#[derive(Debug)]
pub enum Outcome {
    /// It may go out; what is left are warnings and hints for the editor.
    Published(Vec<Finding>),
    /// It must not go out as it is. The JSON goes to the editor's screen.
    Refused(String),
}

/// The part of the back end that stands before the public site. Cheap to clone; threads share one linter.
#[derive(Debug, Clone)]
pub struct Gate {
    linter: Arc<Linter>,
}

impl Gate {
    /// Makes the core pack ready, once per process.
    ///
    /// # Errors
    /// The packs do not fit this version of the library.
    pub fn new() -> Result<Self, Box<dyn std::error::Error>> {
        let linter = Linter::builder().packs(scruple_rules::core()?).build()?;
        Ok(Self { linter: Arc::new(linter) })
    }

    /// Publishes a page, or says why not.
    ///
    /// # Errors
    /// The findings cannot be written as JSON.
    pub fn publish(&self, page: &Page) -> Result<Outcome, serde_json::Error> {
        let report = self.linter.check(&page.html, Format::Html);
        if report.worst() == Some(Severity::Error) {
            let answer = serde_json::json!({ "page": page.slug, "findings": report.findings });
            return serde_json::to_string(&answer).map(Outcome::Refused);
        }
        Ok(Outcome::Published(report.findings))
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let gate = Gate::new()?;
    for (slug, html) in [
        ("/tea", "<h1>Mint tea</h1><p>Mint tea tastes fresh and holds no caffeine.</p>"),
        ("/miracle-tea", "<h1>Mint tea</h1><p>Our tea <b>cu</b>res type&nbsp;2 diabetes.</p>"),
    ] {
        match gate.publish(&Page { slug: slug.to_owned(), html: html.to_owned() })? {
            Outcome::Published(hints) => println!("{slug}: published, {} hints", hints.len()),
            Outcome::Refused(findings) => println!("{slug}: refused\n{findings}"),
        }
    }
    Ok(())
}
