//! The Lambda authorizer: the gateway's request and answer, around `shared::auth`.

use lambda_http::{
    aws_lambda_events::apigw::{
        ApiGatewayV2CustomAuthorizerSimpleResponse, ApiGatewayV2CustomAuthorizerV2Request,
    },
    lambda_runtime::{Error, LambdaEvent},
};
use shared::{auth::Authorizer, http::Context};

/// Answers the gateway. It always authorizes the request. When the token is refused, the context has the reason, and the
/// operation answers with a problem document; the gateway's own refusal would have neither.
///
/// # Errors
/// `unavailable`, when the token can't be checked now.
pub async fn authorize(
    authorizer: &Authorizer,
    event: LambdaEvent<ApiGatewayV2CustomAuthorizerV2Request>,
) -> Result<ApiGatewayV2CustomAuthorizerSimpleResponse<Context>, Error> {
    let header = event
        .payload
        .headers
        .get(http::header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let context = authorizer.context(header).await.map_err(|error| {
        tracing::error!(?error, "the token could not be checked");
        Error::from("unavailable")
    })?;
    let mut response = ApiGatewayV2CustomAuthorizerSimpleResponse::default();
    response.is_authorized = true;
    response.context = context;
    Ok(response)
}
