//! Helper: a walk in steps that can be interrupted anywhere and resumed by another invocation.
//!
//! **What it guarantees.** An audit's shard and a review each have one item that stores how far their walk
//! is. A step writes its results in the transaction that moves this item on, so a step is done completely
//! or not at all, and an invocation that is killed loses at most the step it was in.
//!
//! **How.** The item has a version, and each step is committed on the condition that it is still the one
//! that was read. When two invocations walk the same part, which the stream may cause, one of them gets
//! [`Error::Stale`], reads the item again, and continues from there. Before Lambda's time runs out, the walk
//! marks the item as pending; the stream filter matches that, and starts the next invocation.
//!
//! **What it costs.** One conditional write for each step, besides the step's own work.
//!
//! **What it doesn't do.** It doesn't lock: two invocations may read the same page, and one of them in vain.
//! It doesn't repeat a step that failed for another reason: the stream retries the record, and finally puts
//! it in the queue of failed records.

use shared::domain::{Error, Result};
use std::time::{Duration, Instant};

/// How long an invocation walks before it leaves the rest to the next: Lambda stops it after 15 minutes.
pub const TIME: Duration = Duration::from_secs(600);

/// A walk whose progress is stored in one item.
pub(crate) trait Walk {
    /// How often in a row another invocation may be faster before this one fails.
    const MAX_OVERTAKEN: u32;

    fn is_done(&self) -> bool;

    /// Does the next step, and stores it with the progress.
    async fn step(&mut self) -> Result<()>;

    /// Stores that the walk is pending, for the stream to resume it.
    async fn pause(&mut self) -> Result<()>;

    /// Reads the progress again, after another invocation has stored some.
    async fn reload(&mut self) -> Result<()>;
}

/// Resumes a walk until it is done or the time is up.
pub(crate) async fn resume<W: Walk>(walk: &mut W, until: Instant) -> Result<()> {
    let mut overtaken = 0;
    while !walk.is_done() {
        if Instant::now() >= until {
            return walk.pause().await;
        }
        match walk.step().await {
            Err(Error::Stale { .. }) if overtaken < W::MAX_OVERTAKEN => {
                overtaken += 1;
                walk.reload().await?;
            }
            result => {
                result?;
                overtaken = 0;
            }
        }
    }
    Ok(())
}
