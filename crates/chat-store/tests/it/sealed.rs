//! Secrets at rest: with a vault none of them is in the files; without it, or with another, they do not open.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use chat_core::{
    CrmEndpoint, HttpVirtualAgent, KeyPair, Store as _, Tenant, VirtualAgentBackend,
    VirtualAgentDefinition, VirtualAgentId, VirtualAgentProfile,
};
use chat_store::{OpenError, SqliteOptions, SqliteStore, Vault};

use crate::support::{TENANT, open, open_with, tenant};

/// Turns every byte around a key; shows that what is stored is what the vault makes, not that it is safe.
#[derive(Debug)]
struct Turning(u8);

impl Vault for Turning {
    fn seal(&self, context: &str, text: &str) -> String {
        let turned = text.bytes().map(|byte| format!("{:02x}", byte ^ self.0));
        format!("{}|{context}|{}", self.0, turned.collect::<String>())
    }

    fn open(&self, context: &str, sealed: &str) -> Option<String> {
        let digits = sealed.strip_prefix(&format!("{}|{context}|", self.0))?;
        let pairs = digits.as_bytes().chunks(2);
        let bytes = pairs.map(|pair| {
            let byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
            Some(byte ^ self.0)
        });
        String::from_utf8(bytes.collect::<Option<_>>()?).ok()
    }
}

fn open_sealed(path: &Path, key: u8) -> Result<SqliteStore, OpenError> {
    let options = SqliteOptions {
        vault: Some(Arc::new(Turning(key))),
        ..SqliteOptions::default()
    };
    open_with(path, options)
}

/// The secrets of [`full`].
const SECRETS: [&str; 6] = [
    "company",
    "primary",
    "secondary",
    "whsec_c3RhbmRhcmQ=",
    "of the crm",
    "of the virtual agent",
];

/// A tenant with every secret that one can have.
fn full() -> Tenant {
    let crm = CrmEndpoint {
        url: "https://crm.example.com/".to_owned(),
        secret: KeyPair::new("of the crm".to_owned()),
    };
    Tenant {
        crm: Some(crm),
        ..tenant(TENANT, true)
    }
}

/// Those that lie in a file of the directory as they are. `"primary"` and `"secondary"` are names too: texts are asked for.
fn plain(directory: &Path) -> Vec<&'static str> {
    let files = fs::read_dir(directory).expect("readable").flatten();
    let bytes: Vec<u8> = files
        .flat_map(|file| fs::read(file.path()).expect("a file"))
        .collect();
    let lies = |secret: &&str| {
        let value = format!(":\"{secret}\"");
        bytes
            .windows(value.len())
            .any(|window| window == value.as_bytes())
    };
    SECRETS.into_iter().filter(lies).collect()
}

/// Puts the tenant, and a virtual agent with a secret of its own.
async fn put(store: &SqliteStore) {
    store.put_tenant(full()).await.expect("put");
    let backend = VirtualAgentBackend::Http(HttpVirtualAgent {
        url: "https://va.example.com/".to_owned(),
        secret: KeyPair::new("of the virtual agent".to_owned()),
        timeout: HttpVirtualAgent::TIMEOUT,
    });
    let profile = VirtualAgentProfile {
        id: VirtualAgentId(7),
        name: "A server".to_owned(),
        avatar_url: None,
    };
    let definition = Arc::new(VirtualAgentDefinition { profile, backend });
    let edited = store.edit_virtual_agents(
        TENANT,
        move |all, _| {
            all.insert(VirtualAgentId(7), definition);
            Ok::<_, ()>(())
        },
        None,
    );
    edited.await.expect("written").expect("taken");
}

async fn stored(store: &SqliteStore) -> Tenant {
    let tenant = store.tenant(TENANT).await.expect("asked");
    (*tenant.expect("there")).clone()
}

#[tokio::test]
async fn with_a_vault_no_secret_lies_in_the_files() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = open_sealed(directory.path(), 1).expect("opened");
    put(&store).await;
    drop(store);
    assert_eq!(plain(directory.path()), [""; 0]);
    let store = open_sealed(directory.path(), 1).expect("opened again");
    assert_eq!(stored(&store).await, full());
}

#[tokio::test]
async fn a_vault_that_comes_later_seals_what_is_there() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = open(directory.path()).expect("opened");
    put(&store).await;
    drop(store);
    assert_eq!(plain(directory.path()), SECRETS);
    let store = open_sealed(directory.path(), 1).expect("opened");
    assert_eq!(plain(directory.path()), [""; 0], "while it is open");
    assert_eq!(stored(&store).await, full());
    drop(store);
    assert_eq!(plain(directory.path()), [""; 0]);
}

#[tokio::test]
async fn without_the_key_or_with_another_it_is_refused_and_left_alone() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = open_sealed(directory.path(), 1).expect("opened");
    put(&store).await;
    drop(store);
    let database = directory.path().join("chatd.db");
    let before = fs::read(&database).expect("the database");
    let refused = open(directory.path()).expect_err("there is no key");
    assert!(matches!(refused, OpenError::KeyMissing { .. }), "{refused}");
    let refused = open_sealed(directory.path(), 2).expect_err("another key");
    assert!(matches!(refused, OpenError::OtherKey { .. }), "{refused}");
    assert_eq!(fs::read(&database).expect("the database"), before);
    open_sealed(directory.path(), 1).expect("the key opens it");
}

#[tokio::test]
async fn a_sealed_secret_opens_in_its_own_place_alone() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = open_sealed(directory.path(), 1).expect("opened");
    put(&store).await;
    drop(store);
    let database = rusqlite::Connection::open(directory.path().join("chatd.db")).expect("opens");
    let swapped = "UPDATE tenants SET record = json_set(record, '$.company_secret', json(record -> '$.webhook.secret'))";
    database.execute(swapped, []).expect("swapped");
    drop(database);
    let refused = open_sealed(directory.path(), 1).expect_err("it was moved");
    assert!(matches!(refused, OpenError::OtherKey { .. }), "{refused}");
}
