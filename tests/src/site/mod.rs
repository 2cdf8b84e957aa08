//! An old site of a shop for food supplements, made up page by page from templates: what Scruple is tried on where
//! thousands of pages are needed. The same number always gives the same page.

mod words;

use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

/// The format of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Markdown with front matter.
    Markdown,
    /// HTML as it was written by hand for years.
    Html,
    /// The archive of a newsletter.
    Text,
}

/// A page.
#[derive(Debug)]
pub struct Page {
    /// Its path in the site, with `/`.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// The page of that number, with at least that many bytes of text.
#[must_use]
pub fn page(number: usize, format: Format, bytes: usize) -> Page {
    let mut writer = Writer::new(number);
    let (folder, ending, text) = match format {
        Format::Markdown => ("content", "md", writer.markdown(bytes)),
        Format::Html => ("shop", "html", writer.html(bytes)),
        Format::Text => ("newsletter", "txt", writer.text(bytes)),
    };
    // No folder with thousands of files.
    Page { path: format!("{folder}/{:02}/page-{number:05}.{ending}", number / 100), text }
}

/// Writes that many pages into a folder, of the formats in turn.
///
/// # Errors
///
/// If a file or folder cannot be written.
pub fn write(folder: &Path, pages: usize, formats: &[Format], bytes: usize) -> io::Result<()> {
    for (number, format) in (0..pages).zip(formats.iter().cycle()) {
        let page = page(number, *format, bytes);
        let path = folder.join(page.path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, page.text)?;
    }
    Ok(())
}

/// Writes one page.
struct Writer {
    state: u64,
    /// How many sentences of a hundred on this page claim something. Most pages of a site have none.
    claims: u64,
}

impl Writer {
    fn new(number: usize) -> Self {
        let mut writer = Self { state: number as u64 ^ 0x005c_7291_e000, claims: 0 };
        writer.claims = *writer.pick(&[0, 0, 0, 2, 4, 12]);
        writer
    }

    /// The next number: SplitMix64.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap_or(0)
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    /// A template with its slots filled.
    fn fill(&mut self, template: &str) -> String {
        let mut text = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            let (slot, after) = after.split_once('}').unwrap_or((after, ""));
            text.push_str(before);
            text.push_str(&self.slot(slot));
            rest = after;
        }
        text.push_str(rest);
        // A sentence may start with a slot.
        let first = text.chars().next().map_or(0, char::len_utf8);
        text[..first].to_uppercase() + &text[first..]
    }

    fn slot(&mut self, slot: &str) -> String {
        let list: &[&str] = match slot {
            "product" => &words::PRODUCTS,
            "ingredient" => &words::INGREDIENTS,
            "noun" => &words::NOUNS,
            "disease" | "disease2" => &words::DISEASES,
            "function" => &words::FUNCTIONS,
            "person" => &words::PEOPLE,
            "place" => &words::PLACES,
            "food" | "food2" => &words::FOODS,
            "small" => &["two", "three", "four", "five", "six", "seven", "eight"],
            "year" => return (1990 + self.below(30)).to_string(),
            "number" => return (10 + 5 * self.below(18)).to_string(),
            other => panic!("no list for {{{other}}}"),
        };
        (*self.pick(list)).to_owned()
    }

    fn title(&mut self) -> String {
        let template = self.pick(&words::TITLES);
        self.fill(template)
    }

    fn sentence(&mut self) -> String {
        let draw = self.next() % 100;
        let template = if draw < self.claims {
            self.pick(&words::CLAIMS)
        } else if draw < 35 {
            self.pick(&words::SOFT)
        } else {
            self.pick(&words::SOBER)
        };
        self.fill(template)
    }

    fn paragraph(&mut self) -> String {
        let sentences = 3 + self.below(5);
        (0..sentences).map(|_| self.sentence()).collect::<Vec<_>>().join(" ")
    }

    fn markdown(&mut self, bytes: usize) -> String {
        let title = self.title();
        let (year, month, day) = (2009 + self.below(15), 1 + self.below(12), 1 + self.below(28));
        let mut text =
            format!("---\ntitle: \"{title}\"\ndate: {year}-{month:02}-{day:02}\n---\n\n# {title}\n\n");
        while text.len() < bytes {
            // Writing to memory cannot fail.
            let _ = match self.below(8) {
                0 => writeln!(text, "## {}\n", self.pick(&words::HEADINGS)),
                1 => {
                    let items: Vec<String> = (0..3).map(|_| format!("- {}\n", self.sentence())).collect();
                    writeln!(text, "{}", items.concat())
                }
                2 => writeln!(text, "> {}\n", self.sentence()),
                3 => writeln!(text, "**{}** {}\n", self.sentence(), self.paragraph()),
                _ => writeln!(text, "{}\n", self.paragraph()),
            };
        }
        text
    }

    fn html(&mut self, bytes: usize) -> String {
        let title = self.title();
        let mut text = format!(
            "<!DOCTYPE html>\r\n<html lang=\"en\">\r\n<head>\r\n<meta charset=\"utf-8\">\r\n<title>{title} | Larkspur &amp; Daughters</title>\r\n\
             <meta name=\"description\" content=\"{}\">\r\n<style>.n {{ color: #464 }}</style>\r\n</head>\r\n<body bgcolor=\"#ffffff\">\r\n\
             <table width=\"760\"><tr><td class=\"n\"><a href=\"/\">Home</a>&nbsp;| <a href=\"/basket\">Add to cart</a></td></tr>\r\n<tr><td>\r\n<h1>{title}</h1>\r\n",
            self.sentence().replace('"', "&quot;")
        );
        while text.len() < bytes {
            let _ = match self.below(7) {
                0 => write!(text, "<h2>{}</h2>\r\n", self.pick(&words::HEADINGS)),
                1 => write!(text, "<ul>\r\n<li>{}\r\n<li>{}\r\n</ul>\r\n", self.sentence(), self.sentence()),
                2 => write!(text, "<img src=\"/i/{}.jpg\" alt=\"{}\">\r\n", self.below(90), self.title()),
                3 => write!(text, "<p><b>{}</b> {}</p>\r\n", self.sentence(), self.paragraph()),
                _ => write!(text, "<p>{}</p>\r\n", self.paragraph().replace(" & ", " &amp; ")),
            };
        }
        text + "</td></tr></table>\r\n</body>\r\n</html>\r\n"
    }

    fn text(&mut self, bytes: usize) -> String {
        let title = self.title();
        let mut text = format!("{}\n{}\n\n", title, "=".repeat(title.chars().count()));
        while text.len() < bytes {
            let paragraph = match self.below(6) {
                0 => self.pick(&words::HEADINGS).to_uppercase(),
                1 => format!("* {}", self.sentence()),
                _ => self.paragraph(),
            };
            text.push_str(&wrapped(&paragraph));
            text.push('\n');
        }
        text
    }
}

/// The paragraph in lines of 72 characters, as mail was written.
fn wrapped(paragraph: &str) -> String {
    let (mut text, mut width) = (String::new(), 0);
    for word in paragraph.split(' ') {
        let length = word.chars().count();
        if width > 0 && width + 1 + length > 72 {
            text.push('\n');
            width = 0;
        } else if width > 0 {
            text.push(' ');
            width += 1;
        }
        text.push_str(word);
        width += length;
    }
    text + "\n"
}
