//! Charts as inline SVG. Bars stand in tables, so that the numbers can be read without them.

use std::fmt::Write as _;

use super::Escaped;

/// Severities from the gravest, with the place of their number in a count.
pub const SEVERITIES: [(&str, usize); 3] = [("error", 2), ("warning", 1), ("info", 0)];

/// A bar of a chart.
pub struct Bar {
    /// What it stands for.
    pub label: String,
    /// The part of the page it leads to.
    pub target: Option<String>,
    /// Findings by severity: info, warning, error.
    pub counts: [usize; 3],
}

impl Bar {
    fn sum(&self) -> usize {
        self.counts.iter().sum()
    }
}

/// A table of stacked bars.
pub fn bars(caption: &str, column: &str, bars: &[Bar]) -> String {
    let most = bars.iter().map(Bar::sum).max().unwrap_or(1).max(1);
    let mut out = format!(
        "<table class=\"bars\"><caption>{}</caption><thead class=\"unseen\"><tr><th scope=\"col\">{}</th>\
         <th scope=\"col\">Chart</th><th scope=\"col\">Red flags</th></tr></thead><tbody>\n",
        Escaped(caption),
        Escaped(column)
    );
    for bar in bars {
        let label = Escaped(&bar.label);
        let label = match &bar.target {
            Some(target) => format!("<a href=\"#{target}\">{label}</a>"),
            None => label.to_string(),
        };
        let (mut x, mut parts, mut words) = (0.0, String::new(), Vec::new());
        for (severity, index) in SEVERITIES {
            let number = bar.counts[index];
            if number == 0 {
                continue;
            }
            let width = share(number, most);
            // Writing to memory cannot fail.
            let _ =
                write!(parts, "<rect class=\"{severity}\" x=\"{x:.2}\" width=\"{width:.2}\" height=\"10\"/>");
            x += width;
            words.push(format!("{number} {severity}"));
        }
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\">{label}</th><td><svg viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" \
             aria-hidden=\"true\" focusable=\"false\">{parts}</svg></td><td title=\"{}\">{}</td></tr>",
            words.join(", "),
            bar.sum()
        );
    }
    out.push_str("</tbody></table>\n");
    out
}

/// A ring of the three severities around their sum.
pub fn ring(counts: [usize; 3]) -> String {
    let sum: usize = counts.iter().sum();
    let words: Vec<String> =
        SEVERITIES.iter().map(|(severity, index)| format!("{} {severity}", counts[*index])).collect();
    let mut out = format!(
        "<svg class=\"ring\" viewBox=\"0 0 120 120\" role=\"img\" aria-label=\"Red flags by severity: {}\">\
         <circle class=\"track\" cx=\"60\" cy=\"60\" r=\"48\"/>",
        words.join(", ")
    );
    let mut before = 0.0;
    for (severity, index) in SEVERITIES {
        if counts[index] > 0 {
            let part = share(counts[index], sum.max(1));
            let _ = write!(
                out,
                "<circle class=\"{severity}\" cx=\"60\" cy=\"60\" r=\"48\" pathLength=\"100\" \
                 stroke-dasharray=\"{part:.2} 100\" stroke-dashoffset=\"-{before:.2}\" transform=\"rotate(-90 60 60)\"/>"
            );
            before += part;
        }
    }
    let _ = write!(
        out,
        "<text x=\"60\" y=\"64\" text-anchor=\"middle\" class=\"sum\">{sum}</text>\
         <text x=\"60\" y=\"80\" text-anchor=\"middle\" class=\"unit\">red flag{}</text></svg>",
        if sum == 1 { "" } else { "s" }
    );
    out
}

/// A part of a whole in percent.
#[expect(clippy::cast_precision_loss, reason = "drawn with two digits")]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 * 100.0 / whole as f64
}
