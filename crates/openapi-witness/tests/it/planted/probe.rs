//! Implementations of each generated trait that note calls and answer with the document's examples.

use axum::Router;
use http::HeaderValue;
use http::header::AUTHORIZATION;
use openapi_witness::behaviour::{Recorder, Subject};
use serde_json::Value;

/// A probe for one set of modules; `get_board` is left out where the trait has no such method.
macro_rules! probe {
    ($modules:ident $(, $get_board:ident)?) => {
        pub(crate) mod $modules {
            use http::request::Parts;
            use openapi_axum_rt::server::{BasicCredentials, Context, Rejection, RouterOptions};
            use openapi_witness::behaviour::{Contract, Recorder, Subject};
            use schemars::SchemaGenerator;
            use serde_json::{Value, json};

            use crate::planted::$modules::server::errors::AddCardError;
            use crate::planted::$modules::server::parameters::AddCardPath;
            use crate::planted::$modules::server::{BoardApi, router, utoipa_document};
            use crate::planted::$modules::types::{AddCardRequest, Board, CardId, Error};

            struct Probe(Contract, Recorder);

            impl BoardApi for Probe {
                type Caller = ();

                async fn authenticate(
                    &self,
                    _credentials: BasicCredentials,
                    _request: &Parts,
                ) -> Result<(), Rejection> {
                    Ok(())
                }

                async fn add_card(
                    &self,
                    _context: Context<()>,
                    path: AddCardPath,
                    body: AddCardRequest,
                ) -> Result<CardId, AddCardError> {
                    self.1.reached("add_card", json!({ "path/board": path.board }), &body);
                    Ok(serde_json::from_value(self.0.answer("add_card")).expect("an example"))
                }

                $(async fn $get_board(
                    &self,
                    _context: Context<()>,
                    path: crate::planted::$modules::server::parameters::GetBoardPath,
                ) -> Result<Board, crate::planted::$modules::server::errors::GetBoardError> {
                    self.1.reached("get_board", json!({ "path/board": path.board }), &());
                    Ok(serde_json::from_value(self.0.answer("get_board")).expect("an example"))
                })?
            }

            pub(crate) fn subject(contract: Contract) -> Subject {
                let recorder = Recorder::default();
                let probe = Probe(contract, recorder.clone());
                super::subject(router(probe, RouterOptions::default()), recorder)
            }

            pub(crate) fn schemars() -> Value {
                let mut generator = SchemaGenerator::default();
                generator.subschema_for::<AddCardRequest>();
                generator.subschema_for::<CardId>();
                generator.subschema_for::<Board>();
                generator.subschema_for::<Error>();
                json!({ "$defs": generator.take_definitions(true) })
            }

            pub(crate) fn utoipa() -> Value {
                serde_json::to_value(utoipa_document()).expect("a document is JSON")
            }
        }
    };
}

probe!(right, get_board);
probe!(maximum_dropped, get_board);
probe!(rename_swapped, get_board);
probe!(required_dropped, get_board);
probe!(wrong_tag, get_board);
probe!(wrong_status, get_board);
probe!(route_forgotten);
probe!(enum_value_dropped, get_board);
probe!(nullable_dropped, get_board);

fn subject(router: Router, recorder: Recorder) -> Subject {
    Subject {
        router,
        recorder,
        headers: vec![(
            AUTHORIZATION,
            HeaderValue::from_static("Basic ZGVtbzp0b2tlbg=="),
        )],
        places: |error: &Value| {
            error["errors"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|violation| Some(violation["pointer"].as_str()?.to_owned()))
                .collect()
        },
    }
}
