use crate::users::EmailOf;
use shared::{
    domain::{Activity, ActivityKind, Actor, Error, Moment, Organisation, Result, Role, User, UserFields, UserId},
    table::{Changes, Store, keys},
};

/// Makes an organisation with its first administrator, who can then do the rest. No operation does
/// this: whoever deploys Coachwork does, with access to the table.
///
/// # Errors
/// `EmailTaken` when the organisation is there already.
pub async fn found(store: &Store, mut organisation: Organisation, administrator: UserFields, now: Moment) -> Result<User> {
    let fields = UserFields { role: Role::Administrator, ..administrator.tidied() };
    let user = User::new(UserId::new(now), fields, now);
    organisation.administrator_count = 1;
    let activity = Activity { user_id: Some(user.id), ..Activity::new(ActivityKind::UserCreated, Actor::system(), now) };
    let changes = Changes::by_system(activity)?
        .create(keys::organisation(), &organisation, Error::EmailTaken)?
        .create(keys::email(&user.fields.email), &EmailOf { user_id: user.id }, Error::EmailTaken)?
        .create(keys::profile(&user.id), &user, Error::EmailTaken)?
        .directory(None, &user)?;
    store.of(&organisation.id).commit(changes).await?;
    Ok(user)
}
