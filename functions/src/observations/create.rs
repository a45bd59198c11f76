use crate::{records::id_taken, rubrics, users::OfUser};
use shared::{
    domain::{ActivityKind, Caller, Observation, ObservationFields, Result},
    http::{Created, Once, Path},
    permission::Action,
    table::{Changes, Table, keys},
};

pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfUser>, once: Once<ObservationFields>) -> Result<Created<Observation>> {
    let owner = path.user_id;
    let rubric = rubrics::named(&table, &caller, once.body.rubric_id).await?;
    let observation = Observation::new(once.body, rubric.as_ref(), &caller)?;
    let build = |ground| {
        let activity = caller.activity_on(ActivityKind::ObservationBegun, owner, observation.id);
        let mut changes = Changes::by(&caller, ground, owner, activity)?.create(
            keys::record::<Observation>(&owner, observation.id),
            &observation,
            id_taken(),
        )?;
        if let Some(rubric) = &rubric {
            changes = changes.create(keys::scale(&owner, observation.id), rubric, id_taken())?;
        }
        Ok((changes, observation.clone()))
    };
    let observation = table.commit_for(&caller, owner, Action::EditObservations, once.key.as_ref(), build).await?;
    Ok(Created { location: format!("/users/{owner}/observations/{}", observation.id), resource: observation })
}
