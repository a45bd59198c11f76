//! Edits the caller's mail preferences. A preference that is left out gets its default.

use shared::{
    domain::{Caller, KeptPreferences, Preferences, Result},
    http::{Json, Shown},
    permission::Ground,
    table::{Changes, Table, keys},
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Json(preferences): Json<Preferences>,
) -> Result<Shown<Preferences>> {
    let stored = KeptPreferences { preferences };
    let changes = Changes::by_right(&caller, Ground::Own, caller.user_id);
    table
        .commit(changes.set(keys::preferences(&caller.user_id), &stored)?)
        .await?;
    Ok(Shown(stored.preferences))
}
