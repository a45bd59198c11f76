//! The caller of a request, from the context that the authorizer passed on.

use super::{App, Describe, Description};
use crate::{
    domain::{Caller, Error, Moment, OrganisationId, Role, UserId},
    table::Table,
};
use axum::extract::FromRequestParts;
use http::request::Parts;
use lambda_http::request::RequestContext;
use serde::{Deserialize, Serialize, de::value::MapDeserializer};

/// What the authorizer passes on with a request: the caller, or why there is none.
///
/// A request with a bad token reaches the operation marked as refused, because only the operation can
/// answer with a problem document. A request without this context has no caller.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Context {
    /// A user who has signed in.
    Known {
        /// The organization of the token's issuer.
        organisation: OrganisationId,
        /// The user linked to the token's subject.
        user_id: UserId,
        /// The user's name.
        name: String,
        /// The user's role, as a hint.
        role: Role,
        /// The organization's time zone.
        time_zone: String,
        /// Seconds since 1970 at which the token expires; the gateway may cache this context for longer.
        expires_at: i64,
    },
    /// No caller.
    Refused {
        /// Why.
        refused: Refused,
        /// Whom to ask for help, if known.
        ask: String,
    },
}

/// No caller.
impl Default for Context {
    fn default() -> Self {
        Self::Refused {
            refused: Refused::Token,
            ask: String::new(),
        }
    }
}

/// Why a request has no caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refused {
    /// The token is missing, invalid or expired.
    Token,
    /// The token is valid, and its subject is no user.
    Unknown,
    /// The token's user is inactive.
    Inactive,
}

impl FromRequestParts<App> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        // Most operations extract the caller twice: as an argument, and to get the table.
        if let Some(caller) = parts.extensions.get::<Self>() {
            return Ok(caller.clone());
        }
        let caller = caller(parts, app.clock.now())?;
        parts.extensions.insert(caller.clone());
        Ok(caller)
    }
}

fn caller(parts: &Parts, now: Moment) -> Result<Caller, Error> {
    let Some(RequestContext::ApiGatewayV2(gateway)) = parts.extensions.get::<RequestContext>()
    else {
        return Err(Error::Unauthenticated);
    };
    let fields = gateway
        .authorizer
        .as_ref()
        .map(|a| &a.fields)
        .ok_or(Error::Unauthenticated)?;
    let fields = fields.iter().map(|(name, value)| (name.as_str(), value));
    let context: Result<Context, serde_json::Error> =
        Context::deserialize(MapDeserializer::new(fields));
    match context.map_err(|_| Error::Unauthenticated)? {
        Context::Refused {
            refused: Refused::Token,
            ..
        } => Err(Error::Unauthenticated),
        Context::Refused {
            refused: Refused::Unknown,
            ask,
        } => Err(Error::NotAUser { ask }),
        Context::Refused {
            refused: Refused::Inactive,
            ask,
        } => Err(Error::InactiveCaller { ask: Some(ask) }),
        Context::Known { expires_at, .. } if expires_at <= now.as_second() => {
            Err(Error::Unauthenticated)
        }
        Context::Known {
            organisation,
            user_id,
            name,
            role,
            time_zone,
            ..
        } => Ok(Caller {
            organisation,
            user_id,
            name,
            role_hint: role,
            now,
            today: now.day_in(&time_zone),
            time_zone,
            request_id: gateway.request_id.clone().unwrap_or_default(),
            address: gateway.http.source_ip.clone().unwrap_or_default(),
        }),
    }
}

impl Describe for Caller {
    fn describe(operation: &mut Description) {
        operation.needs_a_token();
    }
}

impl FromRequestParts<App> for Table {
    type Rejection = Error;

    /// The caller's organization's part of the table. Handlers have no other way to one.
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let caller = Caller::from_request_parts(parts, app).await?;
        Ok(app.store.of(&caller.organisation))
    }
}

impl Describe for Table {
    fn describe(_: &mut Description) {}
}
