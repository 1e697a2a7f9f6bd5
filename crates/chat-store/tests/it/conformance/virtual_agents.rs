//! The virtual agents of a tenant, and the copies of their profiles in its menus.

use std::convert::Infallible;
use std::sync::Arc;

use chat_core::{
    Catalogue, HttpVirtualAgent, KeyPair, Secret, Store, StoreError, VirtualAgentBackend,
    VirtualAgentDefinition, VirtualAgentId, VirtualAgentProfile, VirtualAgents,
};

use crate::support::{OTHER, TENANT, WITH_VA, catalogue, tenant};

fn definition(id: i64, name: &str, backend: VirtualAgentBackend) -> VirtualAgentDefinition {
    VirtualAgentDefinition {
        profile: VirtualAgentProfile {
            id: VirtualAgentId(id),
            name: name.to_owned(),
            avatar_url: Some("https://example.com/va.png".to_owned()),
        },
        backend,
    }
}

fn one_of_each_kind() -> VirtualAgents {
    let http = HttpVirtualAgent {
        url: "https://example.com/turn".to_owned(),
        secret: KeyPair {
            primary: Secret::new("one".to_owned()),
            secondary: Some(Secret::new("two".to_owned())),
        },
        timeout: HttpVirtualAgent::TIMEOUT,
    };
    let toml = "[[greeting]]\nsay = \"hello\"\n".to_owned();
    let all = [
        definition(1, "Vera", VirtualAgentBackend::Builtin),
        definition(2, "Viktor", VirtualAgentBackend::Scripted { toml }),
        definition(9, "Vito", VirtualAgentBackend::Http(http)),
    ];
    all.into_iter()
        .map(|definition| (definition.profile.id, Arc::new(definition)))
        .collect()
}

pub(crate) async fn virtual_agents_are_kept_in_full<S: Store>(store: &S) {
    for id in [TENANT, OTHER] {
        store.put_tenant(tenant(id, false)).await.expect("put");
    }
    let expected = one_of_each_kind();
    let put = expected.clone();
    let edited = store
        .edit_virtual_agents(
            TENANT,
            move |all, _| {
                all.extend(put);
                Ok::<_, Infallible>(())
            },
            None,
        )
        .await;
    assert_eq!(*edited.expect("edited").expect("not refused"), expected);
    let asked = async |id| store.virtual_agents(id).await.expect("asked");
    assert_eq!(*asked(TENANT).await, expected);
    assert!(asked(OTHER).await.is_empty());

    store.put_tenant(tenant(TENANT, true)).await.expect("put");
    assert_eq!(
        *asked(TENANT).await,
        expected,
        "a tenant put again has them"
    );

    let refused = store
        .edit_virtual_agents(
            TENANT,
            |all, _| {
                all.clear();
                Err("refused")
            },
            None,
        )
        .await;
    assert_eq!(refused.expect("edited"), Err("refused"));
    assert_eq!(*asked(TENANT).await, expected);

    let removed = |all: &mut VirtualAgents, _: Option<&Catalogue>| {
        all.remove(&VirtualAgentId(2));
        Ok::<_, Infallible>(())
    };
    let edited = store.edit_virtual_agents(TENANT, removed, None).await;
    assert_eq!(edited.expect("edited").expect("not refused").len(), 2);
    let unknown = store
        .edit_virtual_agents(chat_core::TenantId(77), removed, None)
        .await;
    assert!(matches!(unknown, Err(StoreError::NotFound)));
}

pub(crate) async fn menus_have_the_profiles_as_they_are_defined<S: Store>(store: &S) {
    store.put_tenant(tenant(TENANT, false)).await.expect("put");
    store
        .put_catalogue(TENANT, catalogue())
        .await
        .expect("menus");
    let name = async || {
        let menus = store.catalogue(TENANT).await.expect("menus");
        let menu = menus.menu(WITH_VA).expect("the menu");
        menu.virtual_agent.clone().expect("a virtual agent").name
    };
    assert_eq!(name().await, "Vera", "what the catalogue was put with");
    let put = definition(9, "Vito", VirtualAgentBackend::Builtin);
    let put = move |all: &mut VirtualAgents, _: Option<&Catalogue>| {
        all.insert(put.profile.id, Arc::new(put));
        Ok::<_, Infallible>(())
    };
    let edited = store.edit_virtual_agents(TENANT, put, None).await;
    edited.expect("edited").expect("not refused");
    assert_eq!(name().await, "Vito");
    store
        .put_catalogue(TENANT, catalogue())
        .await
        .expect("menus");
    assert_eq!(name().await, "Vito", "menus put later have it too");
    let in_use = |_: &mut VirtualAgents, menus: Option<&Catalogue>| {
        let menu = menus.and_then(|menus| menus.menu(WITH_VA));
        Err::<(), _>(menu.and_then(|menu| menu.virtual_agent.clone()))
    };
    let refused = store.edit_virtual_agents(TENANT, in_use, None).await;
    let seen = refused.expect("edited").expect_err("refused");
    assert_eq!(seen.expect("the menus are seen").name, "Vito");
}
