use shared::{
    domain::{ActivityKind, Caller, Error, Result, Role, User, UserFields, UserId},
    http::{Created, Once},
    table::{Changes, Edit, Table, keys},
};

pub async fn handle(caller: Caller, table: Table, once: Once<UserFields>) -> Result<Created<User>> {
    let user = User::new(UserId::new(caller.now), once.body.tidied(), caller.now);
    let mut activity = caller.activity(ActivityKind::UserCreated);
    activity.user_id = Some(user.id);
    let mut changes = Changes::by_administrator(&caller, activity)?
        .create(keys::email(&user.fields.email), &super::EmailOf { user_id: user.id }, Error::EmailTaken)?
        .create(keys::profile(&user.id), &user, Error::Internal("a new id was taken".to_owned()))?
        .directory(None, &user)?;
    if user.fields.role == Role::Administrator {
        changes = changes.edit(keys::organisation(), Edit::add("administrator_count", 1), Vec::new());
    }
    let user = table.commit_once(changes, &caller, once.key.as_ref(), user).await?;
    Ok(Created { location: format!("/users/{}", user.id), resource: user })
}
