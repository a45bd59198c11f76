//! Starts an audit of all coaching assignments.

use super::{NewAudit, about, create_audit};
use garde::Validate;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{ActivityKind, Audit, AuditId, Caller, Result},
    http::{Created, Once},
    permission::Action,
    table::{Changes, Table, keys},
};

/// The body is an empty object.
#[derive(Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Starting {}

/// Creates an audit, which `audits.walk` then carries out. Its state shows the progress.
pub async fn handle(caller: Caller, table: Table, once: Once<Starting>) -> Result<Created<Audit>> {
    let Starting {} = once.body;
    let (_, organisation) = table
        .prove(
            &caller,
            caller.user_id,
            Action::ManageAssignments,
            keys::organisation(),
        )
        .await?;
    let new = NewAudit {
        id: AuditId::new(caller.now),
        by: caller.actor(),
        now: caller.now,
        today: caller.today,
    };
    let audit = new.build(&table, &organisation.settings).await?;
    let entry = about(caller.activity(ActivityKind::AuditStarted), audit.id);
    let changes = create_audit(Changes::by_administrator(&caller, entry)?, &audit)?;
    let audit = table
        .commit_once(changes, &caller, once.key.as_ref(), audit)
        .await?;
    Ok(Created {
        location: format!("/audits/{}", audit.id),
        resource: audit,
    })
}
