use shared::http::NoContent;

/// Answers, and tells nothing else.
pub async fn handle() -> NoContent {
    NoContent
}
