use crate::{records::id_taken, users::OfUser};
use shared::{
    domain::{ActivityKind, Caller, Learning, LearningFields, Result},
    http::{Created, Once, Path},
    permission::Action,
    table::{Changes, Table, keys},
};

pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfUser>, once: Once<LearningFields>) -> Result<Created<Learning>> {
    let owner = path.user_id;
    let learning = Learning::new(once.body, &caller);
    let build =
        |ground| {
            let changes = Changes::by(&caller, ground, owner, caller.activity_on(ActivityKind::LearningAdded, owner, learning.id))?
                .create(keys::record::<Learning>(&owner, learning.id), &learning, id_taken())?;
            Ok((changes, learning.clone()))
        };
    let learning = table.commit_for(&caller, owner, Action::EditLearning, once.key.as_ref(), build).await?;
    Ok(Created { location: format!("/users/{owner}/learning/{}", learning.id), resource: learning })
}
