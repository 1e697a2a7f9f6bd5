//! The schema, as numbered SQL files that refinery applies once each, all in one transaction.
//!
//! Every file ends by setting `user_version` to its own number, so that the header of the database tells its version to
//! a reader that does not open it.

use std::path::Path;

use rusqlite::Connection;

use crate::error::OpenError;

mod embedded {
    refinery::embed_migrations!("src/sqlite/migrations");
}

/// The newest schema version that this program knows.
#[must_use]
pub fn newest() -> i64 {
    let runner = embedded::migrations::runner();
    let versions = runner
        .get_migrations()
        .iter()
        .map(|it| i64::from(it.version()));
    versions.max().unwrap_or(0)
}

/// Brings the schema to the newest version.
pub(crate) fn run(connection: &mut Connection, database: &Path) -> Result<(), OpenError> {
    embedded::migrations::runner()
        .set_grouped(true)
        .run(connection)
        .map(drop)
        .map_err(|error| OpenError::Migration {
            path: database.to_owned(),
            detail: error.to_string().replace('\n', " "),
        })
}

#[cfg(test)]
mod tests {
    use super::embedded;

    #[test]
    fn every_migration_sets_its_own_version() {
        for migration in embedded::migrations::runner().get_migrations() {
            let sql = migration.sql().expect("an embedded migration has its text");
            let line = format!("PRAGMA user_version = {};", migration.version());
            assert!(
                sql.trim_end().ends_with(&line),
                "{migration} lacks `{line}`"
            );
        }
    }
}
