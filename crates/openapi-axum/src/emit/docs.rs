//! Markdown of the document as documentation comments.
//!
//! rustdoc would take code in a fence for a doctest, `[x]` for a link to an item and `<x>` for HTML, and warns of bare
//! URLs; all of these are written here so that they stay what they are. Paragraphs are wrapped.

use proc_macro2::TokenStream;
use quote::quote;

/// Where lines are wrapped, in characters after the comment sign.
const WIDTH: usize = 92;

/// `///` lines for `markdown`, or for `fallback` when there is none.
pub(crate) fn outer(markdown: Option<&str>, fallback: &str) -> TokenStream {
    let text = markdown.map(str::trim).filter(|text| !text.is_empty());
    lines_as_attributes(&lines(text.unwrap_or(fallback)))
}

/// A text of the document as code in a comment, whatever is in it.
pub(crate) fn code(text: &str) -> String {
    let mut shown = String::new();
    for c in text.chars() {
        if is_invisible(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    if shown.contains('`') {
        format!("`` {shown} ``")
    } else {
        format!("`{shown}`")
    }
}

/// A text of the document on one line of a comment.
pub(crate) fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    visible(&words.join(" "))
}

/// Controls and signs that turn the direction of writing: in a comment they would hide what stands there, and the
/// compiler refuses them.
fn is_invisible(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// A line without what nobody can see; tabs are spaces.
pub(crate) fn visible(line: &str) -> String {
    let line = line.replace('\t', "    ");
    line.chars().filter(|&c| !is_invisible(c)).collect()
}

/// `///` lines, as given.
pub(crate) fn lines_as_attributes(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| {
        if line.is_empty() {
            String::new()
        } else {
            format!(" {}", visible(line))
        }
    });
    quote!(#(#[doc = #lines])*)
}

/// The lines of a comment for `markdown`.
pub(crate) fn lines(markdown: &str) -> Vec<String> {
    let mut writer = Writer::default();
    for line in markdown.trim().lines() {
        writer.line(visible(line).trim_end());
    }
    writer.finish()
}

#[derive(Default)]
struct Writer {
    out: Vec<String>,
    /// The fence that closes the present code block.
    fence: Option<String>,
    /// Whether indented code is open.
    indented: bool,
    /// Indentation of the text of the present list item.
    list: Option<usize>,
}

impl Writer {
    fn line(&mut self, line: &str) {
        if let Some(fence) = &self.fence {
            let closes = line.trim_start().starts_with(fence.as_str());
            self.out.push(line.to_owned());
            if closes {
                self.fence = None;
            }
            return;
        }
        let text = line.trim_start();
        let indent = line.len() - text.len();
        if self.indented_code(line, indent) {
            return;
        }
        if let Some(fence) = fence_of(text) {
            let info = text[fence.len()..].trim();
            let info = if is_rust(info) { "text" } else { info };
            self.out.push(format!("{}{fence}{info}", &line[..indent]));
            self.fence = Some(fence);
            return;
        }
        if text.is_empty() {
            self.out.push(String::new());
            return;
        }
        self.prose(text, indent);
    }

    /// Code by four spaces after a blank line, outside of lists, gets a fence.
    fn indented_code(&mut self, line: &str, indent: usize) -> bool {
        if line.trim().is_empty() {
            return false;
        }
        if self.indented && indent < 4 {
            while self.out.last().is_some_and(String::is_empty) {
                self.out.pop();
            }
            self.out.extend(["```".to_owned(), String::new()]);
            self.indented = false;
        }
        let after_blank = self.out.last().is_none_or(String::is_empty);
        if !self.indented && indent >= 4 && after_blank && self.list.is_none() {
            self.out.push("```text".to_owned());
            self.indented = true;
        }
        if self.indented {
            self.out.push(line[4..].to_owned());
        }
        self.indented
    }

    fn prose(&mut self, text: &str, indent: usize) {
        let marker = list_marker(text);
        let hanging = if let Some(marker) = marker {
            self.list = Some(indent + marker);
            indent + marker
        } else if indent == 0 && self.out.last().is_none_or(String::is_empty) {
            self.list = None;
            0
        } else {
            // A lazy continuation of a list item is indented, as clippy asks.
            self.list.unwrap_or(indent)
        };
        let first = if marker.is_some() { indent } else { hanging };
        let escaped = escape(text);
        if text.starts_with('|') || text.starts_with('#') {
            self.out.push(escaped);
            return;
        }
        wrap(&escaped, first, hanging, &mut self.out);
    }

    fn finish(mut self) -> Vec<String> {
        if self.indented {
            self.out.push("```".to_owned());
        }
        if let Some(fence) = self.fence {
            self.out.push(fence);
        }
        self.out
    }
}

fn fence_of(text: &str) -> Option<String> {
    let sign = text.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let fence: String = text.chars().take_while(|&c| c == sign).collect();
    (fence.len() >= 3).then_some(fence)
}

/// Whether rustdoc would take a fence with this info string for Rust.
fn is_rust(info: &str) -> bool {
    const WORDS: [&str; 7] = [
        "rust",
        "should_panic",
        "no_run",
        "ignore",
        "compile_fail",
        "test_harness",
        "edition",
    ];
    info.split([',', ' '])
        .all(|word| word.is_empty() || WORDS.iter().any(|known| word.starts_with(known)))
}

/// Length of a list marker with its space.
fn list_marker(text: &str) -> Option<usize> {
    if ["- ", "* ", "+ "]
        .iter()
        .any(|marker| text.starts_with(marker))
    {
        return Some(2);
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = digits > 0 && digits < 4 && text[digits..].starts_with(". ");
    numbered.then_some(digits + 2)
}

/// Escapes what rustdoc would read in its own way, outside of code spans.
fn escape(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('`') {
        let ticks = rest[start..].bytes().take_while(|&b| b == b'`').count();
        let fence = &rest[start..start + ticks];
        let Some(length) = rest[start + ticks..].find(fence) else {
            break;
        };
        let end = start + ticks + length + ticks;
        escape_plain(&rest[..start], &mut out);
        out.push_str(&rest[start..end]);
        rest = &rest[end..];
    }
    escape_plain(rest, &mut out);
    out
}

fn escape_plain(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(link) = link_length(rest) {
            out.push_str(&rest[..link]);
            rest = &rest[link..];
            continue;
        }
        if rest.starts_with("http://") || rest.starts_with("https://") {
            let url = url_length(rest);
            out.push('<');
            out.push_str(&rest[..url]);
            out.push('>');
            rest = &rest[url..];
            continue;
        }
        if matches!(c, '[' | ']' | '<' | '>') {
            out.push('\\');
        }
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
}

/// Length of an inline link `[text](target)` or an autolink `<https://…>` at the start of `text`.
fn link_length(text: &str) -> Option<usize> {
    if text.starts_with("<http") {
        return text.find('>').map(|end| end + 1);
    }
    let label = text.strip_prefix('[')?.find(']')? + 1;
    let target = text[label..].strip_prefix("](")?.find(')')?;
    Some(label + 2 + target + 1)
}

fn url_length(text: &str) -> usize {
    let end = text.find(|c: char| c.is_whitespace() || "<>\"`|".contains(c));
    let url = &text[..end.unwrap_or(text.len())];
    url.trim_end_matches(['.', ',', ';', ':', ')', '!', '?'])
        .len()
}

/// Breaks `text` at spaces; the first line is indented by `first`, the others by `hanging`.
fn wrap(text: &str, first: usize, hanging: usize, out: &mut Vec<String>) {
    let mut line = " ".repeat(first);
    let mut empty = true;
    for word in words(text) {
        if !empty && line.chars().count() + 1 + word.chars().count() > WIDTH && !starts_block(word)
        {
            out.push(std::mem::replace(&mut line, " ".repeat(hanging)));
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    out.push(line);
}

/// Words; a code span is one, and so is a link.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut in_code = false;
    for (at, c) in text.char_indices() {
        match c {
            '`' => in_code = !in_code,
            ' ' if !in_code => {
                words.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    words.push(&text[start..]);
    words.retain(|word| !word.is_empty());
    words
}

/// Whether a line that begins with `word` would begin a list, heading, quote or table.
fn starts_block(word: &str) -> bool {
    let number = word.strip_suffix(['.', ')']);
    matches!(word, "-" | "*" | "+" | "---" | "===")
        || word.starts_with(['#', '>', '|', '='])
        || number
            .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn what_rustdoc_would_misread_is_escaped() {
        assert_eq!(lines("an array [x] of <T>"), [r"an array \[x\] of \<T\>"]);
        assert_eq!(lines("`[x]` and [a](b)"), ["`[x]` and [a](b)"]);
        assert_eq!(
            lines("see https://example.com/a."),
            ["see <https://example.com/a>."]
        );
    }

    #[test]
    fn code_is_text() {
        assert_eq!(lines("a\n\n```\nb\n```"), ["a", "", "```text", "b", "```"]);
        assert_eq!(lines("```json\n{}\n```"), ["```json", "{}", "```"]);
        assert_eq!(
            lines("a\n\n    let b;\n\nc"),
            ["a", "", "```text", "let b;", "```", "", "c"]
        );
    }

    #[test]
    fn lists_keep_their_indentation() {
        assert_eq!(lines("- a\nb"), ["- a", "  b"]);
        let long = format!("- {}", "word ".repeat(30));
        assert!(lines(&long)[1].starts_with("  word"));
    }
}
