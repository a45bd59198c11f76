//! Ending assignments that a single write has already made void: by coach status withdrawn, or by a
//! person made inactive. From that write on they give no authority; this clears them away, as often
//! as it is interrupted, because whatever is still there is found again.

use crate::assignments::change::{Ending, end};
use shared::{
    domain::{ActivityKind, Assignment, Caller, HistoryKind, Result, User},
    table::{Changes, Order, Range, Table, either, equals, keys, must},
};
use std::time::{Duration, Instant};

/// So many fit in one transaction with their history and activity.
const AT_ONCE: usize = 15;
/// A request ends with assignments left rather than run into the gateway's limit of 30 s; the next
/// one, or the audit, goes on.
const TIME: Duration = Duration::from_secs(20);

/// Ends all assignments of a user who lost coach status or was made inactive.
pub async fn end_void(table: &Table, caller: &Caller, user: &User, reason: &str) -> Result<()> {
    let began = Instant::now();
    for range in [keys::coachees(&user.id), keys::coaches(&user.id)] {
        if range == keys::coaches(&user.id) && user.is_active() {
            continue;
        }
        while began.elapsed() < TIME {
            let void = page(table, &range).await?;
            if void.is_empty() {
                break;
            }
            table.commit(end_page(caller, user, &void, reason)?).await?;
        }
    }
    Ok(())
}

async fn page(table: &Table, range: &Range) -> Result<Vec<Assignment>> {
    Ok(table.list(range, Order::Ascending, AT_ONCE, None).await?.to_change().items)
}

fn end_page(caller: &Caller, user: &User, void: &[Assignment], reason: &str) -> Result<Changes> {
    let is_void = must(
        either(equals("status", "inactive"), equals("coach_status", "none")),
        shared::domain::Error::Unavailable("the user was reinstated meanwhile".to_owned()),
    );
    let mut changes = Changes::without_caller().check(keys::profile(&user.id), vec![is_void]);
    for assignment in void {
        let ending = Ending { kind: HistoryKind::Ended, activity: ActivityKind::AssignmentEnded, reason: Some(reason.to_owned()) };
        changes = end(changes, caller, assignment.pair(), &ending)?;
    }
    Ok(changes)
}
