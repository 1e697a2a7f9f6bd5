//! Texts: what a format asks for, what a pattern spells, or a word of the right length.

use regex_syntax::hir::{Class, Hir, HirKind};
use serde_json::Value;

use super::flat::Flat;
use super::{WORD, formats};
use crate::emit::pattern;

/// Most repetitions that are tried beyond those that a pattern asks for.
const MAX_MORE: u32 = 64;

/// Longest text that is made.
const MAX_LENGTH: usize = 10_000;

/// What is tried for a pattern that cannot be taken apart.
const USUAL: [&str; 8] = ["a", "A", "0", "1", "a0", "Aa0!Aa0!", "a-b", "/a"];

/// Texts that may fit.
pub(super) fn candidates(flat: &Flat<'_>) -> Vec<Value> {
    let (min, max) = (
        flat.most(|it| it.bounds.min_length),
        flat.least(|it| it.bounds.max_length),
    );
    let mut list = Vec::new();
    for part in &flat.parts {
        list.extend(part.format.and_then(formats::usual).map(str::to_owned));
    }
    for part in &flat.parts {
        if let Some(source) = &part.bounds.pattern {
            list.extend(spelled(source));
        }
    }
    list.push(WORD.to_owned());
    let fitted: Vec<String> = list.iter().map(|text| fit(text, min, max)).collect();
    list.extend(fitted);
    list.into_iter().map(Value::String).collect()
}

/// A text in these bounds that begins like the given one.
fn fit(text: &str, min: u64, max: u64) -> String {
    let limit = usize::try_from(max).unwrap_or(usize::MAX);
    let wanted = usize::try_from(min).unwrap_or(usize::MAX).min(MAX_LENGTH);
    let mut fitted: String = text.chars().take(limit).collect();
    let missing = wanted.saturating_sub(fitted.chars().count());
    let last = fitted.chars().last().unwrap_or('a');
    fitted.extend(std::iter::repeat_n(last, missing));
    fitted
}

/// Texts that a pattern may match, the shortest first, but the empty one last.
pub(super) fn spelled(source: &str) -> Vec<String> {
    let parsed = pattern::translate(source)
        .ok()
        .and_then(|translated| regex_syntax::parse(&translated).ok());
    let Some(hir) = parsed else {
        return USUAL.iter().map(|&text| text.to_owned()).collect();
    };
    let mut list: Vec<String> = Vec::new();
    for more in 0..=MAX_MORE {
        let mut text = String::new();
        spell(&hir, more, &mut text);
        if list.last() == Some(&text) || text.len() > MAX_LENGTH {
            break;
        }
        list.push(text);
    }
    list.sort_by_key(String::is_empty);
    list
}

fn spell(hir: &Hir, more: u32, out: &mut String) {
    if out.len() > MAX_LENGTH {
        return;
    }
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => out.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(Class::Unicode(class)) => {
            let has = |c: char| class.iter().any(|it| (it.start()..=it.end()).contains(&c));
            let usual = "aA0_- .".chars().find(|c| has(*c));
            let visible = || class.iter().map(|it| it.start()).find(|c| !c.is_control());
            let first = || class.iter().map(|it| it.start()).next();
            out.extend(usual.or_else(visible).or_else(first));
        }
        HirKind::Class(Class::Bytes(class)) => {
            out.extend(class.iter().next().map(|it| char::from(it.start())));
        }
        HirKind::Repetition(repeated) => {
            let most = repeated.max.unwrap_or(u32::MAX);
            for _ in 0..repeated.min.saturating_add(more).min(most) {
                spell(&repeated.sub, more, out);
                if out.len() > MAX_LENGTH {
                    return;
                }
            }
        }
        HirKind::Capture(group) => spell(&group.sub, more, out),
        HirKind::Concat(list) => list.iter().for_each(|one| spell(one, more, out)),
        HirKind::Alternation(list) => {
            if let Some(first) = list.first() {
                spell(first, more, out);
            }
        }
    }
}
