//! POST /control/seed
//!
//! Creates or updates what a seed describes.

use chat_core::Store;
use desk_types::{Seed, SeedReport};

use crate::desk::Call;
use crate::desk::error::Refusal;

pub(crate) async fn handle<S: Store>(call: Call<'_, S>, body: Seed) -> Result<SeedReport, Refusal> {
    let keep = call.keep(|report: &SeedReport| report.clone());
    call.desk.plant(body, keep).await
}
