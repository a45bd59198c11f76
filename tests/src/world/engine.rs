use local::{
    engine::{create_table, store},
    openid::{OpenId, Options},
};
use std::{
    sync::{OnceLock, mpsc},
    thread,
};

/// The database and the OpenID provider, started once for all tests.
pub struct Engine {
    pub endpoint: String,
    pub openid: OpenId,
}

/// Runs on a thread of its own, because each test's runtime ends with the test.
pub fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let (started, start) = mpsc::channel();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
            runtime.block_on(async move {
                let endpoint = match std::env::var("ENGINE_URL") {
                    Ok(url) => url,
                    Err(_) => local::engine::start(None).await.unwrap(),
                };
                create_table(&store(&endpoint)).await.unwrap();
                let openid = OpenId::start(Options { test: true, ..Options::default() }).await.unwrap();
                started.send(Engine { endpoint, openid }).unwrap();
                std::future::pending::<()>().await;
            });
        });
        start.recv().unwrap()
    })
}

/// Whether the engine is the embedded one, whose figures are asserted.
pub fn is_embedded() -> bool {
    std::env::var_os("ENGINE_URL").is_none()
}
