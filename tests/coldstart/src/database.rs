//! A DynamoDB engine behind TLS on loopback, which measures its own working time.

use crate::Failure;
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
    serve::Listener,
};
use dynoxide::{Database as Engine, DynoxideError};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{self, ServerConfig, pki_types::PrivateKeyDer},
    server::TlsStream,
};

/// The engine, its address, and the root certificate to trust.
#[derive(Clone)]
pub struct Database {
    pub engine: Engine,
    pub endpoint: String,
    /// The certificate authority of this run, as PEM.
    pub root: String,
    worked_ns: Arc<AtomicU64>,
    requests: Arc<AtomicU64>,
}

impl Database {
    pub async fn start() -> Result<Self, Failure> {
        let (root, tls) = certificates()?;
        let tcp = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let endpoint = format!("https://localhost:{}", tcp.local_addr()?.port());
        let database = Self {
            engine: Engine::memory()?,
            endpoint,
            root,
            worked_ns: Arc::default(),
            requests: Arc::default(),
        };
        let routes = Router::new()
            .route("/", post(answer))
            .with_state(database.clone());
        let listener = Tls {
            tcp,
            acceptor: TlsAcceptor::from(Arc::new(tls)),
        };
        tokio::spawn(async { _ = axum::serve(listener, routes).await });
        Ok(database)
    }

    /// The total time from each request being read to its answer being known.
    pub fn worked(&self) -> Duration {
        Duration::from_nanos(self.worked_ns.load(Ordering::SeqCst))
    }

    /// How many requests there have been.
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::SeqCst)
    }

    /// The answer to a request, or the error, as DynamoDB's JSON.
    fn run(&self, operation: &str, body: &[u8]) -> Result<Vec<u8>, DynoxideError> {
        let engine = &self.engine;
        match operation {
            "GetItem" => call(body, |request| engine.get_item(request)),
            "Query" => call(body, |request| engine.query(request)),
            "TransactGetItems" => call(body, |request| engine.transact_get_items(request)),
            "TransactWriteItems" => call(body, |request| engine.transact_write_items(request)),
            other => Err(DynoxideError::ValidationException(format!(
                "the benchmark doesn't support {other}"
            ))),
        }
    }
}

async fn answer(State(database): State<Database>, headers: HeaderMap, body: Bytes) -> Response {
    let begun = Instant::now();
    let target = headers
        .get("x-amz-target")
        .and_then(|target| target.to_str().ok())
        .unwrap_or_default();
    let result = database.run(target.split('.').next_back().unwrap_or_default(), &body);
    let worked = u64::try_from(begun.elapsed().as_nanos()).unwrap_or(u64::MAX);
    database.worked_ns.fetch_add(worked, Ordering::SeqCst);
    database.requests.fetch_add(1, Ordering::SeqCst);
    let (status, body) = match result {
        Ok(body) => (StatusCode::OK, body),
        Err(error) => (
            StatusCode::from_u16(error.status_code()).unwrap_or(StatusCode::BAD_REQUEST),
            error.to_json().into(),
        ),
    };
    (
        status,
        [(header::CONTENT_TYPE, "application/x-amz-json-1.0")],
        body,
    )
        .into_response()
}

/// Calls one operation of the engine with JSON.
pub fn call<Q, A>(
    body: &[u8],
    operation: impl FnOnce(Q) -> dynoxide::Result<A>,
) -> dynoxide::Result<Vec<u8>>
where
    Q: DeserializeOwned,
    A: Serialize,
{
    let request = serde_json::from_slice(body)
        .map_err(|error| DynoxideError::SerializationException(error.to_string()))?;
    let answer = operation(request)?;
    serde_json::to_vec(&answer)
        .map_err(|error| DynoxideError::InternalServerError(error.to_string()))
}

/// A listener for TLS connections. Handshakes run one after another, which is enough for one function at a time.
struct Tls {
    tcp: TcpListener,
    acceptor: TlsAcceptor,
}

impl Listener for Tls {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let (tcp, address) = Listener::accept(&mut self.tcp).await;
            _ = tcp.set_nodelay(true);
            match self.acceptor.accept(tcp).await {
                Ok(tls) => return (tls, address),
                Err(error) => eprintln!("coldstart: no TLS with {address}: {error}"),
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        Listener::local_addr(&self.tcp)
    }
}

/// The certificate of a new authority as PEM, and a server configuration with a certificate that it signed.
fn certificates() -> Result<(String, ServerConfig), Failure> {
    let mut authority = CertificateParams::new(Vec::new())?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority_key = KeyPair::generate()?;
    let root = authority.self_signed(&authority_key)?;
    let key = KeyPair::generate()?;
    let certificate = CertificateParams::new(vec!["localhost".to_owned()])?
        .signed_by(&key, &Issuer::new(authority, authority_key))?;
    let key = PrivateKeyDer::try_from(key.serialize_der())?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config =
        ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok((
        root.pem(),
        config
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)?,
    ))
}
