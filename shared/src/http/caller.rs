use super::{Describe, Description};
use crate::{
    App,
    domain::{Caller, Error, Moment, OrganisationId, Role, UserId},
    table::Table,
};
use axum::extract::FromRequestParts;
use http::request::Parts;
use lambda_http::request::RequestContext;
use serde::{Deserialize, Serialize};

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
        let Some(RequestContext::ApiGatewayV2(gateway)) = parts.extensions.get::<RequestContext>() else {
            return Err(Error::Unauthenticated);
        };
        let fields = gateway.authorizer.as_ref().map(|a| &a.fields).ok_or(Error::Unauthenticated)?;
        let context = serde_json::to_value(fields).and_then(serde_json::from_value).map_err(|_| Error::Unauthenticated)?;
        match context {
            Context::Refused { refused: Refused::Token, .. } => Err(Error::Unauthenticated),
            Context::Refused { refused: Refused::Unknown, ask } => Err(Error::NotAUser { ask }),
            Context::Refused { refused: Refused::Inactive, ask } => Err(Error::InactiveCaller { ask: Some(ask) }),
            Context::Known { expires_at, .. } if expires_at <= app.clock.now().as_second() => Err(Error::Unauthenticated),
            Context::Known { organisation, user_id, name, role, time_zone, .. } => {
                let now: Moment = app.clock.now();
                Ok(Self {
                    organisation,
                    user_id,
                    name,
                    role_hint: role,
                    now,
                    today: now.day_in(&time_zone),
                    time_zone,
                    request_id: gateway.request_id.clone().unwrap_or_default(),
                    address: gateway.http.source_ip.clone().unwrap_or_default(),
                })
            }
        }
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
