//! The change feed: what follows from each entry of the activity log, after the change itself was committed.
//!
//! **What it guarantees.** Every entry is copied to the organization's log and sealed there, the people concerned are
//! notified, and upcoming conferences without an assignment are canceled: each at least once, and stored once. A notice
//! is written only while its recipient may know of it. An entry is sealed after everything else was done for it, so a
//! sealed entry was followed up, or is a dead letter.
//!
//! **How.** The entry is written in the transaction of its change, so no change is without one. The table's stream brings
//! it to [`notify`](notify/index.html), perhaps twice, late, or before an earlier one. Notices and copies have ids
//! derived from the entry's, so writing them again is refused as existing. The recipient's right is a condition of the
//! notice's own transaction. Seals form a hash chain: each has a hash over its entries and the seal before.
//!
//! **What happens on failure.** While the database is unavailable, the stream retries the record. A record that fails for
//! another reason is stored as a dead letter, so that it doesn't hold up those behind it. After its cause is fixed, an
//! operator replays it with [`replay`](replay/index.html).
//!
//! **What it costs.** Every organization has one head of its chain, so its batches are sealed one after another. Up to 98
//! entries go under one seal.
//!
//! **What it doesn't do.** It doesn't keep order: a notice may be stored before an earlier one. It doesn't prevent
//! tampering with the table, but [`verify`] finds it. Mails are sent by [`crate::mail`].

mod dead_letters;
mod deliver;
mod follow_up;
pub mod notify;
pub mod replay;
mod seal;
mod unsealed;
mod verify;

pub use deliver::{has_ended, notify_user, retry_or_log};
pub use verify::{Verified, everybody, verify};
