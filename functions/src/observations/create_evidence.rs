//! Adds lines of evidence to a draft observation.

use super::{
    OfObservation,
    rules::{has_components, is_not_being_deleted, is_own_draft},
};
use crate::records::id_taken;
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shared::{
    domain::{ActivityKind, Caller, EvidenceFields, EvidenceLine, MAX_EVIDENCE, MAX_LINES, Result},
    http::{Created, Once, Path, Versioned},
    permission::Action,
    table::{Changes, Edit, Table, at_most_in_all, keys},
};

/// The lines of evidence to add, in the order in which they were observed.
#[derive(Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Lines {
    #[garde(length(min = 1, max = MAX_LINES), dive)]
    #[schemars(length(min = 1, max = 25))]
    lines: Vec<EvidenceFields>,
}

/// The lines of evidence that were added.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Added {
    pub lines: Vec<EvidenceLine>,
}

/// Each line has its own version, and the list of them has none.
impl Versioned for Added {
    fn version(&self) -> u64 {
        1
    }
}

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfObservation>,
    once: Once<Lines>,
) -> Result<Created<Added>> {
    let (owner, id) = (path.user_id, path.observation_id);
    let lines = EvidenceLine::all(once.body.lines, &caller);
    let count = lines.len() as u32;
    let mut rules = is_own_draft(&caller);
    rules.push(is_not_being_deleted());
    rules.push(at_most_in_all(
        "evidence_count",
        count,
        MAX_EVIDENCE,
        (
            "lines of evidence in an observation",
            "Delete one, or go on in another observation.",
        ),
    ));
    rules.extend(has_components(
        lines.iter().flat_map(|line| &line.fields.component_ids),
        "/lines",
    )?);
    let build = |ground| {
        let mut changes = Changes::by(
            &caller,
            ground,
            owner,
            caller.activity_on(ActivityKind::EvidenceAdded, owner, id),
        )?
        .edit(
            path.key(),
            Edit::add("evidence_count", count.into()),
            rules.clone(),
        );
        for line in &lines {
            changes = changes.create(
                keys::part::<EvidenceLine>(&owner, id, line.id),
                line,
                id_taken(),
            )?;
        }
        Ok((
            changes,
            Added {
                lines: lines.clone(),
            },
        ))
    };
    let added = table
        .commit_for(
            &caller,
            owner,
            Action::EditObservations,
            once.key.as_ref(),
            build,
        )
        .await?;
    Ok(Created {
        location: format!("/users/{owner}/observations/{id}/evidence"),
        resource: added,
    })
}
