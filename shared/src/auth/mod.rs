//! The authorizer: it verifies the access token and finds the user that its subject is.
//!
//! The result is an identity and hints, never a right. Operations read rights from the table with each request.

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

/// The identity providers that are trusted, each for one organization, by their issuer. They come from the
/// configuration only: what a token claims selects one of these or none.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Issuers(HashMap<String, Issuer>);

/// An identity provider of an organization.
#[derive(Clone, Debug, Deserialize)]
pub struct Issuer {
    /// The organization for which its tokens are valid.
    pub organisation: OrganisationId,
    /// The audience that its tokens must have.
    pub audience: String,
    /// Where its signing keys are.
    pub jwks_uri: String,
}

impl Issuers {
    /// From `ISSUERS`: `{"https://id.example": {"organisation": …, "audience": …, "jwks_uri": …}}`.
    ///
    /// # Errors
    /// `Internal` when it is missing or malformed.
    pub fn from_env() -> Result<Self> {
        let json = std::env::var("ISSUERS")
            .map_err(|_| Error::Internal("ISSUERS is not set".to_owned()))?;
        serde_json::from_str(&json).map_err(|e| Error::Internal(format!("ISSUERS: {e}")))
    }

    /// The organizations of all issuers, each once, sorted.
    pub fn organisations(&self) -> Vec<OrganisationId> {
        let mut organisations: Vec<OrganisationId> = self
            .0
            .values()
            .map(|issuer| issuer.organisation.clone())
            .collect();
        organisations.sort_by(|a, b| a.as_str().cmp(b.as_str()));
        organisations.dedup();
        organisations
    }

    /// Adds or replaces an issuer.
    pub fn add(&mut self, issuer: &str, settings: Issuer) {
        self.0.insert(issuer.to_owned(), settings);
    }
}

/// How long a start waits for providers at most. Keys that are not there by then are fetched by the first
/// token.
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
    /// An authorizer for these issuers.
    pub fn new(issuers: Issuers, store: Store, clock: Clock) -> Self {
        Self {
            issuers,
            keys: Keys::new(store.clone()),
            seen: Seen::default(),
            store,
            clock,
        }
    }

    /// Opens the connection to the table and gets the keys while the function starts, so that the first
    /// token doesn't have to wait.
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

    /// The context that the gateway passes on for an `Authorization` header. A bad token is no error: its
    /// context has no caller.
    ///
    /// # Errors
    /// When the provider or the database can't be reached.
    pub async fn context(&self, authorization: Option<&str>) -> Result<Context> {
        let Some(token) = authorization.and_then(bearer) else {
            return Ok(Context::default());
        };
        let Some((issuer_name, issuer)) =
            token::issuer(token).and_then(|name| self.issuers.0.get_key_value(&name))
        else {
            return Ok(Context::default());
        };
        let Some(claims) =
            token::verify(token, issuer_name, issuer, &self.keys, self.clock.now()).await?
        else {
            return Ok(Context::default());
        };
        self.user_of(claims, issuer_name, &issuer.organisation)
            .await
    }

    async fn user_of(
        &self,
        claims: Claims,
        issuer: &str,
        organisation: &OrganisationId,
    ) -> Result<Context> {
        let table = self.store.of(organisation);
        match link::find_or_make(&table, issuer, &claims, &self.seen, self.clock.now()).await? {
            Some(Found { user, time_zone }) if user.is_active() => {
                Ok(known(&user, organisation, time_zone, claims.exp))
            }
            Some(_) => Ok(Context::Refused {
                refused: Refused::Inactive,
                ask: link::contact(&table).await?,
            }),
            None => Ok(Context::Refused {
                refused: Refused::Unknown,
                ask: link::contact(&table).await?,
            }),
        }
    }
}

fn known(
    user: &User,
    organisation: &OrganisationId,
    time_zone: String,
    expires_at: i64,
) -> Context {
    Context::Known {
        organisation: organisation.clone(),
        user_id: user.id,
        name: user.name(),
        role: user.fields.role,
        time_zone,
        expires_at,
    }
}

/// The token of a `Bearer` header. The scheme is case-insensitive (RFC 9110).
fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
