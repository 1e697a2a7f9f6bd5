//! The implementation: it keeps widgets in memory and answers what it understood.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::body::Body;
use futures::stream;
use http::StatusCode;
use http::request::Parts;
use jiff::Timestamp;
use openapi_axum_rt::server::{
    Binary, BodyStream, Context, ErrorBody, Event, Events, Failure, Operation, Rejection,
    StatusClass,
};

use crate::server::bodies::{CreateWidgetBody, UploadMultipart, UploadPart};
use crate::server::responses::{
    CreateWidgetCreatedHeaders, CreateWidgetResponse, GetWidgetResponse,
};
use crate::server::security::Credentials;
use crate::server::{WideApi, errors, parameters};
use crate::types;

/// The user of HTTP Basic, and its password; also the bearer token and every key.
const SECRET: &str = "wide";
/// A token that has not the scope `read`.
const NARROW: &str = "narrow";

/// The server's state.
#[derive(Debug, Default)]
pub struct Wide {
    widgets: Mutex<BTreeMap<i64, types::Widget>>,
}

impl Wide {
    fn widgets(&self) -> MutexGuard<'_, BTreeMap<i64, types::Widget>> {
        self.widgets.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, new: types::NewWidget) -> (types::Widget, i64) {
        let types::NewWidget {
            name,
            color,
            size,
            note,
            secret: _,
            parts,
        } = new;
        let mut widgets = self.widgets();
        let id = widgets.last_key_value().map_or(1, |(id, _)| id + 1);
        let widget = types::Widget {
            id,
            name,
            color,
            size,
            note: note.flatten(),
            made_at: Timestamp::UNIX_EPOCH,
            parts,
        };
        widgets.insert(id, widget.clone());
        (widget, widgets.len() as i64)
    }
}

fn error(message: &str) -> types::Error {
    types::Error {
        message: message.to_owned(),
        errors: None,
    }
}

fn missing() -> types::Error {
    error("there is no such widget")
}

impl WideApi for Wide {
    type Caller = String;

    async fn authenticate(
        &self,
        credentials: Credentials,
        request: &Parts,
    ) -> Result<String, Rejection> {
        let (secret, caller) = match &credentials {
            Credentials::Basic(basic) => (basic.password.expose(), basic.username.as_str()),
            Credentials::Bearer(token) => (token.0.expose(), "bearer"),
            Credentials::HeaderKeyAndCookieKey {
                header_key,
                cookie_key,
            } if header_key.0.expose() == cookie_key.0.expose() => (header_key.0.expose(), "keys"),
            Credentials::HeaderKeyAndCookieKey { .. } => ("", "keys"),
            Credentials::Oauth(token) => (token.0.expose(), "oauth"),
            Credentials::QueryKey(key) => (key.0.expose(), "key"),
        };
        let demands_scopes = Operation::of(&request.extensions)
            .is_some_and(|operation| operation.scopes("oauth").next().is_some());
        if secret == NARROW && demands_scopes {
            return Err(Rejection::forbidden("the token has not the scope read"));
        }
        if secret != SECRET {
            return Err(Rejection::unauthorized("the credentials are wrong"));
        }
        Ok(caller.to_owned())
    }

    fn reject(&self, rejection: &Rejection) -> ErrorBody {
        let details = rejection
            .violations
            .iter()
            .map(|it| types::ErrorErrorsItem {
                pointer: it.pointer.clone(),
                detail: it.detail.clone(),
            });
        ErrorBody::json(&types::Error {
            message: rejection.message.clone(),
            errors: (!rejection.violations.is_empty()).then(|| details.collect()),
        })
    }

    async fn path_simple(
        &self,
        _: Context<()>,
        path: parameters::PathSimplePath,
    ) -> Result<types::PathSimpleResponse, errors::PathSimpleError> {
        let parameters::PathSimplePath {
            word,
            numbers,
            point,
            sparse,
        } = path;
        Ok(types::PathSimpleResponse {
            word,
            numbers,
            point,
            sparse,
        })
    }

    async fn path_label(
        &self,
        _: Context<()>,
        path: parameters::PathLabelPath,
    ) -> Result<types::PathLabelResponse, errors::PathLabelError> {
        let parameters::PathLabelPath {
            word,
            numbers,
            exploded,
        } = path;
        Ok(types::PathLabelResponse {
            word,
            numbers,
            exploded,
        })
    }

    async fn path_matrix(
        &self,
        _: Context<()>,
        path: parameters::PathMatrixPath,
    ) -> Result<types::PathMatrixResponse, errors::PathMatrixError> {
        let parameters::PathMatrixPath {
            word,
            numbers,
            point,
        } = path;
        Ok(types::PathMatrixResponse {
            word,
            numbers,
            point,
        })
    }

    async fn query_styles(
        &self,
        _: Context<()>,
        query: parameters::QueryStylesQuery,
    ) -> Result<types::QueryStylesResponse, errors::QueryStylesError> {
        let parameters::QueryStylesQuery {
            text,
            limit,
            ratio,
            flag,
            day,
            color,
            exploded,
            commas,
            spaces,
            pipes,
            deep,
            filter,
        } = query;
        Ok(types::QueryStylesResponse {
            text,
            limit: limit.into(),
            ratio,
            flag,
            day,
            color,
            exploded,
            commas,
            spaces,
            pipes,
            deep,
            filter,
        })
    }

    async fn query_defaults(
        &self,
        _: Context<()>,
        query: parameters::QueryDefaultsQuery,
    ) -> Result<types::QueryDefaultsResponse, errors::QueryDefaultsError> {
        let overlap = serde_json::to_value(&query.overlap);
        Ok(types::QueryDefaultsResponse {
            words: query.words,
            days: query.days,
            near: query.near.x,
            overlap: overlap.map_err(|error| Failure::Internal(error.into()))?,
        })
    }

    async fn header_and_cookie(
        &self,
        _: Context<()>,
        header: parameters::HeaderAndCookieHeader,
        cookie: parameters::HeaderAndCookieCookie,
    ) -> Result<types::HeaderAndCookieResponse, errors::HeaderAndCookieError> {
        Ok(types::HeaderAndCookieResponse {
            trace: header.x_trace,
            numbers: header.x_numbers,
            point: header.x_point,
            theme: cookie.theme,
        })
    }

    async fn create_widget(
        &self,
        _: Context<()>,
        body: CreateWidgetBody,
    ) -> Result<CreateWidgetResponse, errors::CreateWidgetError> {
        let new = match body {
            CreateWidgetBody::Json(new) => new,
            CreateWidgetBody::Form(form) => types::NewWidget {
                name: form.name,
                color: form.color,
                size: None,
                note: None,
                secret: None,
                parts: form.parts,
            },
        };
        if new.name.starts_with("later") {
            return Ok(CreateWidgetResponse::Accepted);
        }
        let (widget, count) = self.add(new);
        let headers = CreateWidgetCreatedHeaders {
            location: format!("/widgets/{}", widget.id),
            x_count: Some(count),
        };
        Ok(CreateWidgetResponse::Created(widget, headers))
    }

    async fn get_widget(
        &self,
        context: Context<()>,
        path: parameters::GetWidgetPath,
    ) -> Result<GetWidgetResponse, errors::GetWidgetError> {
        let widget = self.widgets().get(&path.id).cloned();
        let widget = widget.ok_or_else(|| errors::GetWidgetError::NotFound(missing()))?;
        Ok(match context.media_type() {
            Some("text/plain") => GetWidgetResponse::OkText(widget.name),
            _ => GetWidgetResponse::OkJson(widget),
        })
    }

    async fn patch_widget(
        &self,
        _: Context<()>,
        path: parameters::PatchWidgetPath,
        body: types::WidgetPatch,
    ) -> Result<types::Widget, errors::PatchWidgetError> {
        let mut widgets = self.widgets();
        let widget = widgets.get_mut(&path.id);
        let widget = widget.ok_or_else(|| errors::PatchWidgetError::NotFound(missing()))?;
        if let Some(name) = body.name {
            widget.name = name;
        }
        // Absent leaves it, null takes it away.
        if let Some(note) = body.note {
            widget.note = note;
        }
        Ok(widget.clone())
    }

    async fn delete_widget(
        &self,
        _: Context<()>,
        path: parameters::DeleteWidgetPath,
    ) -> Result<(), errors::DeleteWidgetError> {
        let removed = self.widgets().remove(&path.id);
        let gone = removed.map(drop);
        gone.ok_or_else(|| errors::DeleteWidgetError::NotFound(missing()))
    }

    async fn post_form(
        &self,
        _: Context<()>,
        body: types::PostFormRequest,
    ) -> Result<types::PostFormResponse, errors::PostFormError> {
        Ok(types::PostFormResponse {
            usual: body.usual,
            spaces: body.spaces,
            pipes: body.pipes,
            deep: body.deep,
        })
    }

    async fn upload(
        &self,
        _: Context<()>,
        mut body: UploadMultipart,
    ) -> Result<types::UploadResponse, errors::UploadError> {
        let mut understood = types::UploadResponse {
            title: String::new(),
            point: None,
            tags: None,
            bytes: 0,
        };
        while let Some(part) = body.next_part().await? {
            match part {
                UploadPart::Title(title) => understood.title = title,
                UploadPart::Point(point) => understood.point = Some(point),
                UploadPart::Tags(tag) => understood.tags.get_or_insert_default().push(tag),
                UploadPart::File(mut file) => {
                    while let Some(chunk) = file.chunk().await? {
                        understood.bytes += chunk.len() as i64;
                    }
                }
            }
        }
        Ok(understood)
    }

    async fn put_bytes(
        &self,
        _: Context<()>,
        body: BodyStream,
    ) -> Result<Binary, errors::PutBytesError> {
        Ok(Binary {
            body: Body::from(body.bytes().await?),
            ..Binary::default()
        })
    }

    async fn post_text(
        &self,
        _: Context<()>,
        body: Option<types::PostTextRequestText>,
    ) -> Result<String, errors::PostTextError> {
        Ok(body.map(|text| text.0).unwrap_or_default())
    }

    async fn events(
        &self,
        context: Context<()>,
        query: parameters::EventsQuery,
    ) -> Result<Events<types::Tick>, errors::EventsError> {
        let last = context.last_event_id().and_then(|id| id.parse().ok());
        let first: i64 = last.map_or(0, |last: i64| last.saturating_add(1));
        let numbers = (first..).take(usize::try_from(query.count).unwrap_or_default());
        let event = |number: i64| {
            Event::new(types::Tick { number })
                .with_id(number.to_string())
                .with_event("tick")
        };
        Ok(Events::new(stream::iter(numbers.map(event))))
    }

    async fn statuses(
        &self,
        _: Context<()>,
        path: parameters::StatusesPath,
    ) -> Result<types::Tick, errors::StatusesError> {
        let tick = types::Tick { number: 0 };
        match path.which {
            types::StatusesWhich::Fine => Ok(tick),
            types::StatusesWhich::Range => {
                let status = StatusClass::new(StatusCode::CONFLICT);
                let status = status.ok_or_else(|| Failure::Internal("409 is a 4XX".into()))?;
                Err(errors::StatusesError::Status4xx(status, error("a range")))
            }
            types::StatusesWhich::Other => {
                let status = StatusCode::IM_A_TEAPOT;
                let status = StatusClass::new(status)
                    .ok_or_else(|| Failure::Internal("418 is a 4XX".into()))?;
                Err(errors::StatusesError::Status4xx(
                    status,
                    error("another one"),
                ))
            }
            types::StatusesWhich::Nothing => Err(errors::StatusesError::Default(
                StatusCode::NON_AUTHORITATIVE_INFORMATION,
                tick,
            )),
        }
    }

    async fn secure_basic(
        &self,
        context: Context<String>,
    ) -> Result<types::Caller, errors::SecureBasicError> {
        Ok(types::Caller {
            caller: Some(context.caller),
        })
    }

    async fn secure_either(
        &self,
        context: Context<String>,
    ) -> Result<types::Caller, errors::SecureEitherError> {
        Ok(types::Caller {
            caller: Some(context.caller),
        })
    }

    async fn secure_scoped(
        &self,
        context: Context<String>,
    ) -> Result<types::Caller, errors::SecureScopedError> {
        Ok(types::Caller {
            caller: Some(context.caller),
        })
    }

    async fn secure_optional(
        &self,
        context: Context<Option<String>>,
    ) -> Result<types::Caller, errors::SecureOptionalError> {
        Ok(types::Caller {
            caller: context.caller,
        })
    }

    async fn values(
        &self,
        _: Context<()>,
        body: types::Values,
    ) -> Result<types::Values, errors::ValuesError> {
        Ok(body)
    }

    async fn subscribe(
        &self,
        _: Context<()>,
        _: types::SubscribeRequest,
    ) -> Result<(), errors::SubscribeError> {
        Ok(())
    }
}
