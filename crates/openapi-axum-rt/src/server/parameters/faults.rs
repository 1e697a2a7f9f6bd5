//! What is wrong with the parameters of a request.

use super::super::rejection::{Rejection, RejectionKind};
use super::Location;
use crate::pointer::{Escaped, Pointer};
use crate::report::Report;
use crate::violation::{Keyword, Violation};

/// What is wrong with the parameters of a request, in the order in which they are read.
#[derive(Debug, Default)]
pub struct Faults {
    violations: Vec<Violation>,
    first: Option<Location>,
    no_route: bool,
}

impl Faults {
    /// Checks the bounds of the parameters of one place, `path`, `query`, `header` or `cookie`.
    pub fn check(&mut self, place: &'static str, check: impl FnOnce(&Pointer<'_>, &mut Report)) {
        let mut report = Report::default();
        check(&Pointer::root(place), &mut report);
        let violations = report.into_violations();
        if !violations.is_empty() {
            self.first.get_or_insert(match place {
                "path" => Location::Path,
                "header" => Location::Header,
                "cookie" => Location::Cookie,
                _ => Location::Query,
            });
            self.violations.extend(violations);
        }
    }

    #[cold]
    pub(super) fn add(
        &mut self,
        location: Location,
        name: &str,
        keyword: Keyword,
        detail: impl Into<String>,
    ) {
        self.first.get_or_insert(location);
        let place = location.as_str();
        self.violations.push(Violation {
            pointer: format!("{place}/{}", Escaped(name)),
            keyword,
            detail: detail.into(),
        });
    }

    /// What is wrong inside the value of a parameter.
    #[cold]
    pub(super) fn under(&mut self, location: Location, name: &str, inner: Vec<Violation>) {
        self.first.get_or_insert(location);
        let place = location.as_str();
        self.violations
            .extend(inner.into_iter().map(|violation| Violation {
                pointer: format!("{place}/{}{}", Escaped(name), violation.pointer),
                ..violation
            }));
    }

    pub(super) fn no_route(&mut self) {
        self.no_route = true;
    }

    /// The parameters, or everything that is wrong with them.
    pub(in crate::server) fn result<T>(self, parameters: Option<T>) -> Result<T, Rejection> {
        if self.no_route {
            return Err(Rejection::route_not_found());
        }
        let kind = match self.first {
            Some(Location::Path) => RejectionKind::Path,
            Some(Location::Header) => RejectionKind::Header,
            Some(Location::Cookie) => RejectionKind::Cookie,
            Some(Location::Query) | None => RejectionKind::Query,
        };
        match parameters {
            Some(parameters) if self.violations.is_empty() => Ok(parameters),
            _ => Err(Rejection::parameters(kind, self.violations)),
        }
    }
}
