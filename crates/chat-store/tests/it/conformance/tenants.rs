//! Tenants and their menus.

use chat_core::{
    Catalogue, CatalogueEditError, Command, DomainError, Interval, Lang, LocalTime, Menu,
    OpeningHours, Store, StoreError, Tenant, TenantId, Timeouts, WeeklyHours,
};
use jiff::SignedDuration;

use super::chats::finish;
use crate::support::{OTHER, QUEUE, TENANT, WITH_VA, agent, at, catalogue, create, set_up, tenant};

pub(crate) async fn a_tenant_and_its_menus_are_kept_in_full<S: Store>(store: &S) {
    assert_eq!(store.tenant(TENANT).await.expect("ask"), None);
    for webhook in [false, true] {
        let expected = tenant(TENANT, webhook);
        store.put_tenant(expected.clone()).await.expect("put");
        let by_id = store.tenant(TENANT).await.expect("ask").expect("a tenant");
        assert_eq!(*by_id, expected);
        let by_name = store
            .tenant_by_subdomain("tenant-1")
            .await
            .expect("ask")
            .expect("a tenant");
        assert_eq!(*by_name, expected);
    }
    assert!(matches!(
        store.catalogue(TENANT).await,
        Err(StoreError::NotFound)
    ));
    for _ in 0..2 {
        store.put_catalogue(TENANT, catalogue()).await.expect("put");
        assert_eq!(*store.catalogue(TENANT).await.expect("menus"), catalogue());
    }
    store
        .put_tenant(tenant(TENANT, false))
        .await
        .expect("put again");
    assert_eq!(
        *store.catalogue(TENANT).await.expect("menus stay"),
        catalogue()
    );
}

pub(crate) async fn menus_need_a_tenant<S: Store>(store: &S) {
    let put = store.put_catalogue(TENANT, catalogue()).await;
    assert!(matches!(put, Err(StoreError::NotFound)));
}

pub(crate) async fn a_changed_subdomain_is_found_under_its_new_name_only<S: Store>(store: &S) {
    store.put_tenant(tenant(TENANT, false)).await.expect("put");
    let mut renamed = tenant(TENANT, false);
    renamed.subdomain = "renamed".to_owned();
    store.put_tenant(renamed.clone()).await.expect("put");
    assert_eq!(
        store.tenant_by_subdomain("tenant-1").await.expect("ask"),
        None
    );
    let found = store
        .tenant_by_subdomain("renamed")
        .await
        .expect("ask")
        .expect("a tenant");
    assert_eq!(*found, renamed);
}

pub(crate) async fn two_tenants_cannot_share_a_subdomain<S: Store>(store: &S) {
    store.put_tenant(tenant(TENANT, false)).await.expect("put");
    let mut second = tenant(OTHER, false);
    second.subdomain = "tenant-1".to_owned();
    assert!(matches!(
        store.put_tenant(second).await,
        Err(StoreError::Internal(_))
    ));
    assert_eq!(store.tenant(OTHER).await.expect("ask"), None);
    let first = store
        .tenant_by_subdomain("tenant-1")
        .await
        .expect("ask")
        .expect("a tenant");
    assert_eq!(first.id, TENANT);
}

pub(crate) async fn tenants_are_made_and_edited_in_one_transaction<S: Store>(store: &S) {
    let make = |subdomain: &'static str| {
        move |id| Tenant {
            subdomain: subdomain.to_owned(),
            ..tenant(id, false)
        }
    };
    let first = store
        .create_tenant(make("first"), None)
        .await
        .expect("made");
    let second = store
        .create_tenant(make("second"), None)
        .await
        .expect("made");
    assert_eq!(
        (first.id, second.id),
        (TenantId(2), TenantId(3)),
        "the first id is the platform's own"
    );
    let taken = store.create_tenant(make("first"), None).await;
    assert!(matches!(taken, Err(StoreError::Conflict)), "{taken:?}");
    let renamed = second.id;
    let all = store.tenants().await.expect("asked");
    assert_eq!(all, [first, second]);

    let rename = |name: &'static str| {
        move |tenant: &mut Tenant| {
            tenant.subdomain = name.to_owned();
            if name.is_empty() {
                Err("empty")
            } else {
                Ok(())
            }
        }
    };
    let edited = store.edit_tenant(renamed, rename("third"), None).await;
    assert_eq!(
        edited.expect("edited").expect("accepted").subdomain,
        "third"
    );
    let taken = store.edit_tenant(renamed, rename("first"), None).await;
    assert!(matches!(taken, Err(StoreError::Conflict)), "{taken:?}");
    let refused = store.edit_tenant(renamed, rename(""), None).await;
    assert_eq!(refused.expect("no fault"), Err("empty"));
    let unknown = store.edit_tenant(TenantId(9), rename("x"), None).await;
    assert!(matches!(unknown, Err(StoreError::NotFound)), "{unknown:?}");
    let kept = store.tenant(renamed).await.expect("asked").expect("there");
    assert_eq!(kept.subdomain, "third");

    let edit = |menus: Option<Catalogue>| move |_: Option<&Catalogue>| menus.ok_or("none");
    let refused = store.edit_catalogue(renamed, edit(None), None).await;
    assert_eq!(refused.expect("no fault"), Err("none"));
    let edited = store
        .edit_catalogue(renamed, edit(Some(catalogue())), None)
        .await;
    assert_eq!(*edited.expect("edited").expect("accepted"), catalogue());
}

pub(crate) async fn hours_and_durations_of_menus_are_kept_in_full<S: Store>(store: &S) {
    set_up(store, false).await;
    let time = |text| LocalTime::parse(text).expect("a time");
    let morning = Interval {
        from: time("08:30"),
        to: time("12:00"),
    };
    let date = |text: &str| text.parse().expect("a date");
    let weekly = WeeklyHours {
        time_zone: "Europe/Rome".to_owned(),
        week: std::array::from_fn(|day| vec![morning; day % 2]),
        exceptions: [
            (date("2026-12-25"), vec![]),
            (date("2026-12-27"), vec![Interval::ALL_DAY]),
        ]
        .into(),
    };
    let all = [OpeningHours::Always, OpeningHours::Never, weekly.into()];
    for (place, hours) in all.into_iter().enumerate() {
        let menu = Menu {
            hours,
            timeouts: Timeouts {
                dismiss_after: Some(SignedDuration::from_secs(90)),
                chat_timeout: (place == 1).then(|| SignedDuration::from_hours(3)),
                queue_expiry: (place == 2).then(|| SignedDuration::from_mins(3)),
            },
            ..Menu::new(QUEUE, "People", vec![Lang::En])
        };
        let menus = Catalogue::new(Lang::En, vec![menu]).expect("well formed");
        store
            .put_catalogue(TENANT, menus.clone())
            .await
            .expect("put");
        assert_eq!(*store.catalogue(TENANT).await.expect("asked"), menus);
    }
}

pub(crate) async fn a_queue_that_holds_chats_stays<S: Store>(store: &S) {
    let ada = set_up(store, false).await;
    let only_the_front = |menus: Option<&Catalogue>| -> Result<Catalogue, CatalogueEditError> {
        let menus = menus.expect("menus");
        let front = Menu {
            escalation_queue: None,
            ..menus.menu(WITH_VA).expect("the front").clone()
        };
        menus.with_replaced(front)?.without(QUEUE)
    };
    let edit = async || store.edit_catalogue(TENANT, only_the_front, None).await;
    let chat = create(store, QUEUE, &ada).await;
    let refused = edit().await;
    let holds = |it: &Result<_, StoreError>| {
        matches!(
            it,
            Err(StoreError::Domain(DomainError::QueueHoldsChats(QUEUE)))
        )
    };
    assert!(holds(&refused), "it waits: {refused:?}");
    let join = Command::AgentJoin(agent());
    let joined = store.transact(TENANT, chat, join, at(1)).await;
    joined.expect("an agent");
    let refused = edit().await;
    assert!(holds(&refused), "it is served: {refused:?}");
    assert_eq!(*store.catalogue(TENANT).await.expect("asked"), catalogue());
    let ended = store.transact(TENANT, chat, finish(), at(2)).await;
    ended.expect("the end");
    // A chat with the virtual agent of a menu does not hold its queue.
    create(store, WITH_VA, &ada).await;
    let edited = edit().await.expect("no fault").expect("accepted");
    assert!(edited.menu(QUEUE).is_none());
}
