//! How long to wait before trying again.

use std::time::Duration;

/// Waits a random time whose upper limit doubles with each attempt, up to 320 ms, so that two requests that
/// conflicted don't conflict again.
pub async fn back_off(attempt: u32) {
    let most = 10_u64 << attempt.min(5);
    tokio::time::sleep(Duration::from_millis(fastrand::u64(1..=most))).await;
}
