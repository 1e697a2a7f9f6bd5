//! Tenants and their menus.

use chat_core::{Catalogue, Store, StoreError, Tenant, TenantId};

use crate::support::{OTHER, TENANT, catalogue, tenant};

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
    assert_eq!((first.id, second.id), (TENANT, OTHER));
    let taken = store.create_tenant(make("first"), None).await;
    assert!(matches!(taken, Err(StoreError::Conflict)), "{taken:?}");
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
    let edited = store.edit_tenant(OTHER, rename("third"), None).await;
    assert_eq!(
        edited.expect("edited").expect("accepted").subdomain,
        "third"
    );
    let taken = store.edit_tenant(OTHER, rename("first"), None).await;
    assert!(matches!(taken, Err(StoreError::Conflict)), "{taken:?}");
    let refused = store.edit_tenant(OTHER, rename(""), None).await;
    assert_eq!(refused.expect("no fault"), Err("empty"));
    let unknown = store.edit_tenant(TenantId(9), rename("x"), None).await;
    assert!(matches!(unknown, Err(StoreError::NotFound)), "{unknown:?}");
    let kept = store.tenant(OTHER).await.expect("asked").expect("there");
    assert_eq!(kept.subdomain, "third");

    let edit = |menus: Option<Catalogue>| move |_: Option<&Catalogue>| menus.ok_or("none");
    let refused = store.edit_catalogue(OTHER, edit(None), None).await;
    assert_eq!(refused.expect("no fault"), Err("none"));
    let edited = store
        .edit_catalogue(OTHER, edit(Some(catalogue())), None)
        .await;
    assert_eq!(*edited.expect("edited").expect("accepted"), catalogue());
}
