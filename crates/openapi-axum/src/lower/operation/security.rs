//! Who may call: schemes and requirements.

use indexmap::IndexMap;

use super::parameter::location;
use crate::model::{Location, Requirement, SchemeKind, SecurityScheme};
use crate::place::Place;

/// The schemes of the components that are known; [`lint`](crate::lint) refuses the others.
pub(in crate::lower) fn schemes(root: &Place<'_>) -> IndexMap<String, SecurityScheme> {
    root.at(&["components", "securitySchemes"])
        .map(|place| place.members())
        .unwrap_or_default()
        .into_iter()
        .filter_map(|(name, place)| {
            let place = place.resolve()?;
            let scheme = SecurityScheme {
                description: place.text("description"),
                kind: kind(&place)?,
            };
            Some((name.to_owned(), scheme))
        })
        .collect()
}

/// What a scheme asks a caller to send.
pub(crate) fn kind(scheme: &Place<'_>) -> Option<SchemeKind> {
    match scheme.str("type")? {
        "http" => Some(match scheme.str("scheme")? {
            basic if basic.eq_ignore_ascii_case("basic") => SchemeKind::Basic,
            bearer if bearer.eq_ignore_ascii_case("bearer") => SchemeKind::Bearer,
            other => SchemeKind::Http(other.to_owned()),
        }),
        "apiKey" => Some(SchemeKind::ApiKey {
            location: location(scheme).filter(|location| *location != Location::Path)?,
            name: scheme.text("name")?,
        }),
        "oauth2" | "openIdConnect" => Some(SchemeKind::Bearer),
        "mutualTLS" => Some(SchemeKind::MutualTls),
        _ => None,
    }
}

/// What an operation asks for: its own requirements, else the document's.
pub(super) fn requirements(root: &Place<'_>, operation: &Place<'_>) -> Vec<Vec<Requirement>> {
    let Some(security) = operation.get("security").or_else(|| root.get("security")) else {
        return Vec::new();
    };
    let mut alternatives: Vec<Vec<Requirement>> = Vec::new();
    for alternative in security.items() {
        let all = alternative.members().into_iter();
        let all = all.map(|(scheme, scopes)| Requirement {
            scheme: scheme.to_owned(),
            scopes: scopes
                .items()
                .iter()
                .filter_map(|scope| scope.node.as_str().map(str::to_owned))
                .collect(),
        });
        let all: Vec<Requirement> = all.collect();
        if !alternatives.contains(&all) {
            alternatives.push(all);
        }
    }
    // Nothing but `{}` asks for nothing.
    if alternatives.iter().all(Vec::is_empty) {
        return Vec::new();
    }
    alternatives
}
