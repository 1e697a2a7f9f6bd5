//! `oneOf`, `anyOf` and `allOf`: what a reader would stumble over; all of them generate.

use super::discriminator;
use super::report::Report;
use crate::place::Place;

/// Checks one schema.
pub(super) fn check(place: &Place<'_>, report: &mut Report) {
    discriminator::check(place, report);
    for keyword in ["oneOf", "anyOf", "allOf"] {
        let Some(list) = place.get(keyword) else {
            continue;
        };
        match list.items().len() {
            0 => report.finding(
                &list,
                "branches",
                format!("`{keyword}` needs a branch, add one"),
            ),
            1 if keyword != "allOf" => {
                let message = format!("`{keyword}` with one branch is that branch, write it out");
                report.finding(&list, "branches", message);
            }
            _ => {}
        }
    }
}
