//! The raw text of parameters, by place.

use std::borrow::Cow;

use http::HeaderMap;
use http::header::COOKIE;
use percent_encoding::percent_decode_str;

use super::Fault;
use crate::server::style::{self, Holds, Layout, Style};
use crate::server::template;
use crate::server::tree::Tree;
use crate::violation::Keyword;

/// Where the text of parameters comes from.
#[derive(Debug)]
pub(in crate::server) enum Source<'a> {
    /// The path, with the template that names its segments. Counted from the end, so that a router may be nested.
    Path {
        template: &'static str,
        path: &'a str,
    },
    /// The query: decoded names with raw values.
    Query(Vec<(Cow<'a, str>, &'a str)>),
    /// The headers.
    Headers(&'a HeaderMap),
    /// The cookies: names with raw values.
    Cookies(Vec<(&'a str, &'a str)>),
}

const UTF_8: Fault = Fault::Wrong(Keyword::Syntax, Cow::Borrowed("must be UTF-8"));
const ONCE: Fault = Fault::Wrong(Keyword::Duplicate, Cow::Borrowed("must be given once"));

impl<'a> Source<'a> {
    pub(in crate::server) fn query(query: &'a str) -> Self {
        Self::Query(pairs(query))
    }

    pub(in crate::server) fn cookies(headers: &'a HeaderMap) -> Self {
        let values = headers.get_all(COOKIE).iter();
        let texts = values.filter_map(|value| std::str::from_utf8(value.as_bytes()).ok());
        let cookies = texts.flat_map(|text| text.split(';')).filter_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            let value = value.trim();
            let quoted = value.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
            Some((name.trim(), quoted.unwrap_or(value)))
        });
        Self::Cookies(cookies.collect())
    }

    /// The decoded text of one parameter.
    pub(super) fn text(&self, name: &str) -> Result<Option<Cow<'a, str>>, Fault> {
        let Some(raw) = self.raw(name)? else {
            return Ok(None);
        };
        self.decode()(raw).map(Some).ok_or(UTF_8)
    }

    /// One parameter, taken apart.
    pub(super) fn tree(&self, name: &str, layout: Layout) -> Result<Option<Tree<'a>>, Fault> {
        let pairs: Vec<(Cow<'a, str>, &'a str)> = match self {
            Self::Query(pairs) => pairs.clone(),
            Self::Cookies(pairs) => pairs.iter().map(|(key, it)| ((*key).into(), *it)).collect(),
            Self::Path { .. } | Self::Headers(_) => Vec::new(),
        };
        let of_keys = match (layout.style, layout.holds) {
            (Style::DeepObject, _) => Some(self.deep(&pairs, name)?),
            (Style::Form | Style::SpaceDelimited | Style::PipeDelimited, Holds::List)
                if layout.explode =>
            {
                Some(self.list(&pairs, name)?)
            }
            (Style::Form, Holds::Object(names)) if layout.explode => {
                Some(self.object(&pairs, names)?)
            }
            _ => None,
        };
        if let Some(found) = of_keys {
            return Ok(found);
        }
        let Some(raw) = self.raw(name)? else {
            return Ok(None);
        };
        match style::split(raw, name, layout, self.decode()) {
            Ok(tree) => Ok(Some(tree)),
            Err(detail) => Err(Fault::Wrong(Keyword::Syntax, detail.into())),
        }
    }

    /// `name=a&name=b`.
    fn list(
        &self,
        pairs: &[(Cow<'a, str>, &'a str)],
        name: &str,
    ) -> Result<Option<Tree<'a>>, Fault> {
        let brackets = |key: &str| key.strip_suffix("[]") == Some(name);
        let mut list = Vec::new();
        for (_, raw) in pairs.iter().filter(|(key, _)| key == name || brackets(key)) {
            list.push(Tree::Text(self.decode()(raw).ok_or(UTF_8)?));
        }
        Ok((!list.is_empty()).then_some(Tree::List(list)))
    }

    /// `R=100&G=200`: the keys themselves are the members. Without a list of names every key is one.
    fn object(
        &self,
        pairs: &[(Cow<'a, str>, &'a str)],
        names: &[&str],
    ) -> Result<Option<Tree<'a>>, Fault> {
        let mut members = Vec::new();
        for (key, raw) in pairs {
            if names.is_empty() || names.contains(&&**key) {
                let value = Tree::Text(self.decode()(raw).ok_or(UTF_8)?);
                Tree::insert(&mut members, key.clone(), value);
            }
        }
        Ok((!members.is_empty()).then_some(Tree::Object(members)))
    }

    /// `name[a]=1&name[b]=2`.
    fn deep(
        &self,
        pairs: &[(Cow<'a, str>, &'a str)],
        name: &str,
    ) -> Result<Option<Tree<'a>>, Fault> {
        let mut members = Vec::new();
        for (key, raw) in pairs {
            let Some(keys) = style::deep_keys(key, name).filter(|keys| !keys.is_empty()) else {
                continue;
            };
            let keys: Vec<Cow<'a, str>> =
                keys.into_iter().map(|key| key.to_owned().into()).collect();
            let value = Tree::Text(self.decode()(raw).ok_or(UTF_8)?);
            style::insert_deep(&mut members, &keys, value);
        }
        Ok((!members.is_empty()).then_some(Tree::Object(members)))
    }

    /// The raw text of one parameter, which may be given once.
    fn raw(&self, name: &str) -> Result<Option<&'a str>, Fault> {
        match self {
            Self::Path { template, path } => segment(template, path, name).map(Some),
            Self::Query(pairs) => once(
                pairs
                    .iter()
                    .filter(|(key, _)| key == name)
                    .map(|(_, it)| *it),
            ),
            Self::Cookies(pairs) => once(
                pairs
                    .iter()
                    .filter(|(key, _)| *key == name)
                    .map(|(_, it)| *it),
            ),
            Self::Headers(headers) => {
                let Some(value) = once(headers.get_all(name).iter())? else {
                    return Ok(None);
                };
                std::str::from_utf8(value.as_bytes())
                    .map(Some)
                    .map_err(|_| UTF_8)
            }
        }
    }

    /// Headers carry their text as it is, with blanks around the elements of a list (RFC 9110, section 5.6.1); queries
    /// have a plus sign for a space.
    fn decode(&self) -> style::Decode {
        match self {
            Self::Headers(_) => |raw| Some(raw.trim_matches([' ', '\t']).into()),
            Self::Query(_) => form_text,
            Self::Path { .. } => |raw| percent_decode_str(raw).decode_utf8().ok(),
            // A cookie that another program set may hold anything.
            Self::Cookies(_) => {
                |raw| Some(percent_decode_str(raw).decode_utf8().unwrap_or(raw.into()))
            }
        }
    }
}

fn once<T>(mut values: impl Iterator<Item = T>) -> Result<Option<T>, Fault> {
    let first = values.next();
    match values.next() {
        None => Ok(first),
        Some(_) => Err(ONCE),
    }
}

/// The segment, or the part of one, that the template calls `name`.
fn segment<'a>(template: &str, path: &'a str, name: &str) -> Result<&'a str, Fault> {
    let mut segments = path.rsplit('/');
    for pattern in template.rsplit('/') {
        let segment = segments.next().unwrap_or_default();
        let inner = pattern
            .strip_prefix('{')
            .and_then(|it| it.strip_suffix('}'));
        if inner == Some(name) {
            return match segment {
                "" => Err(Fault::EmptySegment),
                segment => Ok(segment),
            };
        }
        if pattern.contains('{')
            && inner.is_none_or(|inner| inner.contains('{'))
            && let Some(text) = template::capture(pattern, name, segment)
        {
            return Ok(text);
        }
    }
    Err(Fault::EmptySegment)
}

/// `application/x-www-form-urlencoded`: decoded names with raw values. A name that is not UTF-8 is no parameter's.
pub(super) fn pairs(text: &str) -> Vec<(Cow<'_, str>, &str)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.filter_map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Some((form_text(name)?, value))
    });
    pairs.collect()
}

/// `application/x-www-form-urlencoded`: a plus sign is a space.
pub(super) fn form_text(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('+') {
        return percent_decode_str(text).decode_utf8().ok();
    }
    let spaced = text.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8().ok()?.into_owned();
    Some(Cow::Owned(decoded))
}
