//! How large an expression becomes, told before it is compiled: the compiler only notices when all its memory is full.

use regex_syntax::hir::{Hir, HirKind};

/// Most steps of an expression. A step takes at least 24 bytes, so that more would not fit into what may be compiled.
const MAX_STEPS: u64 = 2_500_000;

/// Whether an expression is too large to be compiled; not where it does not parse.
pub(super) fn is_too_large(expression: &str) -> bool {
    regex_syntax::parse(expression).is_ok_and(|hir| steps(&hir) > MAX_STEPS)
}

/// A number of steps that is never too high.
fn steps(hir: &Hir) -> u64 {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 0,
        HirKind::Literal(_) => 1,
        HirKind::Class(class) if class.is_utf8() && class.maximum_len() > Some(1) => 2,
        HirKind::Class(_) => 1,
        HirKind::Repetition(it) => {
            let times = it.max.unwrap_or(it.min).max(1);
            steps(&it.sub).saturating_mul(u64::from(times))
        }
        HirKind::Capture(it) => steps(&it.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().map(steps).fold(0, u64::saturating_add)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_too_large;

    #[test]
    fn counts_multiply() {
        for small in [
            "a{1,2097152}",
            "(?:[a-z]{1000}){1000}",
            "a*",
            "a{1,",
            "(a+)+",
        ] {
            assert!(!is_too_large(small), "{small}");
        }
        for large in [
            "(?:[a-z]{2000}){2000}",
            "^.{1,2097152}",
            "(?:(?:a{9999}){9999}){9999}",
        ] {
            assert!(is_too_large(large), "{large}");
        }
    }
}
