//! Deletes a draft observation and its evidence, in batches. The first batch marks the draft, so that it can't be
//! shared with a part of its evidence. Repeating an interrupted request deletes the rest.

use super::{
    OfObservation,
    rules::{DELETING, is_own_draft},
};
use serde::Deserialize;
use shared::{
    domain::{ActivityKind, Caller, Error, EvidenceId, EvidenceLine, Result},
    http::{NoContent, Path},
    permission::Action,
    table::{Changes, Condition, Edit, Order, Table, either, equals, keys, must},
};

/// The most lines of evidence in one transaction, which takes 100 actions.
const BATCH: usize = 90;

/// A line of evidence by its sort key alone, so that lines that can't be parsed are deleted too.
#[derive(Deserialize)]
struct Line {
    sk: String,
}

impl Line {
    fn id(&self) -> Result<EvidenceId> {
        keys::parse_part::<EvidenceLine>(&self.sk).ok_or(Error::NotFound)
    }
}

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfObservation>,
) -> Result<NoContent> {
    let owner = path.user_id;
    loop {
        let range = keys::parts::<EvidenceLine>(&owner, path.observation_id).of_type::<Line>();
        let lines = table
            .list(&range, Order::Ascending, BATCH, None)
            .await?
            .to_change()
            .items;
        let count = lines.len() as u32;
        let is_last = lines.len() < BATCH;
        let kind = if is_last {
            ActivityKind::ObservationDeleted
        } else {
            ActivityKind::EvidenceDeleted
        };
        let build = |ground| {
            let mut changes = Changes::by(
                &caller,
                ground,
                owner,
                caller.activity_on(kind, owner, path.observation_id),
            )?;
            for line in &lines {
                changes = changes.delete(
                    keys::part::<EvidenceLine>(&owner, path.observation_id, line.id()?),
                    Vec::new(),
                );
            }
            let mut rules = is_own_draft(&caller);
            let changes = if is_last {
                let none = Condition::Lacks("evidence_count");
                let same = equals("evidence_count", count);
                let all = if count == 0 { either(none, same) } else { same };
                rules.push(must(all, Error::Overtaken("evidence was added")));
                changes
                    .delete(path.key(), rules)
                    .delete(path.scale(), Vec::new())
            } else {
                let edit =
                    Edit::add("evidence_count", -(BATCH as i64)).and(Edit::put(DELETING, &true)?);
                changes.edit(path.key(), edit, rules)
            };
            Ok((changes, ()))
        };
        table
            .commit_for(&caller, owner, Action::EditObservations, None, build)
            .await?;
        if is_last {
            return Ok(NoContent);
        }
    }
}
