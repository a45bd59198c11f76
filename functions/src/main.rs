//! The Lambda bootstrap: one binary for every function, which serves the one operation that the
//! function's `Handler` names.

use functions::{
    authorize,
    feed::{self, Feed, Replay},
    operations, router, to_body,
};
use lambda_http::{
    lambda_runtime::{self, Error, LambdaEvent, service_fn},
    tower::ServiceExt,
};
use shared::{
    App,
    auth::{Authorizer, Issuers},
    domain::Clock,
    http::Seal,
    table::{Store, StreamEvent},
};
use std::{env, sync::Arc};

fn main() -> Result<(), Error> {
    tracing_subscriber::fmt().json().with_max_level(level()).without_time().init();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(serve(&env::var("_HANDLER")?))
}

/// From `RUST_LOG`: `error`, `warn`, `info`, `debug` or `trace`.
fn level() -> tracing::Level {
    env::var("RUST_LOG").ok().and_then(|level| level.parse().ok()).unwrap_or(tracing::Level::INFO)
}

async fn serve(handler: &str) -> Result<(), Error> {
    if handler == "authorizer" {
        let store = Store::from_env().map_err(failed)?;
        let authorizer = Arc::new(Authorizer::new(Issuers::from_env().map_err(failed)?, store.clone(), Clock::default()));
        tokio::join!(store.warm_up(), authorizer.warm_up());
        return lambda_runtime::run(service_fn(move |event| {
            let authorizer = authorizer.clone();
            async move { authorize(&authorizer, event).await }
        }))
        .await;
    }
    if let Some(worker) = handler.strip_prefix("feed.") {
        return serve_feed(worker).await;
    }
    let operation = operations().into_iter().find(|operation| operation.id == handler);
    let operation = operation.ok_or_else(|| format!("there is no operation {handler}"))?;
    let app = App { store: Store::from_env().map_err(failed)?, seal: Seal::from_env().map_err(failed)?, clock: Clock::default() };
    if !operation.uses.is_empty() {
        app.store.warm_up().await;
    }
    lambda_http::run(router(app, &[operation]).map_request(|request: lambda_http::Request| request.map(to_body))).await
}

/// What follows a change: `notify` takes the stream's batches, `replay` what was put aside.
async fn serve_feed(worker: &str) -> Result<(), Error> {
    let feed = Feed { store: Store::from_env().map_err(failed)?, clock: Clock::default() };
    feed.store.warm_up().await;
    match worker {
        "notify" => {
            let take = |event: LambdaEvent<StreamEvent>| async { Ok::<_, Error>(feed::notify(&feed, event.payload).await) };
            lambda_runtime::run(service_fn(take)).await
        }
        "replay" => {
            let take = |event: LambdaEvent<Replay>| async { feed::replay(&feed, event.payload).await.map_err(failed) };
            lambda_runtime::run(service_fn(take)).await
        }
        other => Err(format!("there is no feed.{other}").into()),
    }
}

fn failed(error: shared::domain::Error) -> Error {
    format!("{error:?}").into()
}
