//! The database and the OpenID provider that all tests share.

use local::{
    engine::{create_table, store},
    openid::{OpenId, Options},
};
use std::{
    sync::{OnceLock, mpsc},
    thread,
};

pub struct Engine {
    /// The database's address.
    pub endpoint: String,
    pub openid: OpenId,
}

/// Starts both on the first call, on a separate thread, because each test's runtime ends with the test.
pub fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let (started, start) = mpsc::channel();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async move {
                let endpoint = match std::env::var("ENGINE_URL") {
                    Ok(url) => url,
                    Err(_) => local::engine::start(None).await.unwrap(),
                };
                create_table(&store(&endpoint)).await.unwrap();
                let openid = OpenId::start(Options {
                    test: true,
                    ..Options::default()
                })
                .await
                .unwrap();
                started.send(Engine { endpoint, openid }).unwrap();
                std::future::pending::<()>().await;
            });
        });
        start.recv().unwrap()
    })
}

/// Whether the engine is the embedded one, and not one given by `ENGINE_URL`.
pub fn is_embedded() -> bool {
    std::env::var_os("ENGINE_URL").is_none()
}
