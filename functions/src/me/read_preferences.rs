//! Reads the caller's mail preferences.

use shared::{
    domain::{Caller, Preferences, Result},
    http::Shown,
    permission::Action,
    table::{Table, keys},
};

pub async fn handle(caller: Caller, table: Table) -> Result<Shown<Preferences>> {
    let (_, stored) = table
        .prove(
            &caller,
            caller.user_id,
            Action::ReadProfile,
            keys::preferences(&caller.user_id).lenient(),
        )
        .await?;
    Ok(Shown(stored.unwrap_or_default().preferences))
}
