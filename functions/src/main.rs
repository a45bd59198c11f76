//! The Lambda bootstrap: one binary for every function, which serves the operation or the worker that the function's
//! `Handler` names.

use functions::{AUTHORIZER, Background, WORKERS, authorize, operations, router, run, to_body};
use lambda_http::{
    lambda_runtime::{self, Error, LambdaEvent, service_fn},
    tower::ServiceExt,
};
use serde_json::Value;
use shared::{
    App,
    auth::{Authorizer, Issuers},
    domain::Clock,
    http::Seal,
    operation::Worker,
    table::Store,
};
use std::{env, sync::Arc};

fn main() -> Result<(), Error> {
    tracing_subscriber::fmt()
        .json()
        .with_max_level(level())
        .without_time()
        .init();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(serve(&env::var("_HANDLER")?))
}

/// The log level from `RUST_LOG`: `error`, `warn` or `info`, which is the default. A release build doesn't contain `debug`
/// and `trace` (see `tracing` in Cargo.toml).
fn level() -> tracing::Level {
    env::var("RUST_LOG")
        .ok()
        .and_then(|level| level.parse().ok())
        .unwrap_or(tracing::Level::INFO)
}

async fn serve(handler: &str) -> Result<(), Error> {
    if handler == AUTHORIZER.id {
        let store = Store::from_env().map_err(failed)?;
        let authorizer = Arc::new(Authorizer::new(
            Issuers::from_env().map_err(failed)?,
            store,
            Clock::default(),
        ));
        authorizer.warm_up().await;
        return lambda_runtime::run(service_fn(move |event| {
            let authorizer = authorizer.clone();
            async move { authorize(&authorizer, event).await }
        }))
        .await;
    }
    if let Some(worker) = WORKERS.iter().find(|worker| worker.id == handler) {
        return serve_worker(worker).await;
    }
    let operation = operations()
        .into_iter()
        .find(|operation| operation.id == handler);
    let operation = operation.ok_or_else(|| format!("there is no operation {handler}"))?;
    let app = App {
        store: Store::from_env().map_err(failed)?,
        seal: Seal::from_env().map_err(failed)?,
        clock: Clock::default(),
    };
    if !operation.uses.is_empty() {
        app.store.warm_up().await;
    }
    lambda_http::run(
        router(app, &[operation]).map_request(|request: lambda_http::Request| request.map(to_body)),
    )
    .await
}

/// Runs a worker on each event.
async fn serve_worker(worker: &Worker) -> Result<(), Error> {
    let background = &Background::from_env(worker).map_err(failed)?;
    background.store.warm_up().await;
    lambda_runtime::run(service_fn(|event: LambdaEvent<Value>| async {
        run(worker, background, event.payload).await.map_err(failed)
    }))
    .await
}

fn failed(error: shared::domain::Error) -> Error {
    format!("{error:?}").into()
}
