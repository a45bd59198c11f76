use super::{Describe, Description};
use crate::{
    App,
    domain::{Caller, Error, Moment, OrganisationId, Role, UserId},
    table::Table,
};
use axum::extract::FromRequestParts;
use http::request::Parts;
use lambda_http::request::RequestContext;
use serde::{Deserialize, Serialize, de::value::MapDeserializer};

/// What the authorizer says of a request: who it is, or why it is nobody.
///
/// A bad token is let through to the operation marked as such, because only the operation can
/// answer with a problem document. Without this context there is no caller at all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Context {
    Known {
        organisation: OrganisationId,
        user_id: UserId,
        name: String,
        role: Role,
        time_zone: String,
        /// Seconds since 1970 at which the token ends; the gateway may hold this context longer.
        expires_at: i64,
    },
    Refused {
        refused: Refused,
        /// Whom to ask, when it is known.
        ask: String,
    },
}

/// Nobody, until somebody is known.
impl Default for Context {
    fn default() -> Self {
        Self::Refused { refused: Refused::Token, ask: String::new() }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refused {
    Token,
    Unknown,
    Inactive,
}

impl FromRequestParts<App> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        // Most operations ask twice, for the caller and for the caller's table.
        if let Some(caller) = parts.extensions.get::<Self>() {
            return Ok(caller.clone());
        }
        let caller = caller(parts, app.clock.now())?;
        parts.extensions.insert(caller.clone());
        Ok(caller)
    }
}

fn caller(parts: &Parts, now: Moment) -> Result<Caller, Error> {
    let Some(RequestContext::ApiGatewayV2(gateway)) = parts.extensions.get::<RequestContext>() else {
        return Err(Error::Unauthenticated);
    };
    let fields = gateway.authorizer.as_ref().map(|a| &a.fields).ok_or(Error::Unauthenticated)?;
    let fields = fields.iter().map(|(name, value)| (name.as_str(), value));
    let context: Result<Context, serde_json::Error> = Context::deserialize(MapDeserializer::new(fields));
    match context.map_err(|_| Error::Unauthenticated)? {
        Context::Refused { refused: Refused::Token, .. } => Err(Error::Unauthenticated),
        Context::Refused { refused: Refused::Unknown, ask } => Err(Error::NotAUser { ask }),
        Context::Refused { refused: Refused::Inactive, ask } => Err(Error::InactiveCaller { ask: Some(ask) }),
        Context::Known { expires_at, .. } if expires_at <= now.as_second() => Err(Error::Unauthenticated),
        Context::Known { organisation, user_id, name, role, time_zone, .. } => Ok(Caller {
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

    /// The table of the caller's organisation: there is no other way to one.
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let caller = Caller::from_request_parts(parts, app).await?;
        Ok(app.store.of(&caller.organisation))
    }
}

impl Describe for Table {
    fn describe(_: &mut Description) {}
}
