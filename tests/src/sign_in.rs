//! Tokens: which are accepted, how providers' keys are fetched and cached, and how subjects are linked to users.

use crate::world::{Fault, World, engine, fields};
use aws_sdk_dynamodb::types::AttributeValue;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use shared::{
    auth::{Authorizer, Issuer, Issuers},
    http::Context,
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

#[tokio::test]
async fn every_supported_algorithm_signs_in() {
    let world = World::new().await;
    for algorithm in ["RS256", "ES256", "EdDSA"] {
        let token = world
            .token(&world.ava.email, &format!("&algorithm={algorithm}"))
            .await;
        world.with_token(&token).get("/me").await.is(200);
    }
}

#[tokio::test]
async fn without_a_token_only_health_is_answered() {
    let world = World::new().await;
    world.anonymous().get("/health").await.is(204);
    let refused = world
        .anonymous()
        .get("/me")
        .await
        .refused(401, "sign-in-required");
    assert_eq!(refused.headers["www-authenticate"], "Bearer");
    world
        .anonymous()
        .get("/nothing")
        .await
        .refused(404, "not-found");
    world
        .anonymous()
        .send(http::Method::TRACE, "/me", axum::body::Body::empty())
        .await
        .refused(405, "method-not-allowed");
}

#[tokio::test]
async fn a_stranger_is_refused_with_the_organizations_contact() {
    let world = World::new().await;
    let token = world.token("nobody@lakeside.example", "").await;
    let refused = world
        .with_token(&token)
        .get("/me")
        .await
        .refused(403, "not-a-user");
    assert!(
        refused.body["detail"]
            .as_str()
            .unwrap()
            .contains("Ask the help desk, 555-0100.")
    );
}

#[tokio::test]
async fn an_unverified_email_links_no_user() {
    let world = World::new().await;
    world
        .ava()
        .post("/users", json!(fields("Adam", "Anderson")))
        .await
        .is(201);
    let unverified = world
        .token("adam.anderson@lakeside.example", "&email_verified=false")
        .await;
    world
        .with_token(&unverified)
        .get("/me")
        .await
        .refused(403, "not-a-user");
    let verified = world.token("adam.anderson@lakeside.example", "").await;
    world.with_token(&verified).get("/me").await.is(200);
    // The subject is linked now, so its tokens are accepted even with an unverified e-mail.
    world.with_token(&unverified).get("/me").await.is(200);
}

#[tokio::test]
async fn a_changed_email_does_not_change_which_user_a_subject_is() {
    let world = World::new().await;
    let adam = world.person("Adam", "Anderson").await;
    world.as_person(&adam).get("/me").await.is(200);
    let path = adam.path("");
    // The subject with Adam's former address is still Adam.
    let lena = world.person("Lena", "Ortiz").await;
    world.as_person(&lena).get("/me").await.is(200);
    world
        .ava()
        .header("if-match", "\"1\"")
        .patch(&path, json!({"email": "adam@lakeside.example"}))
        .await
        .is(200);
    assert_eq!(
        world.as_person(&adam).get("/me").await.is(200).body["user"]["id"],
        adam.id
    );
    let former = world.token("adam.anderson@lakeside.example", "").await;
    assert_eq!(
        world.with_token(&former).get("/me").await.is(200).body["user"]["id"],
        adam.id
    );
}

#[tokio::test]
async fn an_expired_token_and_an_id_token_are_refused() {
    let world = World::new().await;
    for more in ["&expires_in=-120", "&token=id"] {
        let token = world.token(&world.ava.email, more).await;
        world
            .with_token(&token)
            .get("/me")
            .await
            .refused(401, "sign-in-required");
    }
    let short = world.token(&world.ava.email, "&expires_in=600").await;
    world.with_token(&short).get("/me").await.is(200);
    world.app.clock.advance(std::time::Duration::from_secs(601));
    world
        .with_token(&short)
        .get("/me")
        .await
        .refused(401, "sign-in-required");
}

#[tokio::test]
async fn a_token_of_another_organization_is_refused() {
    let (world, other) = (World::new().await, World::new().await);
    world
        .as_person(&other.ava)
        .get("/me")
        .await
        .refused(401, "sign-in-required");
}

/// A token with its header or claims changed, and its former signature.
fn altered(token: &str, header: impl Fn(&mut Value), claims: impl Fn(&mut Value)) -> String {
    let parts: Vec<&str> = token.split('.').collect();
    let part = |text: &str, change: &dyn Fn(&mut Value)| {
        let mut value: Value =
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap();
        change(&mut value);
        URL_SAFE_NO_PAD.encode(value.to_string())
    };
    format!(
        "{}.{}.{}",
        part(parts[0], &header),
        part(parts[1], &claims),
        parts[2]
    )
}

#[tokio::test]
async fn forged_tokens_are_refused() {
    let world = World::new().await;
    let token = &world.ava.token;
    let same = |_: &mut Value| {};
    let mut forged = vec![
        String::new(),
        "x".into(),
        "a.b.c".into(),
        "..".into(),
        "x".repeat(20_000),
    ];
    for alg in [
        "none", "None", "NONE", "nOnE", "HS256", "RS384", "PS256", "ES256", "EdDSA", "",
    ] {
        let with_alg = altered(token, |h| h["alg"] = json!(alg), same);
        forged.push(format!("{}.", with_alg.rsplit_once('.').unwrap().0));
        forged.push(with_alg);
    }
    for (name, value) in [
        ("kid", json!("other")),
        ("kid", json!(null)),
        ("kid", json!(["a"])),
        ("jku", json!("http://127.0.0.1:9/jwks")),
        ("x5u", json!("http://127.0.0.1:9/x5u")),
        ("jwk", json!({"kty": "oct", "k": "AAAA"})),
        ("crit", json!(["exp"])),
        ("typ", json!("logout+jwt")),
    ] {
        forged.push(altered(token, |h| h[name] = value.clone(), same));
    }
    for (name, value) in [
        ("iss", json!("https://evil.example")),
        (
            "iss",
            json!([format!("{}/{}", engine().openid.base, world.organisation)]),
        ),
        ("iss", json!(null)),
        ("aud", json!("other")),
        ("exp", json!(99_999_999_999_i64)),
        ("sub", json!("other")),
        ("email", json!("other@lakeside.example")),
    ] {
        forged.push(altered(token, same, |c| c[name] = value.clone()));
    }
    for token in &forged {
        world
            .with_token(token)
            .get("/me")
            .await
            .refused(401, "sign-in-required");
    }
    world.ava().get("/me").await.is(200);
}

/// A page of the organization's provider.
async fn of_provider(world: &World, page: &str) -> Value {
    let url = format!("{}/{page}", engine().openid.issuer(&world.organisation));
    let request = http::Request::get(url)
        .body(axum::body::Body::empty())
        .unwrap();
    let response = local::client::client().request(request).await.unwrap();
    local::client::json(response.map(axum::body::Body::new))
        .await
        .unwrap()
        .1
}

/// How often the keys were fetched from the organization's provider.
async fn fetches(world: &World) -> u64 {
    of_provider(world, "jwks-count").await["count"]
        .as_u64()
        .unwrap()
}

#[tokio::test]
async fn tokens_with_unknown_keys_do_not_flood_the_provider() {
    let world = World::new().await;
    world.ava().get("/me").await.is(200);
    assert_eq!(fetches(&world).await, 1);
    let forged: Vec<String> = (0..50)
        .map(|n| {
            altered(
                &world.ava.token,
                |h| h["kid"] = json!(format!("k{n}")),
                |_| {},
            )
        })
        .collect();
    for _ in 0..2 {
        let answers = futures_util::future::join_all(
            forged
                .iter()
                .map(|token| world.with_token(token).get("/me")),
        )
        .await;
        answers
            .into_iter()
            .for_each(|answer| drop(answer.refused(401, "sign-in-required")));
    }
    assert_eq!(fetches(&world).await, 1);
    world.app.clock.advance(std::time::Duration::from_secs(31));
    for token in &forged {
        world
            .with_token(token)
            .get("/me")
            .await
            .refused(401, "sign-in-required");
    }
    assert_eq!(fetches(&world).await, 2);
}

/// Makes the provider sign with new keys and withdraw the old ones.
async fn rotate_keys(world: &World) {
    let url = format!("{}/rotate", engine().openid.issuer(&world.organisation));
    local::client::post_form(&local::client::client(), &url, "")
        .await
        .unwrap();
}

#[tokio::test]
async fn rotated_keys_are_fetched_and_withdrawn_ones_dropped() {
    let world = World::new().await;
    world.ava().get("/me").await.is(200);
    rotate_keys(&world).await;
    let new = world.token(&world.ava.email, "").await;
    world
        .with_token(&new)
        .get("/me")
        .await
        .refused(401, "sign-in-required");
    world.app.clock.advance(std::time::Duration::from_secs(31));
    world.with_token(&new).get("/me").await.is(200);
    world
        .ava()
        .get("/me")
        .await
        .refused(401, "sign-in-required");
}

/// Another authorizer on the same table, warmed up as at a cold start.
async fn started(world: &World) -> Authorizer {
    let issuers = engine()
        .openid
        .issuers(std::slice::from_ref(&world.organisation));
    let authorizer = Authorizer::new(issuers, world.app.store.clone(), world.app.clock.clone());
    authorizer.warm_up().await;
    authorizer
}

async fn who_signs_in(authorizer: &Authorizer, token: &str) -> Context {
    authorizer
        .context(Some(&format!("Bearer {token}")))
        .await
        .unwrap()
}

/// Whether a token is accepted by an authorizer that has just started.
pub async fn is_accepted_after_a_start(world: &World, token: &str) -> bool {
    signs_in(&started(world).await, token).await
}

async fn signs_in(authorizer: &Authorizer, token: &str) -> bool {
    matches!(who_signs_in(authorizer, token).await, Context::Known { .. })
}

#[tokio::test]
async fn an_authorizer_that_starts_reuses_the_keys_that_another_fetched() {
    let world = World::new().await;
    let token = &world.ava.token;
    assert!(is_accepted_after_a_start(&world, token).await);
    assert!(is_accepted_after_a_start(&world, token).await);
    assert_eq!(fetches(&world).await, 1);
    let forged = altered(token, |h| h["kid"] = json!("other"), |_| {});
    assert_eq!(
        who_signs_in(&started(&world).await, &forged).await,
        Context::default()
    );
    assert_eq!(fetches(&world).await, 1);
    // After ten minutes a start fetches the keys again, before the first token.
    world.app.clock.advance(Duration::from_secs(10 * 60 + 1));
    let authorizer = started(&world).await;
    assert_eq!(fetches(&world).await, 2);
    assert!(signs_in(&authorizer, token).await);
    assert_eq!(fetches(&world).await, 2);
}

/// However often authorizers start, and however long one runs.
#[tokio::test]
async fn a_withdrawn_key_is_accepted_for_ten_minutes_at_most() {
    let world = World::new().await;
    let running = started(&world).await;
    let token = &world.ava.token;
    rotate_keys(&world).await;
    for seconds in [300, 290] {
        world.app.clock.advance(Duration::from_secs(seconds));
        assert!(is_accepted_after_a_start(&world, token).await && signs_in(&running, token).await);
    }
    world.app.clock.advance(Duration::from_secs(11));
    for authorizer in [running, started(&world).await] {
        assert_eq!(who_signs_in(&authorizer, token).await, Context::default());
    }
}

#[tokio::test]
async fn keys_are_fetched_from_the_provider_when_the_table_fails_or_has_unusable_ones() {
    let world = World::new().await;
    let token = &world.ava.token;
    world.ava().get("/me").await.is(200);
    for failing in ["TransactWriteItems", "GetItem"] {
        world.meter.inject(move |operation, request| {
            (operation == failing && request.to_string().contains("\"KEYS\""))
                .then_some(Fault::LostBefore)
        });
        world.app.clock.advance(Duration::from_secs(10 * 60 + 1));
        assert!(is_accepted_after_a_start(&world, token).await, "{failing}");
        world.meter.clear_faults();
    }
    assert_eq!(fetches(&world).await, 3);
    // The stored keys aren't a key set, or were fetched from another address.
    let (client, table) = world.app.store.raw();
    let issuer = engine().openid.issuer(&world.organisation);
    for (keys, jwks_uri) in [
        ("{", format!("{issuer}/jwks")),
        (r#"{"keys":[]}"#, "https://former.example/jwks".to_owned()),
    ] {
        let text = |value: &str| AttributeValue::S(value.to_owned());
        let put = client
            .put_item()
            .table_name(table)
            .item("pk", text(&format!("IDP#{issuer}")))
            .item("sk", text("KEYS"));
        let put = put
            .item("keys", text(keys))
            .item("jwks_uri", text(&jwks_uri));
        put.item(
            "fetched_at",
            AttributeValue::N(world.now().as_second().to_string()),
        )
        .send()
        .await
        .unwrap();
        assert!(is_accepted_after_a_start(&world, token).await, "{keys}");
    }
    assert_eq!(fetches(&world).await, 5);
}

/// The first request for the keys takes longer than a start waits for it.
#[tokio::test]
async fn a_provider_that_is_slow_at_the_start_causes_no_refusal_later() {
    let world = World::new().await;
    let keys = of_provider(&world, "jwks").await;
    let is_first = Arc::new(AtomicBool::new(true));
    let answer = move || async move {
        if is_first.swap(false, Ordering::Relaxed) {
            tokio::time::sleep(Duration::from_millis(1200)).await;
        }
        axum::Json(keys)
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let jwks_uri = format!("http://{}/jwks", listener.local_addr().unwrap());
    let provider = axum::serve(
        listener,
        axum::Router::new().route("/jwks", axum::routing::get(answer)),
    );
    tokio::spawn(async { provider.await.unwrap() });
    let mut issuers = Issuers::default();
    let issuer = engine().openid.issuer(&world.organisation);
    issuers.add(
        &issuer,
        Issuer {
            organisation: world.organisation.clone(),
            audience: local::openid::AUDIENCE.to_owned(),
            jwks_uri,
        },
    );
    let authorizer = Authorizer::new(issuers, world.app.store.clone(), world.app.clock.clone());
    authorizer.warm_up().await;
    assert!(signs_in(&authorizer, &world.ava.token).await);
}

/// A portal sends its first requests concurrently: one of them creates the link while another is in progress.
#[tokio::test]
async fn concurrent_requests_with_a_first_token_all_succeed() {
    let world = World::new().await;
    for stalled in ["#EMAIL#", "LINK"] {
        let adam = world
            .person("Adam", &format!("Anderson{}", stalled.len()))
            .await;
        let once = AtomicBool::new(true);
        world.meter.inject(move |operation, request| {
            let key = request["Key"].to_string();
            let is_first = operation == "GetItem"
                && key.contains(stalled)
                && once.swap(false, Ordering::Relaxed);
            is_first.then_some(Fault::Stalled(Duration::from_millis(400)))
        });
        let later = async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            world.as_person(&adam).get("/me").await
        };
        let (first, second) = tokio::join!(world.as_person(&adam).get("/me"), later);
        world.meter.clear_faults();
        assert_eq!(
            (first.status.as_u16(), second.status.as_u16()),
            (200, 200),
            "{stalled}: {} {}",
            first.body,
            second.body
        );
    }
}
