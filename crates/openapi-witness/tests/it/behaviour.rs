//! Witness (c): a router that checks everything passes, and each defect is caught.

use openapi_witness::behaviour::{Contract, Outcome, witness};

use crate::notes::{Defect, document, subject};

fn outcome(defect: Defect) -> Outcome {
    let contract = Contract::new(document()).expect("the document has operations");
    tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime starts")
        .block_on(witness(&contract, &subject(defect)))
        .expect("the judge reads the document")
}

#[test]
fn a_router_that_checks_everything_passes_without_gaps() {
    let outcome = outcome(Defect::None);
    let failures: Vec<_> = outcome.failures.iter().map(ToString::to_string).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert_eq!(outcome.gaps, []);
    let coverage: Vec<_> = outcome.covered.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!("coverage", coverage.join("\n"));
}

#[test]
fn each_defect_is_caught_where_it_is() {
    let note = "/components/schemas/Note/properties";
    for (defect, pointer) in [
        (Defect::LengthInUtf16, format!("{note}/text/maxLength")),
        (Defect::NullRefusedNowhere, format!("{note}/text/null")),
        (
            Defect::MinimumNotChecked,
            "/components/parameters/Shelf/schema/minimum".to_owned(),
        ),
        (
            Defect::ExclusiveTakenAsInclusive,
            format!("{note}/weight/exclusiveMinimum"),
        ),
        (
            Defect::EnumerationOpen,
            "/components/schemas/NoteKind/enum".to_owned(),
        ),
        (Defect::OtherPlaceNamed, format!("{note}/text/minLength")),
        (
            Defect::WrongStatus,
            "/paths/~1shelves~1{shelf}~1notes/post".to_owned(),
        ),
        (Defect::TextChanged, format!("{note}/text/maxLength")),
        (
            Defect::RouteForgotten,
            "/paths/~1shelves~1{shelf}~1notes/post".to_owned(),
        ),
        (
            Defect::ParameterNotChecked,
            "/paths/~1shelves~1{shelf}~1notes/post/parameters/1/schema/maxLength".to_owned(),
        ),
        (
            Defect::RequiredNotChecked,
            "/components/schemas/Note/required".to_owned(),
        ),
        (
            Defect::UniqueNotChecked,
            format!("{note}/labels/uniqueItems"),
        ),
    ] {
        let failures = outcome(defect).failures;
        assert!(
            failures.iter().any(|failure| failure.pointer == pointer),
            "{defect:?} is not caught at {pointer}, but at {:?}",
            failures
                .iter()
                .map(|failure| &failure.pointer)
                .collect::<Vec<_>>()
        );
    }
}
