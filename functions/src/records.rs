//! What the operations on a person's records share.

use shared::{
    domain::{Caller, Day, Error, Part, Record, Result, Signals, UserId},
    http::Paging,
    permission::Action,
    table::{Edit, Order, Page, Rule, Table, absent_or_below, keys, must},
};

/// A page of a person's records, newest first.
pub(crate) async fn list<R: Record>(caller: &Caller, table: &Table, owner: UserId, action: Action, paging: &Paging) -> Result<Page<R>> {
    let found = table.list(&keys::records::<R>(&owner), Order::Descending, paging.limit, paging.after.as_deref()).await?;
    found.prove_only(table, caller, owner, action).await
}

/// A page of a record's parts, and the record.
pub(crate) async fn list_parts<P: Part>(
    caller: &Caller,
    table: &Table,
    owner: UserId,
    of: <P::Of as Record>::Id,
    (action, order): (Action, Order),
    paging: &Paging,
) -> Result<(Page<P>, P::Of)> {
    let found = table.list(&keys::parts::<P>(&owner, of), order, paging.limit, paging.after.as_deref()).await?;
    let record = |_: &Page<P>| vec![keys::record::<P::Of>(&owner, of)];
    let (page, mut proof) = found.prove(table, caller, owner, action, record).await?;
    Ok((page, proof.existing(0)?))
}

/// What is wrong when a new id was there already.
pub(crate) fn id_taken() -> Error {
    Error::Internal("a new id was taken".to_owned())
}

/// The change that the owner's signals need for a coach's last contact to be on this day, as long as it
/// is still the day that was read.
pub(crate) fn contact(signals: &Signals, coach: UserId, last: Option<Day>) -> (Edit, Vec<Rule>) {
    let before = signals.contacts.get(&coach).copied();
    if before == last {
        return (Edit::default(), Vec::new());
    }
    let name = Signals::of_coach(coach);
    let edit = last.map_or_else(|| Edit::remove(&*name), |day| Edit::set(&name, day.to_string()));
    let overtaken = Error::Unavailable("another contact of the two was written at the same time".to_owned());
    // Whatever sorts behind the day that was read was written since.
    let none_since = before.map(|day| format!("{day}~")).unwrap_or_default();
    (edit, vec![must(absent_or_below(name, none_since), overtaken)])
}
