//! E-mail: each new notice in its own mail, or in the daily mail, or not at all, as its recipient prefers.
//!
//! **What it guarantees.** A mail has only names, kinds, days, times and a link, and for a conference its invitation; never
//! a note, nor anything of a goal or an observation. The recipient's right is checked again just before sending, so a
//! right that ended since the notice was stored sends nothing. A notice is mailed at least once.
//!
//! **How.** The stream brings each new notice to [`send`](send/index.html), which mails it or adds its recipient to those
//! who get the next daily mail. [`daily`](daily/index.html) runs every hour, and does its work where it is 6 in the
//! morning: it notifies people of check-backs, and then mails everybody who is listed. After sending, `mailed_at` is
//! stored in the notice, and a notice that has it isn't mailed again.
//!
//! **What it costs.** Two transactions for each mail besides sending it, and once a day a read of every user's signals.
//!
//! **What it doesn't do.** It may send a mail twice, when a worker is killed between sending it and storing `mailed_at`.
//! It doesn't handle bounces, and it doesn't retry a mail that can't be composed: that is logged.

mod compose;
pub mod daily;
mod page;
pub mod send;
mod words;

pub use page::escaped;

use crate::background::Tenant;
use shared::{
    domain::{Result, UserId},
    table::{Changes, Edit, keys},
};

/// Adds a user to those who get the next daily mail.
async fn add_to_daily(tenant: &Tenant, to: UserId) -> Result<()> {
    let edit = Edit::put("user_id", &to)?.and_add("count", 1);
    let changes = Changes::without_caller().edit(keys::digest(&to), edit, Vec::new());
    tenant.table.commit(changes).await
}
