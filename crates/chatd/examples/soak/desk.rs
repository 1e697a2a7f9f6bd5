//! What the desk and the metrics say about the run.

use std::time::Duration;

use desk_client::Client;
use desk_client::types::{Delivery, DeliveryChannelSelector, DeliveryStatusSelector};

use crate::Outcome;
use crate::process::Ready;

/// The demo tenant.
const TENANT: i64 = 1;
/// The largest page.
const PAGE: i64 = 100;
/// How often the outbox is looked at.
const LOOK: Duration = Duration::from_millis(500);

/// The administration of the server.
pub(crate) struct Desk {
    client: Client,
    metrics: String,
}

impl Desk {
    pub(crate) fn connect(ready: &Ready) -> Outcome<Self> {
        Ok(Self {
            client: Client::connect(&ready.admin_url, &ready.admin_token)?,
            metrics: format!("{}/metrics", ready.admin_url),
        })
    }

    /// Waits until nothing is on its way any more.
    pub(crate) async fn wait_until_sent(&self, patience: Duration) -> Outcome {
        let empty = async {
            while !self.is_empty().await? {
                tokio::time::sleep(LOOK).await;
            }
            Outcome::Ok(())
        };
        let ended = tokio::time::timeout(patience, empty).await;
        ended.map_err(|_| format!("the outbox is not empty after {patience:?}"))?
    }

    async fn is_empty(&self) -> Outcome<bool> {
        for status in [
            DeliveryStatusSelector::Pending,
            DeliveryStatusSelector::Retrying,
            DeliveryStatusSelector::Shelved,
        ] {
            let page = self
                .client
                .list_deliveries()
                .tenant_id(TENANT)
                .status(status)
                .limit(1)
                .send()
                .await?;
            if !page.deliveries.is_empty() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Every delivery of a webhook.
    pub(crate) async fn deliveries(&self) -> Outcome<Vec<Delivery>> {
        let mut all = Vec::new();
        let mut cursor = None;
        loop {
            let mut call = self
                .client
                .list_deliveries()
                .tenant_id(TENANT)
                .channel(DeliveryChannelSelector::Webhook)
                .limit(PAGE);
            if let Some(cursor) = cursor {
                call = call.cursor(cursor);
            }
            let page = call.send().await?.into_inner();
            all.extend(page.deliveries);
            cursor = page.next_cursor;
            if cursor.is_none() {
                return Ok(all);
            }
        }
    }

    /// How many answers the server itself counts that had a status of 500 or more.
    pub(crate) async fn five_hundreds(&self) -> Outcome<u64> {
        let page = reqwest::get(&self.metrics).await?.error_for_status()?;
        let text = page.text().await?;
        if !text.contains("chatd_requests_total") {
            return Err("the metrics do not count requests".into());
        }
        let counted = text
            .lines()
            .filter(|line| line.starts_with("chatd_requests_total") && line.contains("5xx"))
            .filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok());
        Ok(counted.sum())
    }
}
