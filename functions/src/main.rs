//! The Lambda bootstrap: one binary for every function, which serves the one operation that the
//! function's `Handler` names.

use functions::{
    WORKERS,
    audits::{self, due::Scheduled},
    authorize,
    feed::{self, Feed},
    mail::{self, Post},
    operations, reviews, router, to_body,
};
use lambda_http::{
    lambda_runtime::{self, Error, LambdaEvent, service_fn},
    tower::ServiceExt,
};
use serde::{Serialize, de::DeserializeOwned};
use shared::{
    App,
    auth::{Authorizer, Issuers},
    domain::Clock,
    http::Seal,
    mail::Mailer,
    table::Store,
};
use std::{env, sync::Arc};

fn main() -> Result<(), Error> {
    tracing_subscriber::fmt().json().with_max_level(level()).without_time().init();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(serve(&env::var("_HANDLER")?))
}

/// From `RUST_LOG`: `error`, `warn` or `info`; `debug` and `trace` are no part of a release build (see
/// `tracing` in Cargo.toml).
fn level() -> tracing::Level {
    env::var("RUST_LOG").ok().and_then(|level| level.parse().ok()).unwrap_or(tracing::Level::INFO)
}

async fn serve(handler: &str) -> Result<(), Error> {
    if handler == "authorizer" {
        let store = Store::from_env().map_err(failed)?;
        let authorizer = Arc::new(Authorizer::new(Issuers::from_env().map_err(failed)?, store, Clock::default()));
        authorizer.warm_up().await;
        return lambda_runtime::run(service_fn(move |event| {
            let authorizer = authorizer.clone();
            async move { authorize(&authorizer, event).await }
        }))
        .await;
    }
    if WORKERS.contains(&handler) {
        return serve_worker(handler).await;
    }
    let operation = operations().into_iter().find(|operation| operation.id == handler);
    let operation = operation.ok_or_else(|| format!("there is no operation {handler}"))?;
    let app = App { store: Store::from_env().map_err(failed)?, seal: Seal::from_env().map_err(failed)?, clock: Clock::default() };
    if !operation.uses.is_empty() {
        app.store.warm_up().await;
    }
    lambda_http::run(router(app, &[operation]).map_request(|request: lambda_http::Request| request.map(to_body))).await
}

/// What is asked by no client: by the table's stream, the schedule, or by hand.
async fn serve_worker(handler: &str) -> Result<(), Error> {
    let feed = &Feed { store: Store::from_env().map_err(failed)?, clock: Clock::default() };
    feed.store.warm_up().await;
    match handler {
        "feed.notify" => run(|event| async { Ok(feed::notify(feed, event).await) }).await,
        "feed.replay" => run(|event| async { feed::replay(feed, event).await.map_err(failed) }).await,
        "audits.walk" => run(|event| async { Ok(audits::walk::handle(feed, event).await) }).await,
        "reviews.walk" => run(|event| async { Ok(reviews::walk::handle(feed, event).await) }).await,
        "audits.due" => {
            let organisations = &Issuers::from_env().map_err(failed)?.organisations();
            run(|Scheduled {}| async { audits::due::due(feed, organisations).await.map_err(failed) }).await
        }
        "mail.send" => {
            let post = &Post { feed: feed.clone(), mailer: Mailer::from_env().map_err(failed)? };
            run(|event| async { Ok(mail::handle(post, event).await) }).await
        }
        "mail.daily" => {
            let post = &Post { feed: feed.clone(), mailer: Mailer::from_env().map_err(failed)? };
            let organisations = &Issuers::from_env().map_err(failed)?.organisations();
            run(|Scheduled {}| async { mail::daily::daily(post, organisations).await.map_err(failed) }).await
        }
        "reviews.due" => {
            let organisations = &Issuers::from_env().map_err(failed)?.organisations();
            run(|Scheduled {}| async { reviews::due::due(feed, organisations).await.map_err(failed) }).await
        }
        other => Err(format!("there is no {other}").into()),
    }
}

async fn run<E, A, F>(take: impl Fn(E) -> F) -> Result<(), Error>
where
    E: DeserializeOwned,
    A: Serialize,
    F: Future<Output = Result<A, Error>>,
{
    lambda_runtime::run(service_fn(|event: LambdaEvent<E>| take(event.payload))).await
}

fn failed(error: shared::domain::Error) -> Error {
    format!("{error:?}").into()
}
