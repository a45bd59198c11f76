//! Helper: ends void assignments: a single write, which withdrew coach status or deactivated a user, has already
//! left them without effect. From that write on they give no rights, so ending them may take several transactions.
//! After an interruption, a repeated request ends the rest.

use crate::assignments::change::{Ending, end};
use shared::{
    domain::{Assignment, Caller, Error, Result, User},
    table::{Changes, Order, Range, Table, either, equals, keys, must},
};
use std::time::{Duration, Instant};

/// The most assignments that fit in one transaction with their history and activity.
const BATCH: usize = 15;
/// How long one request ends assignments. Then it answers that some are left, before the gateway's limit
/// of 30 s; the next request ends them, or an audit reports them.
const TIME: Duration = Duration::from_secs(20);

/// Ends all assignments of a user who lost coach status or was made inactive.
pub async fn end_void(table: &Table, caller: &Caller, user: &User, reason: &str) -> Result<()> {
    let began = Instant::now();
    for range in [keys::coachees(&user.id), keys::coaches(&user.id)] {
        if range == keys::coaches(&user.id) && user.is_active() {
            continue;
        }
        loop {
            let void = page(table, &range).await?;
            if void.is_empty() {
                break;
            }
            if began.elapsed() > TIME {
                return Err(Error::Unavailable(
                    "assignments are left to be ended".to_owned(),
                ));
            }
            match table.commit(end_page(caller, user, &void, reason)?).await {
                // The request is repeated and leaves the rest void again: it then comes after the reinstatement.
                Err(Error::Settled) => {
                    return Err(Error::Overtaken("the user was reinstated meanwhile"));
                }
                // Somebody else ended one of them, so they are read again.
                Err(Error::Overtaken(_)) => {}
                result => result?,
            }
        }
    }
    Ok(())
}

async fn page(table: &Table, range: &Range<Assignment>) -> Result<Vec<Assignment>> {
    Ok(table
        .list(range, Order::Ascending, BATCH, None)
        .await?
        .to_change()
        .items)
}

fn end_page(caller: &Caller, user: &User, void: &[Assignment], reason: &str) -> Result<Changes> {
    let is_void = must(
        either(equals("status", "inactive"), equals("coach_status", "none")),
        Error::Settled,
    );
    let mut changes = Changes::without_caller().check(keys::profile(&user.id), vec![is_void]);
    for assignment in void {
        let gone = Error::Overtaken("an assignment ended");
        let ending = Ending::new(Some(reason.to_owned()), gone);
        changes = end(changes, caller, assignment.pair(), &ending)?;
    }
    Ok(changes)
}
