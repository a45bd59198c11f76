//! Helper: the number of administrators, and the holder of an e-mail address.

use shared::{
    domain::{EmailHolder, EmailOf, Error, Result, User},
    table::{Changes, Edit, Key, Table, above, keys, must},
};

/// The change with the number of active administrators, one of whom must remain.
pub(super) fn count_administrators(changes: Changes, before: &User, after: &User) -> Changes {
    match (
        before.is_active_administrator(),
        after.is_active_administrator(),
    ) {
        (true, false) => {
            let another = must(
                above("administrator_count", 1_u32),
                Error::LastAdministrator,
            );
            changes.edit(
                keys::organisation(),
                Edit::add("administrator_count", -1),
                vec![another],
            )
        }
        (false, true) => changes.edit(
            keys::organisation(),
            Edit::add("administrator_count", 1),
            Vec::new(),
        ),
        _ => changes,
    }
}

/// The result, where `EmailTaken` names the user who has the address. Only administrators set addresses, so
/// they may know.
pub(super) async fn name_email_holder<T>(
    table: &Table,
    email: &Key<EmailOf>,
    result: Result<T>,
) -> Result<T> {
    let Err(Error::EmailTaken(_)) = result else {
        return result;
    };
    let holder = table.find(email).await?.to_change();
    let user = match holder {
        Some(holder) => table
            .find(&keys::profile(&holder.user_id))
            .await?
            .to_change(),
        None => None,
    };
    Err(Error::EmailTaken(user.map(|user| EmailHolder {
        name: user.name(),
        is_active: user.is_active(),
    })))
}
