//! Lists the caller's notifications, newest first.

use super::{relations, relations_wanted};
use schemars::JsonSchema;
use serde::Serialize;
use shared::{
    domain::{Caller, Notice, Result, UserId},
    http::{Listed, Paging, Shown},
    permission::{Action, judge},
    table::{Order, Page, Table, keys},
};
use std::collections::BTreeSet;

/// The most notices of a page. Each may be about another person, whose profile and assignment to the
/// caller are read in the transaction of the proof.
const MAX_NOTICES: usize = 48;

/// A page of the caller's notifications, newest first. Those about people to whom the caller no longer has
/// the right are left out.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Notices {
    #[serde(flatten)]
    pub page: Listed<Notice>,
    /// How many of the newest 48 are unread. Only on the first page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unread: Option<usize>,
}

pub async fn handle(caller: Caller, table: Table, paging: Paging) -> Result<Shown<Notices>> {
    let me = caller.user_id;
    let is_first = paging.after.is_none();
    let wanted = paging.limit.min(MAX_NOTICES);
    let read = if is_first { MAX_NOTICES } else { wanted };
    let found = table
        .list(
            &keys::notices(&me),
            Order::Descending,
            read,
            paging.after.as_deref(),
        )
        .await?;
    let about = |page: &Page<Notice>| relations_wanted(me, &others(&page.items, me));
    let (mut page, proof, people) = found
        .prove(&table, &caller, me, Action::ReadProfile, about)
        .await?;
    let others = others(&page.items, me);
    let relations = relations(caller.today, &proof.owner, &others, people);
    let may_see = |notice: &Notice| match other_owner(notice, me) {
        Some(owner) => relations.get(&owner).is_some_and(|(relation, is_active)| {
            judge(*relation, *is_active, notice.kind.needs()).is_ok()
        }),
        None => true,
    };
    let unread = is_first.then(|| {
        page.items
            .iter()
            .filter(|notice| notice.read_at.is_none() && may_see(notice))
            .count()
    });
    if page.items.len() > wanted {
        page.items.truncate(wanted);
        page.next = page.items.last().map(|last| keys::notice_sort(&last.id));
    }
    page.items.retain(may_see);
    Ok(Shown(Notices {
        page: paging.answer(page)?,
        unread,
    }))
}

/// The owner of the records that a notice is about; none when that is its recipient.
fn other_owner(notice: &Notice, me: UserId) -> Option<UserId> {
    Some(notice.owner(me)).filter(|owner| *owner != me)
}

fn others(notices: &[Notice], me: UserId) -> BTreeSet<UserId> {
    notices
        .iter()
        .filter_map(|notice| other_owner(notice, me))
        .collect()
}
