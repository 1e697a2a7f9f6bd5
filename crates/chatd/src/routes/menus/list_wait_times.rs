//! GET /wait_times
//!
//! The estimated wait of the menus that serve a language, in minutes.

use chat_core::{Catalogue, DomainError, Lang, Menu, MenuId, QueueLoads, Store};
use chat_server::parameters::ListWaitTimesQuery;
use chat_types::{WaitTime, WaitTimeList};
use jiff::Timestamp;

use crate::error::Refusal;
use crate::platform::Call;

/// The channel that every menu here serves.
const CHANNEL_TYPE: &str = "chat";
/// The type that every menu here has.
const MENU_TYPE: &str = "web";

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    query: ListWaitTimesQuery,
) -> Result<WaitTimeList, Refusal> {
    let ListWaitTimesQuery {
        lang,
        menu_id,
        channel_type,
        menu_type,
    } = query;
    let lang = Lang::parse(&lang)
        .ok_or_else(|| Refusal::from(DomainError::LanguageNotFound(lang)).at("query/lang"))?;
    let catalogue = call.catalogue().await?;
    let menu_id = menu_id.map(MenuId);
    if let Some(id) = menu_id.filter(|id| catalogue.leaf(*id).is_none()) {
        return Err(Refusal::from(DomainError::MenuNotFound(id)).at("query/menu_id"));
    }
    let is = |asked: &Option<String>, ours: &str| asked.as_deref().is_none_or(|it| it == ours);
    if !is(&channel_type, CHANNEL_TYPE) || !is(&menu_type, MENU_TYPE) {
        return Ok(WaitTimeList(Vec::new()));
    }
    let now = call.platform.clock.now();
    let loads = call.store().queue_loads(call.tenant.id).await?;
    let menus = catalogue.menus().filter(|menu| {
        catalogue.leaf(menu.id).is_some()
            && menu.languages.contains(&lang)
            && menu_id.is_none_or(|id| menu.id == id)
    });
    Ok(WaitTimeList(
        menus
            .map(|menu| wait_time(menu, &catalogue, &loads, now))
            .collect(),
    ))
}

/// The wait in the queue of a menu; where that is closed, from the moment on at which it opens.
fn wait_time(menu: &Menu, catalogue: &Catalogue, loads: &QueueLoads, now: Timestamp) -> WaitTime {
    let queue = catalogue.menu(menu.queue()).unwrap_or(menu);
    WaitTime {
        menu_id: menu.id.0,
        wait: i64::from(queue.wait_minutes(loads.of(queue.id), now)),
        materialized_path: catalogue.materialized_path(menu.id),
    }
}
