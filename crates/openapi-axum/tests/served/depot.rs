//! An implementation that tells what it was asked.

use futures::stream;
use http::StatusCode;
use http::request::Parts;
use openapi_axum_rt::server::{
    BodyStream, Context, Event, Events, Failure, Operation, Rejection, StatusClass,
};

use crate::server::generated::api::DepotApi;
use crate::server::generated::bodies::{CreateParcelBody, UploadFilesMultipart, UploadFilesPart};
use crate::server::generated::errors::{
    CreateParcelError, GetParcelError, LabelParcelError, ListParcelsError, MergeParcelError,
    ReadShapesError, UploadFilesError, WatchError, WatchParcelsError,
};
use crate::server::generated::parameters::{
    GetParcelPath, LabelParcelPath, ListParcelsCookie, ListParcelsHeader, ListParcelsQuery,
    MergeParcelPath, ReadShapesPath,
};
use crate::server::generated::responses::{
    BusyHeaders, CreateParcelResponse, CreateParcelSeeOtherHeaders, ListParcelsOkHeaders,
    ListParcelsResponse,
};
use crate::server::generated::security::Credentials;
use crate::types::{Error, Parcel, Query};

pub(crate) struct Depot;

fn error(message: &str) -> Error {
    Error {
        message: message.to_owned(),
        errors: None,
    }
}

impl DepotApi for Depot {
    type Caller = String;

    async fn authenticate(
        &self,
        credentials: Credentials,
        request: &Parts,
    ) -> Result<String, Rejection> {
        let operation = Operation::of(&request.extensions).expect("a request has an operation");
        match credentials {
            Credentials::Key(key) => Ok(format!("key {}", key.0.expose())),
            Credentials::Token(token) if token.0.expose() == "none" => {
                let scopes: Vec<&str> = operation.scopes("token").collect();
                Err(Rejection::forbidden(format!("needs {}", scopes.join(" "))))
            }
            Credentials::Token(token) => Ok(format!("token {}", token.0.expose())),
            Credentials::BasicAndKey { basic, key } => {
                Ok(format!("{} with {}", basic.username, key.0.expose()))
            }
            Credentials::Basic(basic) => Ok(basic.username),
        }
    }

    async fn list_parcels(
        &self,
        context: Context<String>,
        query: ListParcelsQuery,
        header: ListParcelsHeader,
        cookie: ListParcelsCookie,
    ) -> Result<ListParcelsResponse, ListParcelsError> {
        let told = format!(
            "{} {} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
            context.caller,
            query.limit,
            query.state,
            query.tag,
            query.id,
            query.filter.as_ref().map(|it| (it.weight, &it.states)),
            query.sort,
            query.near.as_ref().map(|it| (it.x, it.y)),
            header.x_trace,
            cookie.session,
        );
        let headers = ListParcelsOkHeaders {
            x_total: query.limit,
            x_next: None,
        };
        Ok(match context.media_type() {
            Some("text/csv") => ListParcelsResponse::OkCsv(told, headers),
            _ => ListParcelsResponse::OkJson(Query { told }, headers),
        })
    }

    async fn create_parcel(
        &self,
        _context: Context<String>,
        body: CreateParcelBody,
    ) -> Result<CreateParcelResponse, CreateParcelError> {
        match body {
            CreateParcelBody::Json(parcel) => {
                Ok(CreateParcelResponse::Created(Parcel { id: parcel.weight }))
            }
            CreateParcelBody::Form(parcel) => {
                let names = parcel.names.unwrap_or_default().join("+");
                let location = format!("/parcels/{}/{names}", parcel.weight);
                let headers = CreateParcelSeeOtherHeaders { location };
                Ok(CreateParcelResponse::SeeOther(headers))
            }
            CreateParcelBody::Text(text) => {
                let code = text.parse().unwrap_or(500);
                let status = StatusCode::from_u16(code).unwrap_or_default();
                Err(match StatusClass::new(status) {
                    Some(status) => CreateParcelError::Status4xx(status, error(&text)),
                    None => CreateParcelError::Default(status, error(&text)),
                })
            }
            CreateParcelBody::Image(image) => {
                let bytes = image.bytes().await?;
                let id = i64::try_from(bytes.len()).unwrap_or_default();
                Ok(CreateParcelResponse::Created(Parcel { id }))
            }
        }
    }

    async fn get_parcel(
        &self,
        _context: Context<()>,
        path: GetParcelPath,
    ) -> Result<Parcel, GetParcelError> {
        match path.id {
            404 => Err(GetParcelError::NotFound(error("no such parcel"))),
            500 => Err(Failure::Internal("the secret cause".into()).into()),
            501 => Err(Failure::Unimplemented.into()),
            502 => panic!("a secret panic"),
            id => Ok(Parcel { id }),
        }
    }

    async fn label_parcel(
        &self,
        context: Context<Option<String>>,
        _path: LabelParcelPath,
        body: Option<BodyStream>,
    ) -> Result<(), LabelParcelError> {
        let Some(body) = body else {
            let headers = BusyHeaders {
                retry_after: Some(7),
            };
            let message = format!("{:?} sent nothing", context.caller);
            return Err(LabelParcelError::ServiceUnavailable(
                error(&message),
                headers,
            ));
        };
        body.bytes().await?;
        Ok(())
    }

    async fn merge_parcel(
        &self,
        _context: Context<()>,
        path: MergeParcelPath,
    ) -> Result<String, MergeParcelError> {
        Ok(format!("merged {}", path.id))
    }

    async fn read_shapes(
        &self,
        _context: Context<()>,
        path: ReadShapesPath,
    ) -> Result<String, ReadShapesError> {
        let point = (path.simple.x, path.simple.y);
        Ok(format!("{:?} {} {point:?}", path.label, path.matrix))
    }

    async fn upload_files(
        &self,
        _context: Context<()>,
        mut body: UploadFilesMultipart,
    ) -> Result<String, UploadFilesError> {
        let mut told = Vec::new();
        while let Some(part) = body.next_part().await? {
            told.push(match part {
                UploadFilesPart::Title(title) => format!("title {title}"),
                UploadFilesPart::Place(place) => format!("place {} {}", place.x, place.y),
                UploadFilesPart::File(file) => {
                    let name = file.file_name.clone().unwrap_or_default();
                    let bytes = file.bytes().await?;
                    format!("file {name} of {}", bytes.len())
                }
                UploadFilesPart::Other(other) => format!("other {}", other.name),
            });
        }
        Ok(told.join(", "))
    }

    async fn watch(&self, _context: Context<()>) -> Result<(), WatchError> {
        Ok(())
    }

    async fn watch_parcels(
        &self,
        context: Context<()>,
    ) -> Result<Events<Parcel>, WatchParcelsError> {
        let seen: i64 = context
            .last_event_id()
            .and_then(|id| id.parse().ok())
            .unwrap_or_default();
        let events = (seen + 1..=3).map(|id| {
            Event::new(Parcel { id })
                .with_id(id.to_string())
                .with_event("moved")
        });
        Ok(Events::new(stream::iter(events)))
    }
}
