//! Answers that the service runs. It reads nothing, so that anyone may call it as often as they like.

use shared::http::NoContent;

pub async fn handle() -> NoContent {
    NoContent
}
