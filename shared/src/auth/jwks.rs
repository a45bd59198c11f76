//! The signing keys of identity providers: fetched when needed, and kept in memory and in the table.

use super::{Issuer, signature::RING};
use crate::{
    domain::{Error, KeptKeys, Moment, Result},
    table::{Changes, Store, keys},
};
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

/// For an unknown key id, a key set is fetched at most this often, in seconds, so that a flood of tokens
/// with invented key ids doesn't reach the provider.
const REFETCH_SECONDS: i64 = 30;
/// After how many seconds a key set is fetched again. A revoked key is accepted for this long at most,
/// unless the provider can't be reached.
const MAX_AGE_SECONDS: i64 = 10 * 60;
/// The most bytes of a key set.
const MAX_BYTES: usize = 256 * 1024;
/// How long a provider may take to send its keys.
const TIMEOUT: Duration = Duration::from_secs(3);

/// A key and the one algorithm that it is for.
#[derive(Clone)]
pub(super) struct Key {
    pub key: DecodingKey,
    pub algorithm: Algorithm,
}

/// The keys of the configured providers, fetched when needed and kept: in memory, and in the table for
/// functions that start later.
pub(super) struct Keys {
    store: Store,
    sets: Mutex<HashMap<String, KeySet>>,
    /// Made at the first fetch. Reading the system's roots takes milliseconds, which a start that finds its
    /// keys in the table saves.
    connector: OnceLock<Connector>,
}

#[derive(Default)]
struct KeySet {
    keys: HashMap<String, Key>,
    /// Seconds since 1970; none before the first fetch.
    fetched_at: Option<i64>,
}

impl Keys {
    pub fn new(store: Store) -> Self {
        // An error means that another authorizer of this process has installed it.
        _ = RING.install_default();
        Self {
            store,
            sets: Mutex::default(),
            connector: OnceLock::new(),
        }
    }

    /// Gets the issuer's keys before the first token: those that another function fetched recently,
    /// otherwise the provider's.
    pub async fn prepare(&self, name: &str, issuer: &Issuer, now: Moment) -> Result<()> {
        let mut sets = self.sets.lock().await;
        let set = sets.entry(issuer.jwks_uri.clone()).or_default();
        match self.recall(name, issuer, now).await {
            Ok(Some(recalled)) => {
                *set = recalled;
                return Ok(());
            }
            Ok(None) => {}
            Err(error) => tracing::warn!(?error, name, "keys could not be read from the table"),
        }
        self.renew(set, name, issuer, now).await
    }

    /// The issuer's key with this id. While one task fetches the keys, the others wait for it.
    pub async fn find(
        &self,
        name: &str,
        issuer: &Issuer,
        kid: &str,
        now: Moment,
    ) -> Result<Option<Key>> {
        let mut sets = self.sets.lock().await;
        let set = sets.entry(issuer.jwks_uri.clone()).or_default();
        let is_due = set.fetched_at.is_none_or(|at| {
            let most = if set.keys.contains_key(kid) {
                MAX_AGE_SECONDS
            } else {
                REFETCH_SECONDS
            };
            now.as_second() - at > most
        });
        if is_due {
            self.renew(set, name, issuer, now).await?;
        }
        Ok(set.keys.get(kid).cloned())
    }

    /// Fetches the key set. If the caller stops waiting, the set is left as it was.
    async fn renew(
        &self,
        set: &mut KeySet,
        name: &str,
        issuer: &Issuer,
        now: Moment,
    ) -> Result<()> {
        match self.fetch(&issuer.jwks_uri).await {
            Ok(keys) => {
                *set = KeySet {
                    keys: usable(&keys),
                    fetched_at: Some(now.as_second()),
                };
                if let Err(error) = self.keep(&keys, name, issuer, now).await {
                    tracing::warn!(?error, name, "keys could not be kept in the table");
                }
            }
            Err(error) if set.fetched_at.is_none() => return Err(error),
            // The known keys remain valid while the provider can't be reached.
            Err(error) => {
                tracing::warn!(?error, name, "keys could not be fetched");
                set.fetched_at = Some(now.as_second());
            }
        }
        Ok(())
    }

    /// The keys that another function fetched and stored, unless they are too old.
    async fn recall(&self, name: &str, issuer: &Issuer, now: Moment) -> Result<Option<KeySet>> {
        let table = self.store.of(&issuer.organisation);
        let Some(kept) = table.get(&keys::signing_keys(name)).await? else {
            return Ok(None);
        };
        let is_young = (0..=MAX_AGE_SECONDS).contains(&(now.as_second() - kept.fetched_at));
        if !is_young || kept.jwks_uri != issuer.jwks_uri {
            return Ok(None);
        }
        let keys = serde_json::from_str(&kept.keys)
            .map_err(|e| Error::Internal(format!("the keys of {name}: {e}")))?;
        Ok(Some(KeySet {
            keys: usable(&keys),
            fetched_at: Some(kept.fetched_at),
        }))
    }

    async fn keep(&self, keys: &JwkSet, name: &str, issuer: &Issuer, now: Moment) -> Result<()> {
        let keys = serde_json::to_string(keys).map_err(|e| Error::Internal(e.to_string()))?;
        let kept = KeptKeys {
            keys,
            jwks_uri: issuer.jwks_uri.clone(),
            fetched_at: now.as_second(),
        };
        let changes = Changes::without_caller().set(keys::signing_keys(name), &kept)?;
        self.store.of(&issuer.organisation).commit(changes).await
    }

    async fn fetch(&self, uri: &str) -> Result<JwkSet> {
        let failed = |what: String| Error::Unavailable(format!("{uri}: {what}"));
        let request = HttpRequest::get(uri).map_err(|e| failed(e.to_string()))?;
        let answer = async {
            let response = self
                .connector()
                .call(request)
                .await
                .map_err(|e| failed(format!("{e:?}")))?;
            if !response.status().is_success() {
                return Err(failed(format!("status {}", response.status().as_u16())));
            }
            Limited::new(response.into_body(), MAX_BYTES)
                .collect()
                .await
                .map_err(|e| failed(e.to_string()))
        };
        let body = tokio::time::timeout(TIMEOUT, answer)
            .await
            .map_err(|_| failed("no answer in time".to_owned()))??;
        let set: serde_json::Value =
            serde_json::from_slice(&body.to_bytes()).map_err(|e| failed(e.to_string()))?;
        Ok(known_keys(&set))
    }

    fn connector(&self) -> &Connector {
        self.connector.get_or_init(|| {
            let roots = TlsContext::builder()
                .with_trust_store(TrustStore::default())
                .build()
                .unwrap_or_default();
            Connector::builder()
                .tls_provider(Provider::Rustls(CryptoMode::Ring))
                .tls_context(roots)
                .build()
        })
    }
}

/// The keys of a provider's set that can be parsed. One that can't doesn't spoil the others.
fn known_keys(set: &serde_json::Value) -> JwkSet {
    let keys = set["keys"].as_array().into_iter().flatten();
    JwkSet {
        keys: keys
            .filter_map(|key| serde_json::from_value::<Jwk>(key.clone()).ok())
            .collect(),
    }
}

/// Those of them with a supported algorithm, by their ids.
fn usable(set: &JwkSet) -> HashMap<String, Key> {
    set.keys
        .iter()
        .filter_map(|jwk| Some((jwk.common.key_id.clone()?, key(jwk)?)))
        .collect()
}

/// RS256, ES256 or EdDSA, decided by the kind of key and never by a token.
fn key(jwk: &Jwk) -> Option<Key> {
    if !matches!(
        jwk.common.public_key_use,
        None | Some(PublicKeyUse::Signature)
    ) {
        return None;
    }
    let (algorithm, name) = match &jwk.algorithm {
        AlgorithmParameters::RSA(_) => (Algorithm::RS256, KeyAlgorithm::RS256),
        AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => {
            (Algorithm::ES256, KeyAlgorithm::ES256)
        }
        AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => {
            (Algorithm::EdDSA, KeyAlgorithm::EdDSA)
        }
        _ => return None,
    };
    if jwk.common.key_algorithm.is_some_and(|a| a != name) {
        return None;
    }
    Some(Key {
        key: DecodingKey::from_jwk(jwk).ok()?,
        algorithm,
    })
}
