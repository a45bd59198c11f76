//! Helper: what the operations on a person's records share.

use serde::de::DeserializeOwned;
use shared::{
    domain::{Caller, Day, Error, Part, Record, Result, Signals, UserId},
    http::{IfMatch, Paging},
    permission::Action,
    table::{Condition, Edit, Key, Order, Page, Range, Rule, Table, equals, keys, must},
};

/// A page of a person's records, newest first.
pub(crate) async fn list<R: Record>(
    caller: &Caller,
    table: &Table,
    owner: UserId,
    action: Action,
    paging: &Paging,
) -> Result<Page<R>> {
    let range = keys::records::<R>(&owner);
    list_range(
        caller,
        table,
        (owner, action),
        &range,
        Order::Descending,
        paging,
    )
    .await
}

/// A page of a range that the caller may read by the right to this action on this owner. For ranges of
/// the organization, the owner is the caller.
pub(crate) async fn list_range<T: DeserializeOwned>(
    caller: &Caller,
    table: &Table,
    (owner, action): (UserId, Action),
    range: &Range<T>,
    order: Order,
    paging: &Paging,
) -> Result<Page<T>> {
    let found = table
        .list(range, order, paging.limit, paging.after.as_deref())
        .await?;
    found.prove_only(table, caller, owner, action).await
}

/// A page of a record's parts. The record must exist, but its parts are listed even when it can't be parsed.
pub(crate) async fn list_parts<P: Part>(
    caller: &Caller,
    table: &Table,
    owner: UserId,
    of: <P::Of as Record>::Id,
    (action, order): (Action, Order),
    paging: &Paging,
) -> Result<Page<P>> {
    let range = keys::parts::<P>(&owner, of);
    let record = keys::record::<P::Of>(&owner, of);
    list_below(
        caller,
        table,
        (owner, action),
        (&record, &range),
        order,
        paging,
    )
    .await
}

/// [`list_range`], for a range below an item that must exist. It is listed even when that item can't be parsed.
pub(crate) async fn list_below<P, T: DeserializeOwned>(
    caller: &Caller,
    table: &Table,
    (owner, action): (UserId, Action),
    (parent, range): (&Key<P>, &Range<T>),
    order: Order,
    paging: &Paging,
) -> Result<Page<T>> {
    let found = table
        .list(range, order, paging.limit, paging.after.as_deref())
        .await?;
    let parent = |_: &Page<T>| parent.clone().present();
    let (page, _, ()) = found.prove(table, caller, owner, action, parent).await?;
    Ok(page)
}

/// The error of creating an item whose new id exists already, which a random id rules out.
pub(crate) fn id_taken() -> Error {
    Error::Internal("a new id was taken".to_owned())
}

/// The rules that an item exists, in a version that `If-Match` allows.
pub(crate) fn exists(if_match: &IfMatch) -> Vec<Rule> {
    let exists = must(Condition::Exists, Error::NotFound);
    std::iter::once(exists).chain(if_match.rule()).collect()
}

/// The edit of the owner's signals that makes `last` the day of a coach's last contact. It goes with
/// [`timeline_changed`].
pub(crate) fn contact(signals: &Signals, coach: UserId, last: Option<Day>) -> Edit {
    let name = Signals::of_coach(coach);
    match last {
        _ if signals.last_contact(coach) == last => Edit::default(),
        Some(day) => Edit::set(&name, day.to_string()),
        None => Edit::remove(&*name),
    }
}

/// The edit of the owner's signals that counts a change of the timeline, and the rule that nothing has changed it
/// since `signals` was read. Last contacts and latest scores are computed from the whole timeline, so of two changes
/// at the same time one has to see the other.
pub(crate) fn timeline_changed(signals: &Signals) -> (Edit, Rule) {
    let unchanged = match signals.timeline_version {
        0 => Condition::Lacks("timeline_version"),
        version => equals("timeline_version", version),
    };
    let overtaken = Error::Overtaken("the timeline was changed");
    (Edit::add("timeline_version", 1), must(unchanged, overtaken))
}
