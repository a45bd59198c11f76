use super::{New, begin, started};
use garde::Validate;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{ActivityKind, Audit, AuditId, Caller, Error, Organisation, Result},
    http::{Created, Once},
    permission::Action,
    table::{Changes, Table, keys},
};

/// A run takes no more than the wish.
#[derive(Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Starting {}

/// Starts a run, which is then done by itself; its state says how far it is.
pub async fn handle(caller: Caller, table: Table, once: Once<Starting>) -> Result<Created<Audit>> {
    let Starting {} = once.body;
    let mut proof = table.prove(&caller, caller.user_id, Action::ManageAssignments, &[keys::organisation()]).await?;
    let organisation: Organisation = proof.record(0)?.ok_or(Error::NotFound)?;
    let new = New { id: AuditId::new(caller.now), by: caller.actor(), now: caller.now, today: caller.today };
    let audit = new.run(&table, &organisation.settings).await?;
    let activity = started(caller.activity(ActivityKind::AuditStarted), audit.id);
    let changes = begin(Changes::by_administrator(&caller, activity)?, &audit)?;
    let audit = table.commit_once(changes, &caller, once.key.as_ref(), audit).await?;
    Ok(Created { location: format!("/audits/{}", audit.id), resource: audit })
}
