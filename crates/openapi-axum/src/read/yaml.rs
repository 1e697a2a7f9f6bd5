//! YAML 1.2: from the events of the parser to the tree.

use std::borrow::Cow;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Tag};

use super::build::{At, Builder};
use super::surrogates::join_surrogates;
use super::{Value, scalar};
use crate::problem::Problem;

/// Reads one document.
pub(super) fn read(text: &str, builder: &mut Builder) -> Result<(), Problem> {
    let joined = join_surrogates(text);
    let mut documents = 0;
    let mut parser = Parser::new_from_str(&joined);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| syntax(&error))?;
        let at = at(&span.start);
        if matches!(event, Event::DocumentStart(_)) {
            documents += 1;
            if documents > 1 {
                return Err(builder.fail(at, "several documents in one file, keep the first"));
            }
        }
        take(event, at, builder)?;
    }
    Ok(())
}

fn take(event: Event<'_>, at: At, builder: &mut Builder) -> Result<(), Problem> {
    match event {
        Event::Scalar(text, style, anchor, tag) => {
            let tag = tag.map(Cow::into_owned);
            scalar(&text, style, anchor, tag.as_ref(), at, builder)
        }
        Event::SequenceStart(anchor, tag) => {
            collection_tag(tag.as_deref(), at, builder)?;
            builder.open_array(anchor, at)
        }
        Event::MappingStart(anchor, tag) => {
            collection_tag(tag.as_deref(), at, builder)?;
            builder.open_object(anchor, at)
        }
        Event::SequenceEnd | Event::MappingEnd => builder.close(),
        Event::Alias(anchor) => builder.alias(anchor, at),
        Event::Nothing
        | Event::StreamStart
        | Event::StreamEnd
        | Event::DocumentStart(_)
        | Event::DocumentEnd => Ok(()),
    }
}

fn scalar(
    text: &str,
    style: ScalarStyle,
    anchor: usize,
    tag: Option<&Tag>,
    at: At,
    builder: &mut Builder,
) -> Result<(), Problem> {
    let is_plain = match tag.map(core_tag) {
        None => style == ScalarStyle::Plain,
        Some(Some("int" | "float" | "bool" | "null")) => true,
        Some(Some("str" | "binary" | "timestamp" | "")) => false,
        Some(_) => return Err(unknown_tag(tag, at, builder)),
    };
    if builder.wants_key() {
        if text == "<<" && style == ScalarStyle::Plain && tag.is_none() {
            builder.merge_key(at);
        } else {
            // As it is written: `200`, `true`, `1.0` and `2024-01-01` are the names that people mean.
            builder.key(text.to_owned(), anchor, at);
        }
        return Ok(());
    }
    let value = if is_plain {
        scalar::plain(text).map_err(|message| builder.fail(at, &message))?
    } else {
        Value::String(text.to_owned())
    };
    builder.scalar(value, anchor, at)
}

/// The name of a tag of YAML's own (`!!str`), nothing for the tag `!`, `None` for any other.
fn core_tag(tag: &Tag) -> Option<&str> {
    if tag.handle == "tag:yaml.org,2002:" || tag.handle == "!!" {
        return Some(&tag.suffix);
    }
    let whole = tag.suffix.strip_prefix("tag:yaml.org,2002:");
    match (tag.handle.as_str(), tag.suffix.as_str()) {
        ("" | "!", "" | "!") => Some(""),
        ("", _) => whole,
        _ => None,
    }
}

fn collection_tag(tag: Option<&Tag>, at: At, builder: &Builder) -> Result<(), Problem> {
    match tag.map(core_tag) {
        None | Some(Some("map" | "seq" | "omap" | "set" | "")) => Ok(()),
        Some(_) => Err(unknown_tag(tag, at, builder)),
    }
}

fn unknown_tag(tag: Option<&Tag>, at: At, builder: &Builder) -> Problem {
    let shown = tag.map(ToString::to_string).unwrap_or_default();
    let message = format!("the tag {shown} is not supported, write the value without it");
    builder.fail(at, &message)
}

fn at(marker: &Marker) -> At {
    At {
        line: marker.line(),
        column: marker.col() + 1,
    }
}

fn syntax(error: &ScanError) -> Problem {
    let marker = error.marker();
    let column = marker.col() + 1;
    let message = format!("the text is not YAML: {} (column {column})", error.info());
    Problem::error("syntax", "", marker.line().max(1), message)
}
