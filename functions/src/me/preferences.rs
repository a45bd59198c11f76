use shared::{
    domain::{Caller, KeptPreferences, Preferences, Result},
    http::Shown,
    permission::Action,
    table::{Table, keys},
};

pub async fn handle(caller: Caller, table: Table) -> Result<Shown<Preferences>> {
    let mut proof = table.prove(&caller, caller.user_id, Action::ReadProfile, &[keys::preferences(&caller.user_id)]).await?;
    let kept: KeptPreferences = proof.record(0)?.unwrap_or_default();
    Ok(Shown(kept.preferences))
}
