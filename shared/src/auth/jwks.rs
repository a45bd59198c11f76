use super::signature::RING;
use crate::domain::{Error, Moment, Result};
use aws_smithy_http_client::{
    Connector,
    tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::client::{http::HttpConnector, orchestrator::HttpRequest};
use http_body_util::{BodyExt, Limited};
use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, KeyAlgorithm, PublicKeyUse},
};
use std::{collections::HashMap, sync::OnceLock, time::Duration};
use tokio::sync::Mutex;

/// A key set is fetched at most this often for keys it doesn't have, in seconds. So a flood of
/// tokens with made-up key ids is no flood at the provider.
const REFETCH_SECONDS: i64 = 30;
/// How old a key set may be before it is fetched again, in seconds: how long a withdrawn key holds.
const MAX_AGE_SECONDS: i64 = 10 * 60;
const MAX_BYTES: usize = 256 * 1024;
const TIMEOUT: Duration = Duration::from_secs(3);

/// A key and the one algorithm that it is for.
#[derive(Clone)]
pub(super) struct Key {
    pub key: DecodingKey,
    pub algorithm: Algorithm,
}

/// The keys of the configured providers, fetched when needed and kept.
pub(super) struct Keys {
    sets: Mutex<HashMap<String, KeySet>>,
    /// Made at the first fetch: reading the system's roots takes milliseconds that a start with
    /// no token to verify need not spend.
    connector: OnceLock<Connector>,
}

#[derive(Default)]
struct KeySet {
    keys: HashMap<String, Key>,
    fetched_at: Option<i64>,
}

impl Keys {
    pub fn new() -> Self {
        // Another authorizer of this process has installed the same.
        _ = RING.install_default();
        Self { sets: Mutex::default(), connector: OnceLock::new() }
    }

    /// The key with this id of the provider's set. While one task fetches, the others wait for it.
    pub async fn find(&self, uri: &str, kid: &str, now: Moment) -> Result<Option<Key>> {
        let mut sets = self.sets.lock().await;
        let set = sets.entry(uri.to_owned()).or_default();
        let age = set.fetched_at.map(|at| now.as_second() - at);
        let known = set.keys.get(kid).cloned();
        let due = match (&known, age) {
            (_, None) => true,
            (Some(_), Some(age)) => age > MAX_AGE_SECONDS,
            (None, Some(age)) => age > REFETCH_SECONDS,
        };
        if !due {
            return Ok(known);
        }
        let last = set.fetched_at.replace(now.as_second());
        match self.fetch(uri).await {
            Ok(keys) => set.keys = keys,
            // What is known holds on while the provider can't be reached.
            Err(error) if last.is_some() => tracing::warn!(?error, uri, "keys could not be fetched"),
            Err(error) => {
                set.fetched_at = None;
                return Err(error);
            }
        }
        Ok(set.keys.get(kid).cloned())
    }

    async fn fetch(&self, uri: &str) -> Result<HashMap<String, Key>> {
        let failed = |what: String| Error::Unavailable(format!("{uri}: {what}"));
        let request = HttpRequest::get(uri).map_err(|e| failed(e.to_string()))?;
        let answer = async {
            let response = self.connector().call(request).await.map_err(|e| failed(format!("{e:?}")))?;
            if !response.status().is_success() {
                return Err(failed(format!("status {}", response.status().as_u16())));
            }
            Limited::new(response.into_body(), MAX_BYTES).collect().await.map_err(|e| failed(e.to_string()))
        };
        let body = tokio::time::timeout(TIMEOUT, answer).await.map_err(|_| failed("no answer in time".to_owned()))??;
        let set: serde_json::Value = serde_json::from_slice(&body.to_bytes()).map_err(|e| failed(e.to_string()))?;
        Ok(usable_keys(&set))
    }

    fn connector(&self) -> &Connector {
        self.connector.get_or_init(|| {
            let roots = TlsContext::builder().with_trust_store(TrustStore::default()).build().unwrap_or_default();
            Connector::builder().tls_provider(Provider::Rustls(CryptoMode::Ring)).tls_context(roots).build()
        })
    }
}

/// The keys of a set that we can use; one that we can't doesn't spoil the others.
fn usable_keys(set: &serde_json::Value) -> HashMap<String, Key> {
    let keys = set["keys"].as_array().into_iter().flatten();
    let keys = keys.filter_map(|key| serde_json::from_value::<Jwk>(key.clone()).ok());
    let keys = JwkSet { keys: keys.collect() }.keys;
    keys.iter().filter_map(|jwk| Some((jwk.common.key_id.clone()?, usable(jwk)?))).collect()
}

/// RS256, ES256 or EdDSA, by what kind of key it is and not by what a token says.
fn usable(jwk: &Jwk) -> Option<Key> {
    if !matches!(jwk.common.public_key_use, None | Some(PublicKeyUse::Signature)) {
        return None;
    }
    let (algorithm, name) = match &jwk.algorithm {
        AlgorithmParameters::RSA(_) => (Algorithm::RS256, KeyAlgorithm::RS256),
        AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => (Algorithm::ES256, KeyAlgorithm::ES256),
        AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => (Algorithm::EdDSA, KeyAlgorithm::EdDSA),
        _ => return None,
    };
    if jwk.common.key_algorithm.is_some_and(|a| a != name) {
        return None;
    }
    Some(Key { key: DecodingKey::from_jwk(jwk).ok()?, algorithm })
}
