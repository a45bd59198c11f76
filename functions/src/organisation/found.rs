//! Helper: founding an organization. This isn't an operation: it runs on the machine that deploys Coachwork,
//! with access to the table.

use shared::{
    domain::{
        Activity, ActivityKind, Actor, EmailOf, Error, Moment, Organisation, Result, Role, User,
        UserFields, UserId,
    },
    table::{Changes, Store, keys},
};

/// Creates an organization with its first administrator, who can create everything else through the API.
///
/// # Errors
/// `EmailTaken` when the organization exists already: there is no other error for it, since only an operator sees it.
pub async fn found(
    store: &Store,
    mut organisation: Organisation,
    administrator: UserFields,
    now: Moment,
) -> Result<User> {
    let fields = UserFields {
        role: Role::Administrator,
        ..administrator.tidied()
    };
    let user = User::new(UserId::new(now), fields, now);
    organisation.administrator_count = Some(1);
    let activity = Activity {
        user_id: Some(user.id),
        ..Activity::new(ActivityKind::UserCreated, Actor::system(), now)
    };
    let changes = Changes::by_system(activity)?
        .create(keys::organisation(), &organisation, Error::EmailTaken(None))?
        .create(
            keys::email(&user.fields.email),
            &EmailOf::new(user.id),
            Error::EmailTaken(None),
        )?
        .create(keys::profile(&user.id), &user, Error::EmailTaken(None))?
        .directory(None, &user)?;
    store.of(&organisation.id).commit(changes).await?;
    Ok(user)
}
