use schemars::JsonSchema;
use serde::Serialize;
use shared::{
    domain::{Assignment, Caller, Day, Notice, Result, User, UserId},
    http::{Listed, Paging, Shown},
    permission::{Action, Relation, judge},
    table::{Item, Order, Table, from_item, keys},
};
use std::collections::{BTreeSet, HashMap};

/// The most notices of a page: with each may come another person, whose profile and assignment to the
/// caller are read in one transaction.
const MOST: usize = 48;

/// A page of what the caller was told, newest first. What is about somebody over whom the caller's
/// right has ended since is left out.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Notices {
    #[serde(flatten)]
    pub page: Listed<Notice>,
    /// How many of the newest 48 have not been read. On the first page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unread: Option<usize>,
}

pub async fn handle(caller: Caller, table: Table, paging: Paging) -> Result<Shown<Notices>> {
    let is_first = paging.after.is_none();
    let wanted = paging.limit.min(MOST);
    let read = if is_first { MOST } else { wanted };
    let found = table.list::<Notice>(&keys::notices(&caller.user_id), Order::Descending, read, paging.after.as_deref()).await?;
    let about = |page: &shared::table::Page<Notice>| others(&page.items, caller.user_id).iter().flat_map(standing(&caller)).collect();
    let (mut page, proof) = found.prove(&table, &caller, caller.user_id, Action::ReadProfile, about).await?;
    let known = known(caller.today, &proof.owner, &others(&page.items, caller.user_id), proof.also.into_iter())?;
    let may_see = |notice: &Notice| match whose(notice, caller.user_id) {
        Some(owner) => known.get(&owner).is_some_and(|(relation, is_active)| judge(*relation, *is_active, notice.kind.needs()).is_ok()),
        None => true,
    };
    let unread = is_first.then(|| page.items.iter().filter(|notice| notice.read_at.is_none() && may_see(notice)).count());
    if page.items.len() > wanted {
        page.items.truncate(wanted);
        page.next = page.items.last().map(|last| keys::notice_sort(&last.id));
    }
    page.items.retain(may_see);
    Ok(Shown(Notices { page: paging.answer(page)?, unread }))
}

/// Whose records a notice is about, when they are not the caller's own.
fn whose(notice: &Notice, caller: UserId) -> Option<UserId> {
    Some(notice.owner(caller)).filter(|owner| *owner != caller)
}

fn others(notices: &[Notice], caller: UserId) -> BTreeSet<UserId> {
    notices.iter().filter_map(|notice| whose(notice, caller)).collect()
}

fn standing(caller: &Caller) -> impl Fn(&UserId) -> [keys::Key; 2] {
    let me = caller.user_id;
    move |owner| [keys::profile(owner), keys::coach_of(owner, &me)]
}

/// How somebody stands to each of these people, and whether they are active; by profile and assignment of
/// each.
pub fn known(
    today: Day,
    me: &User,
    others: &BTreeSet<UserId>,
    mut items: impl Iterator<Item = Option<Item>>,
) -> Result<HashMap<UserId, (Relation, bool)>> {
    let mut known = HashMap::new();
    for id in others {
        let owner = items.next().flatten().map(from_item::<User>).transpose()?;
        let assignment = items.next().flatten().map(from_item::<Assignment>).transpose()?;
        if let Some(owner) = owner {
            known.insert(*id, (Relation::of(me, &owner, assignment.as_ref(), today), owner.is_active()));
        }
    }
    Ok(known)
}
