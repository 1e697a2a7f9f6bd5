//! Witness (c): every keyword of every request, through the generated router.

use openapi_witness::behaviour::witness;

use crate::contract::contract;
use crate::probe::subject;

#[tokio::test]
async fn every_keyword_of_every_request_is_kept() {
    let contract = contract();
    let outcome = witness(&contract, &subject(contract.clone()))
        .await
        .expect("the judge reads the document");
    let failures: Vec<_> = outcome.failures.iter().map(ToString::to_string).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert_eq!(outcome.gaps, [], "keywords without a case");
    let covered: Vec<_> = outcome.covered.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!("coverage", covered.join("\n"));
}
