//! Creates an observation as a draft, with a copy of the rubric version that it is scored against.

use crate::{records::id_taken, rubrics, users::OfUser};
use shared::{
    domain::{ActivityKind, Caller, Observation, ObservationFields, Result, UserId},
    http::{Created, Once, Path},
    permission::Action,
    table::{Changes, Idempotent, Table, keys},
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfUser>,
    once: Once<ObservationFields>,
) -> Result<Created<Observation>> {
    let owner = path.user_id;
    let key = once.key.as_ref();
    let created = create(&caller, &table, owner, once.body, key).await;
    let right = (owner, Action::EditObservations);
    let observation = table.or_answered(&caller, right, key, created).await?;
    Ok(Created {
        location: format!("/users/{owner}/observations/{}", observation.id),
        resource: observation,
    })
}

async fn create(
    caller: &Caller,
    table: &Table,
    owner: UserId,
    fields: ObservationFields,
    once: Option<&Idempotent>,
) -> Result<Observation> {
    let rubric = rubrics::find(table, caller, fields.rubric_id).await?;
    let observation = Observation::new(fields, rubric.as_ref(), caller)?;
    let build = |ground| {
        let activity = caller.activity_on(ActivityKind::ObservationBegun, owner, observation.id);
        let mut changes = Changes::by(caller, ground, owner, activity)?.create(
            keys::record::<Observation>(&owner, observation.id),
            &observation,
            id_taken(),
        )?;
        if let Some(rubric) = &rubric {
            changes = changes.create(keys::scale(&owner, observation.id), rubric, id_taken())?;
        }
        Ok((changes, observation.clone()))
    };
    table
        .commit_for(caller, owner, Action::EditObservations, once, build)
        .await
}
