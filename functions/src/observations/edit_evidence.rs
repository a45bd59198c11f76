//! Edits a line of evidence in a draft observation. That the observation still is a draft is checked
//! before the line's version, so a shared observation is refused as shared.

use super::{
    OfEvidence,
    rules::{has_components, is_not_being_deleted, is_own_draft, must_be_own_draft},
};
use shared::{
    domain::{ActivityKind, Caller, Error, EvidenceFields, EvidenceLine, Result},
    http::{Found, IfMatch, MergePatch, Path},
    permission::Action,
    table::{Changes, Edit, Table, version_is},
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfEvidence>,
    if_match: IfMatch,
    patch: MergePatch<EvidenceFields>,
) -> Result<Found<EvidenceLine>> {
    let owner = path.user_id;
    let observation_key = path.observation().key();
    let wanted = (&observation_key, path.key().raw());
    let (proof, (observation, line)) = table
        .prove(&caller, owner, Action::EditObservations, wanted)
        .await?;
    must_be_own_draft(&caller, &observation)?;
    let mut before = line.ok_or(Error::NotFound)?.parse()?;
    let mut after = before.edited(patch.apply(&before.fields)?, caller.now);
    let version = if_match.or(before.stamp.version)?;
    let mut rules = is_own_draft(&caller);
    rules.push(is_not_being_deleted());
    if after.fields.component_ids != before.fields.component_ids {
        rules.extend(has_components(
            &after.fields.component_ids,
            "/component_ids",
        )?);
    }
    let activity = caller.activity_on(ActivityKind::EvidenceChanged, owner, path.observation_id);
    let Some(activity) = activity.of_edit(&before.fields, &after.fields)? else {
        before.keep_tags_of(&observation);
        return Ok(Found(before));
    };
    let changes = Changes::by(&caller, proof.ground, owner, activity)?
        .check(observation_key, rules)
        .edit(
            path.key(),
            Edit::between_texts(&before, &after)?,
            vec![version_is(version)],
        );
    table.commit(changes).await?;
    after.keep_tags_of(&observation);
    Ok(Found(after))
}
