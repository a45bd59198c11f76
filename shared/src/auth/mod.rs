//! Who makes a request: the access token verified, and its subject found among the users.
//!
//! What comes out is an identity, never a right: operations read those from the table each time.

mod jwks;
mod link;
mod signature;
mod token;

use crate::{
    domain::{Clock, Error, OrganisationId, Result, User},
    http::{Context, Refused},
    table::Store,
};
use jwks::Keys;
use link::{Found, Seen};
use serde::Deserialize;
use std::{collections::HashMap, time::Duration};
use token::Claims;

/// The providers that may vouch for users, each for one organisation. From the configuration
/// alone: what a token says of itself picks one of these or none.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Issuers(HashMap<String, Issuer>);

#[derive(Clone, Debug, Deserialize)]
pub struct Issuer {
    pub organisation: OrganisationId,
    pub audience: String,
    pub jwks_uri: String,
}

impl Issuers {
    /// From `ISSUERS`: `{"https://id.example": {"organisation": …, "audience": …, "jwks_uri": …}}`.
    pub fn from_env() -> Result<Self> {
        let json = std::env::var("ISSUERS").map_err(|_| Error::Internal("ISSUERS is not set".to_owned()))?;
        serde_json::from_str(&json).map_err(|e| Error::Internal(format!("ISSUERS: {e}")))
    }

    /// The organisations that there are issuers for, each once.
    pub fn organisations(&self) -> Vec<OrganisationId> {
        let mut organisations: Vec<OrganisationId> = self.0.values().map(|issuer| issuer.organisation.clone()).collect();
        organisations.sort_by(|a, b| a.as_str().cmp(b.as_str()));
        organisations.dedup();
        organisations
    }

    pub fn add(&mut self, issuer: &str, settings: Issuer) {
        self.0.insert(issuer.to_owned(), settings);
    }
}

/// The longest that a start waits for providers: tokens of the others fetch their keys later.
const WARM_UP: Duration = Duration::from_secs(1);

/// Verifies tokens and finds their users.
pub struct Authorizer {
    issuers: Issuers,
    keys: Keys,
    seen: Seen,
    store: Store,
    clock: Clock,
}

impl Authorizer {
    pub fn new(issuers: Issuers, store: Store, clock: Clock) -> Self {
        Self { issuers, keys: Keys::new(store.clone()), seen: Seen::default(), store, clock }
    }

    /// Opens the connection to the table and has keys at hand while the function starts, so that the first
    /// token need not wait for them.
    pub async fn warm_up(&self) {
        let now = self.clock.now();
        let prepare = async {
            for (name, issuer) in &self.issuers.0 {
                if let Err(error) = self.keys.prepare(name, issuer, now).await {
                    tracing::warn!(?error, "keys could not be fetched at start");
                }
            }
        };
        let _ = tokio::time::timeout(WARM_UP, prepare).await;
    }

    /// What the gateway passes on for an `Authorization` header.
    ///
    /// # Errors
    /// When the provider or the database can't be reached. A bad token is no error.
    pub async fn context(&self, authorization: Option<&str>) -> Result<Context> {
        let Some(token) = authorization.and_then(bearer) else { return Ok(Context::default()) };
        let Some((issuer_name, issuer)) = token::issuer(token).and_then(|name| self.issuers.0.get_key_value(&name)) else {
            return Ok(Context::default());
        };
        let Some(claims) = token::verify(token, issuer_name, issuer, &self.keys, self.clock.now()).await? else {
            return Ok(Context::default());
        };
        self.user_of(claims, issuer_name, &issuer.organisation).await
    }

    async fn user_of(&self, claims: Claims, issuer: &str, organisation: &OrganisationId) -> Result<Context> {
        let table = self.store.of(organisation);
        match link::find_or_make(&table, issuer, &claims, &self.seen, self.clock.now()).await? {
            Some(Found { user, time_zone }) if user.is_active() => Ok(known(&user, organisation, time_zone, claims.exp)),
            Some(_) => Ok(Context::Refused { refused: Refused::Inactive, ask: link::contact(&table).await? }),
            None => Ok(Context::Refused { refused: Refused::Unknown, ask: link::contact(&table).await? }),
        }
    }
}

fn known(user: &User, organisation: &OrganisationId, time_zone: String, expires_at: i64) -> Context {
    Context::Known {
        organisation: organisation.clone(),
        user_id: user.id,
        name: user.name(),
        role: user.fields.role,
        time_zone,
        expires_at,
    }
}

/// The token of a `Bearer` header; the scheme has no case (RFC 9110).
fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
