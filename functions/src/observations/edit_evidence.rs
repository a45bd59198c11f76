use super::{OfEvidence, has_components, is_own_draft, must_be_own_draft};
use shared::{
    domain::{ActivityKind, Caller, EvidenceFields, EvidenceLine, Observation, Result},
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
    let mut proof = table.prove(&caller, owner, Action::EditObservations, &[observation_key.clone(), path.key()]).await?;
    let observation: Observation = proof.existing(0)?;
    must_be_own_draft(&caller, &observation)?;
    let before: EvidenceLine = proof.existing(1)?;
    let after = before.edited(patch.apply(&before.fields)?, caller.now);
    let version = if_match.or(before.stamp.version)?;
    let mut rules = is_own_draft(&caller);
    if after.fields.component_ids != before.fields.component_ids {
        rules.extend(has_components(&after.fields.component_ids, "/component_ids"));
    }
    let activity = caller.activity_on(ActivityKind::EvidenceChanged, owner, path.observation_id);
    let changes = Changes::by(&caller, proof.ground, owner, activity)?.check(observation_key, rules).edit(
        path.key(),
        Edit::between(&before, &after)?,
        vec![version_is(version)],
    );
    table.commit(changes).await?;
    Ok(Found(after))
}
