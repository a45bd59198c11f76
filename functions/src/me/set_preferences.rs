use shared::{
    domain::{Caller, Preferences, Result},
    http::{Json, Shown},
    permission::Ground,
    table::{Changes, Table, keys},
};

/// Sets all of them; what is left out is as for those who never set any.
pub async fn handle(caller: Caller, table: Table, Json(preferences): Json<Preferences>) -> Result<Shown<Preferences>> {
    let changes = Changes::by_right(&caller, Ground::Own, caller.user_id);
    table.commit(changes.set(keys::preferences(&caller.user_id), &preferences)?).await?;
    Ok(Shown(preferences))
}
