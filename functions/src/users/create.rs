//! Creates a user, whose e-mail address must be new in the organization.

use super::support::name_email_holder;
use crate::records::id_taken;
use shared::{
    domain::{ActivityKind, Caller, EmailOf, Error, Result, Role, User, UserFields, UserId},
    http::{Created, Once},
    table::{Changes, Edit, Table, keys},
};

pub async fn handle(caller: Caller, table: Table, once: Once<UserFields>) -> Result<Created<User>> {
    let user = User::new(UserId::new(caller.now), once.body.tidied(), caller.now);
    let mut activity = caller.activity(ActivityKind::UserCreated);
    activity.user_id = Some(user.id);
    let mut changes = Changes::by_administrator(&caller, activity)?
        .create(
            keys::email(&user.fields.email),
            &EmailOf::new(user.id),
            Error::EmailTaken(None),
        )?
        .create(keys::profile(&user.id), &user, id_taken())?
        .directory(None, &user)?;
    if user.fields.role == Role::Administrator {
        changes = changes.edit(
            keys::organisation(),
            Edit::add("administrator_count", 1),
            Vec::new(),
        );
    }
    let email = keys::email(&user.fields.email);
    let created = table
        .commit_once(changes, &caller, once.key.as_ref(), user)
        .await;
    let user = name_email_holder(&table, &email, created).await?;
    Ok(Created {
        location: format!("/users/{}", user.id),
        resource: user,
    })
}
