//! The people in the table, their identity provider, and the events of their requests.

use crate::{Failure, database, database::Database};
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode},
};
use axum::{Json, Router, routing::get};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rsa::{
    RsaPrivateKey,
    pkcs1v15::SigningKey,
    sha2::Sha256,
    signature::{SignatureEncoding, Signer},
    traits::PublicKeyParts,
};
use serde_json::{Value, json};
use shared::{
    auth::{Authorizer, Issuers},
    domain::{
        Clock, EmailOf, Error, Moment, Organisation, OrganisationId, Role, User, UserFields, UserId,
    },
    http::Context,
    table::{Changes, Store, Table, Timeouts, keys},
};
use std::net::Ipv4Addr;
use tokio::net::TcpListener;

pub const TABLE: &str = "coachwork";
const ORGANISATION: &str = "lakeside";
const ISSUER: &str = "https://id.example";
const AUDIENCE: &str = "coachwork";
const KEY_ID: &str = "of-this-run";

/// A signed-in administrator and a teacher.
pub struct People {
    /// The authorizer's `ISSUERS` variable.
    pub issuers: String,
    token: String,
    /// The authorizer's answer to the token.
    context: Context,
    teacher: UserId,
    /// The organisation's items.
    pub table: Table,
}

impl People {
    /// Fills the table and signs the administrator in for the first time.
    pub async fn move_in(database: &Database) -> Result<Self, Failure> {
        let (issuers, token) = provider().await?;
        let attributes = ["pk", "sk", "gsi1pk", "gsi1sk"]
            .map(|name| json!({"AttributeName": name, "AttributeType": "S"}));
        let table = json!({
            "TableName": TABLE,
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": attributes,
            "KeySchema": key_schema("pk", "sk"),
            "GlobalSecondaryIndexes": [
                {"IndexName": "gsi1", "KeySchema": key_schema("gsi1pk", "gsi1sk"), "Projection": {"ProjectionType": "ALL"}},
            ],
        });
        database::call(table.to_string().as_bytes(), |request| {
            database.engine.create_table(request)
        })?;

        let roots = TrustStore::empty().with_pem_certificate(database.root.clone());
        let tls = TlsContext::builder().with_trust_store(roots).build()?;
        let http = Builder::new()
            .tls_provider(Provider::Rustls(CryptoMode::Ring))
            .tls_context(tls)
            .build_https();
        let store = Store::local(TABLE, &database.endpoint, http, Timeouts::default());

        let providers: Issuers = serde_json::from_str(&issuers)?;
        let organisation = organisation()?;
        let table = store.of(&organisation);
        let settled = settle(store, providers, organisation, &token).await;
        let (context, teacher) =
            settled.map_err(|error| format!("the table could not be filled: {error:?}"))?;
        Ok(Self {
            issuers,
            token,
            context,
            teacher,
            table,
        })
    }

    /// The gateway's event for reading the teacher's profile.
    pub fn reading(&self) -> Value {
        let path = format!("/v1/users/{}", self.teacher);
        let mut event = self.request(&path);
        event["requestContext"]["authorizer"] = json!({"lambda": self.context});
        event
    }

    /// The gateway's event for the authorizer.
    pub fn signing_in(&self) -> Value {
        let mut event = self.request(&format!("/v1/users/{}", self.teacher));
        event["type"] = "REQUEST".into();
        event["routeArn"] =
            "arn:aws:execute-api:us-east-1:123456789012:abcdef123/$default/GET/v1/users/x".into();
        event["identitySource"] = json!([event["headers"]["authorization"]]);
        event
    }

    /// The key of the teacher's profile, as the table has it.
    pub fn key(&self) -> Value {
        json!({"pk": format!("ORG#{ORGANISATION}#USER#{}", self.teacher), "sk": "PROFILE"})
    }

    /// The right answer of `users.read`.
    pub fn is_profile(&self, answer: &Value) -> bool {
        let body = answer["body"].as_str().unwrap_or_default();
        answer["statusCode"] == 200
            && body.contains(&self.teacher.to_string())
            && body.contains("grace@lakeside.example")
    }

    /// The right answer of the authorizer.
    pub fn is_signed_in(&self, answer: &Value) -> bool {
        let context = &answer["context"];
        answer["isAuthorized"] == true
            && context["refused"].is_null()
            && context["name"] == "Ada Lovell"
    }

    fn request(&self, path: &str) -> Value {
        json!({
            "version": "2.0",
            "routeKey": "GET /v1/users/{user_id}",
            "rawPath": path,
            "rawQueryString": "",
            "headers": {
                "accept": "application/json",
                "accept-encoding": "gzip, deflate, br",
                "authorization": format!("Bearer {}", self.token),
                "content-length": "0",
                "host": "api.lakeside.example",
                "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "x-forwarded-for": "203.0.113.7",
                "x-forwarded-port": "443",
                "x-forwarded-proto": "https",
            },
            "requestContext": {
                "accountId": "123456789012",
                "apiId": "abcdef123",
                "domainName": "api.lakeside.example",
                "domainPrefix": "api",
                "http": {"method": "GET", "path": path, "protocol": "HTTP/1.1", "sourceIp": "203.0.113.7", "userAgent": "Mozilla/5.0"},
                "requestId": "JKJaXmPLvHcESHA=",
                "routeKey": "GET /v1/users/{user_id}",
                "stage": "$default",
                "time": "24/Nov/2026:10:00:00 +0000",
                "timeEpoch": 1_795_600_000_000_u64,
            },
            "pathParameters": {"user_id": self.teacher},
            "isBase64Encoded": false,
        })
    }
}

/// Removes the provider's keys from the table, as if none had been fetched yet.
pub fn forget_keys(database: &Database) -> Result<(), Failure> {
    let key = json!({"pk": {"S": format!("IDP#{ISSUER}")}, "sk": {"S": "KEYS"}});
    // Fails if the keys are stored under another key, because then nothing would be fetched.
    let request =
        json!({"TableName": TABLE, "Key": key, "ConditionExpression": "attribute_exists(pk)"});
    database::call(request.to_string().as_bytes(), |request| {
        database.engine.delete_item(request)
    })?;
    Ok(())
}

/// Writes the people, and signs the administrator in, which links the identity.
async fn settle(
    store: Store,
    providers: Issuers,
    organisation: OrganisationId,
    token: &str,
) -> Result<(Context, UserId), Error> {
    let now = Clock::default().now();
    let administrator = user("ada@lakeside.example", "Ada", Role::Administrator, now);
    let teacher = user("grace@lakeside.example", "Grace", Role::Member, now);
    let settings = Organisation::new(organisation.clone(), "Lakeside", "the office", now);
    let mut changes =
        Changes::without_caller().create(keys::organisation(), &settings, Error::NotFound)?;
    for user in [&administrator, &teacher] {
        changes = changes.create(keys::profile(&user.id), user, Error::NotFound)?;
        changes = changes.create(
            keys::email(&user.fields.email),
            &EmailOf::new(user.id),
            Error::NotFound,
        )?;
    }
    store.of(&organisation).commit(changes).await?;
    let authorizer = Authorizer::new(providers, store, Clock::default());
    Ok((
        authorizer.context(Some(&format!("Bearer {token}"))).await?,
        teacher.id,
    ))
}

fn key_schema(partition: &str, sort: &str) -> Value {
    json!([{"AttributeName": partition, "KeyType": "HASH"}, {"AttributeName": sort, "KeyType": "RANGE"}])
}

fn organisation() -> Result<OrganisationId, Failure> {
    Ok(OrganisationId::try_from(ORGANISATION.to_owned())?)
}

pub fn user(email: &str, given_name: &str, role: Role, now: Moment) -> User {
    let fields = UserFields {
        email: email.to_owned(),
        given_name: given_name.to_owned(),
        family_name: "Lovell".to_owned(),
        preferred_name: None,
        title: Some("Grade 5 teacher".to_owned()),
        site: Some("North".to_owned()),
        phone: None,
        role,
    };
    User::new(UserId::new(now), fields, now)
}

/// Starts an identity provider with a new RSA key. Returns the authorizer's `ISSUERS` and the administrator's token.
async fn provider() -> Result<(String, String), Failure> {
    let key = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048)?;
    let number = |bytes: Vec<u8>| URL_SAFE_NO_PAD.encode(bytes);
    let jwk = json!({
        "kty": "RSA", "use": "sig", "alg": "RS256", "kid": KEY_ID,
        "n": number(key.n().to_bytes_be()), "e": number(key.e().to_bytes_be()),
    });
    let key_set = json!({"keys": [jwk]});
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let jwks_uri = format!("http://{}/jwks", listener.local_addr()?);
    let routes = Router::new().route("/jwks", get(move || async { Json(key_set) }));
    tokio::spawn(async { _ = axum::serve(listener, routes).await });

    let expires_at = Clock::default().now().as_second() + 24 * 60 * 60;
    let claims = json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": "subject-of-ada", "exp": expires_at,
        "email": "ada@lakeside.example", "email_verified": true,
    });
    let header = json!({"alg": "RS256", "kid": KEY_ID, "typ": "at+jwt"});
    let signed = [header, claims]
        .map(|part| URL_SAFE_NO_PAD.encode(part.to_string()))
        .join(".");
    let signature = SigningKey::<Sha256>::new(key)
        .sign(signed.as_bytes())
        .to_bytes();
    let token = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature));
    let issuers =
        json!({ISSUER: {"organisation": ORGANISATION, "audience": AUDIENCE, "jwks_uri": jwks_uri}});
    Ok((issuers.to_string(), token))
}
