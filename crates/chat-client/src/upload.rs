//! Uploads: the form POST that an [`UploadPolicy`] asks for.

use std::io;
use std::path::Path;

use bytes::Bytes;
use chat_types::UploadPolicy;
use progenitor_client::ClientInfo;
use reqwest::StatusCode;
use reqwest::multipart::{Form, Part};
use thiserror::Error;

use crate::generated::client::Client;

/// Why a file was not uploaded.
#[derive(Debug, Error)]
pub enum UploadError {
    /// The file cannot be read.
    #[error("the file cannot be read")]
    File(#[from] io::Error),
    /// The policy's fields cannot be written as a form.
    #[error("the policy's fields cannot be written as a form")]
    Policy(#[from] serde_json::Error),
    /// The store could not be reached.
    #[error("the store cannot be reached")]
    Communication(#[from] reqwest::Error),
    /// The store refused the file. A refused file does not use the policy up.
    #[error("the store refused the file: {status}: {text}")]
    Refused {
        /// The store's status.
        status: StatusCode,
        /// Beginning of the store's answer; S3 and GCS answer in XML.
        text: String,
    },
}

impl Client {
    /// Uploads the file at `path` as `policy` says, reading it piece by piece. Afterwards it is attached to the chat by the
    /// policy's `key`, with [`Client::add_photos`] or [`Client::add_video`].
    ///
    /// The policy goes to the store, not to the API, so no credentials are sent. A policy takes one file.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or the store cannot be reached or refuses.
    pub async fn upload_file(
        &self,
        policy: &UploadPolicy,
        path: impl AsRef<Path>,
    ) -> Result<(), UploadError> {
        let part = Part::file(path).await?;
        self.upload(policy, part).await
    }

    /// Uploads bytes under a file name, otherwise as [`Client::upload_file`].
    ///
    /// # Errors
    ///
    /// When the store cannot be reached or refuses.
    pub async fn upload_bytes(
        &self,
        policy: &UploadPolicy,
        file_name: impl Into<String>,
        bytes: impl Into<Bytes>,
    ) -> Result<(), UploadError> {
        let bytes: Bytes = bytes.into();
        let length = bytes.len() as u64;
        let part = Part::stream_with_length(bytes, length).file_name(file_name.into());
        self.upload(policy, part).await
    }

    async fn upload(&self, policy: &UploadPolicy, file: Part) -> Result<(), UploadError> {
        let form = fields(policy)?
            .into_iter()
            .fold(Form::new(), |form, (name, value)| form.text(name, value));
        // Stores ignore every field after the file.
        let form = form.part("file", file);
        let response = self
            .client()
            .post(&policy.url)
            .multipart(form)
            .send()
            .await?;
        let status = response.status();
        if status.is_success() {
            return Ok(());
        }
        let text = response
            .text()
            .await
            .unwrap_or_default()
            .chars()
            .take(500)
            .collect();
        Err(UploadError::Refused { status, text })
    }
}

/// Every field that the policy has, verbatim, under the names of the wire.
fn fields(policy: &UploadPolicy) -> Result<Vec<(String, String)>, serde_json::Error> {
    let fields: serde_json::Map<String, serde_json::Value> =
        serde_json::from_value(serde_json::to_value(&policy.fields)?)?;
    let texts = fields
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.as_str()?.to_owned())));
    Ok(texts.collect())
}
