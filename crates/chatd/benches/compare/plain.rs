//! The router that people would write by hand: axum's extractors, serde's types, the same checks and answers.

mod body;
mod caller;
mod problem;
mod view;

use std::hint::black_box;
use std::sync::Arc;

use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Serialize;

use self::body::SendMessage;
use self::caller::{Caller, next_request_id};
use self::problem::{Detail, Problem, REQUEST_ID};
use self::view::ChatView;

/// Bytes of the largest body.
const BODY_LIMIT: usize = 1024 * 1024;
/// The largest id.
const MAX_ID: i64 = (1 << 53) - 1;

/// `GET /chats/{id}` and `POST /chats/{id}/message`; nothing is stored.
pub(crate) fn router() -> Router {
    let server = Arc::new(Server { chat: view::chat() });
    Router::new()
        .route("/chats/{id}", get(get_chat))
        .route("/chats/{id}/message", post(send_message))
        .fallback(async || Problem::not_found(next_request_id()))
        .method_not_allowed_fallback(async || Problem::method_not_allowed(next_request_id()))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .with_state(server)
}

struct Server {
    chat: ChatView,
}

/// An empty object.
#[derive(Serialize)]
struct Empty {}

type Answer<T> = Result<Answered<T>, Problem>;

/// A success, with the id of its request.
struct Answered<T>(String, T);

impl<T: Serialize> IntoResponse for Answered<T> {
    fn into_response(self) -> Response {
        ([(REQUEST_ID, self.0)], Json(self.1)).into_response()
    }
}

async fn get_chat(
    State(server): State<Arc<Server>>,
    Caller { request_id }: Caller,
    path: Result<Path<i64>, PathRejection>,
) -> Answer<ChatView> {
    black_box(chat_id(&request_id, path)?);
    Ok(Answered(request_id, server.chat.clone()))
}

async fn send_message(
    Caller { request_id }: Caller,
    path: Result<Path<i64>, PathRejection>,
    body: Result<Json<SendMessage>, JsonRejection>,
) -> Answer<Empty> {
    let id = chat_id(&request_id, path)?;
    let body = match body {
        Ok(Json(body)) => body,
        Err(rejection) => return Err(Problem::body(request_id, &rejection)),
    };
    let details = body.check();
    if !details.is_empty() {
        return Err(Problem::bad_request(request_id, details));
    }
    black_box((id, body));
    Ok(Answered(request_id, Empty {}))
}

fn chat_id(request_id: &str, path: Result<Path<i64>, PathRejection>) -> Result<i64, Problem> {
    let problem = |detail: String| {
        let detail = Detail {
            pointer: "path/id".to_owned(),
            detail,
        };
        Problem::bad_request(request_id.to_owned(), vec![detail])
    };
    match path {
        Ok(Path(id)) if (1..=MAX_ID).contains(&id) => Ok(id),
        Ok(_) => Err(problem(format!("must be from 1 to {MAX_ID}"))),
        Err(rejection) => Err(problem(rejection.body_text())),
    }
}
