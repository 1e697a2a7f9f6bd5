//! Downloads of the files in a chat.

use bytes::{Bytes, BytesMut};
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use thiserror::Error;

use crate::error::ErrorExt;
use crate::generated::client::{Client, Error as CallError};

/// A file that was downloaded whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Media {
    /// Its media type, as the API says.
    pub content_type: Option<String>,
    /// Its bytes.
    pub bytes: Bytes,
}

/// Why a file was not downloaded.
#[derive(Debug, Error)]
pub enum DownloadError {
    /// The API refused, or could not be reached.
    #[error("{}", .0.message())]
    Call(Box<CallError<chat_types::Error>>),
    /// The file is larger than the caller takes.
    #[error("the file is larger than {limit} bytes")]
    TooLarge {
        /// What the caller takes, in bytes.
        limit: usize,
    },
    /// The connection broke while the file was read.
    #[error("the file broke off")]
    Broken(#[from] reqwest::Error),
}

impl Client {
    /// Downloads the file `media_id` of the chat into memory, if it has at most `limit` bytes.
    ///
    /// [`Client::get_media`] gives the same file piece by piece.
    ///
    /// # Errors
    ///
    /// When the API refuses, the file is larger, or the connection breaks.
    pub async fn download_media(
        &self,
        chat_id: i64,
        media_id: i64,
        limit: usize,
    ) -> Result<Media, DownloadError> {
        let response = self
            .get_media()
            .id(chat_id)
            .media_id(media_id)
            .send()
            .await
            .map_err(|error| DownloadError::Call(Box::new(error)))?;
        if response
            .content_length()
            .is_some_and(|length| length > limit as u64)
        {
            return Err(DownloadError::TooLarge { limit });
        }
        let content_type = content_type(response.headers());
        let mut pieces = response.into_inner_stream();
        let mut bytes = BytesMut::new();
        while let Some(piece) =
            std::future::poll_fn(|context| pieces.as_mut().poll_next(context)).await
        {
            let piece = piece?;
            if bytes.len() + piece.len() > limit {
                return Err(DownloadError::TooLarge { limit });
            }
            bytes.extend_from_slice(&piece);
        }
        Ok(Media {
            content_type,
            bytes: bytes.freeze(),
        })
    }
}

fn content_type(headers: &HeaderMap) -> Option<String> {
    headers
        .get(CONTENT_TYPE)?
        .to_str()
        .ok()
        .map(ToOwned::to_owned)
}
