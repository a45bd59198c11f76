//! `cargo run -p local` runs Coachwork on this machine. `target/debug/local token EMAIL` prints an access token for it,
//! `-- generate` writes the generated files, `-- found …` creates an organization in a deployed table, and `-- verify …`
//! checks an organization's log against its seals.

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    response::{Html, IntoResponse, Response},
    routing::{any, any_service, get},
};
use functions::{Background, WORKERS};
use garde::Validate;
use http::{StatusCode, Uri, header};
use local::{
    client::{LocalClient, client},
    demonstration, engine,
    engine::Result,
    feed,
    gateway::gateway,
    generate,
    mailbox::Mailbox,
    openid::{self, OpenId, Options},
    portal,
    resume::{self, Mailed},
};
use serde_json::json;
use shared::{
    App,
    auth::Authorizer,
    domain::{Clock, Organisation, OrganisationId, UserFields},
    http::Seal,
    operation::Driver,
    table::Store,
};
use std::{env, net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};
use tokio::{fs, net::TcpListener};

#[tokio::main]
async fn main() -> std::process::ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        [] => run().await,
        ["token", email] => token(email).await,
        ["generate"] => generate::write(),
        ["verify", organisation, known @ ..] => verify(organisation, known).await,
        ["found", organisation, name, contact, email, given, family] => found(organisation, [name, contact], [email, given, family]).await,
        _ => Err("usage: local [token EMAIL | generate | verify ORGANISATION [SEAL:HASH …] | found ORGANISATION NAME CONTACT EMAIL GIVEN_NAME FAMILY_NAME]".into()),
    };
    match done {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            std::process::ExitCode::FAILURE
        }
    }
}

fn port() -> String {
    env::var("PORT").unwrap_or_else(|_| "8000".to_owned())
}

fn data() -> PathBuf {
    env::var_os("DATA").map_or_else(|| PathBuf::from(".data"), PathBuf::from)
}

async fn run() -> Result<()> {
    let filter = env::var("RUST_LOG").unwrap_or_else(|_| "warn,request=info".to_owned());
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .without_time()
        .with_level(false)
        .with_target(false)
        .init();
    let address = format!("127.0.0.1:{}", port());
    let listener = TcpListener::bind(&address).await.map_err(|e| {
        format!(
            "Port {} can't be used ({e}). Stop what uses it, or choose another: PORT=8001 make run",
            port()
        )
    })?;
    let site = format!("http://{address}");
    let mailbox = Mailbox::default();
    let (openid, app) = start(&site, &mailbox).await?;
    let authorizer = Authorizer::new(
        openid.issuers(&demonstration::organisations()?),
        app.store.clone(),
        Clock::default(),
    );
    let api = gateway(app, Arc::new(authorizer));
    println!("Coachwork is at {site}");
    println!("Its mail is at {site}/mailbox");
    println!(
        "Sign in as ava.morgan@lakeside.example; a token for curl: target/debug/local token ava.morgan@lakeside.example"
    );
    let service =
        whole(api, &openid, &mailbox)?.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(stopped())
        .await?;
    Ok(())
}

/// The sign-in, the database with the demonstration data, and the workers.
async fn start(site: &str, mailbox: &Mailbox) -> Result<(OpenId, App)> {
    let data = data();
    let data = std::path::absolute(&data)?;
    fs::create_dir_all(&data)
        .await
        .map_err(|e| format!("{} can't be created: {e}", data.display()))?;
    let people = data.join("people.json");
    fs::write(
        &people,
        serde_json::to_vec_pretty(&demonstration::offered())?,
    )
    .await?;
    let base = format!("{site}/oidc");
    let openid = OpenId::start(Options {
        base: Some(&base),
        data: Some(&data),
        people: Some(&people),
        test: false,
    });
    let database = data.join("coachwork.db");
    let (openid, endpoint) = tokio::try_join!(openid, engine::start(Some(&database)))?;
    let (client, mut records) = feed::channelled(engine::http());
    let store = engine::store_by(&endpoint, client);
    engine::create_table(&store).await?;
    let app = App {
        store,
        seal: Seal::new(&cursor_secret(&data).await?),
        clock: Clock::default(),
    };
    let organisations = demonstration::organisations()?;
    let background = Background {
        store: app.store.clone(),
        clock: app.clock.clone(),
        organisations: organisations.clone(),
        mailer: None,
    };
    if app
        .store
        .of(&organisations[0])
        .is_empty()
        .await
        .map_err(|e| format!("{e:?}"))?
    {
        println!("Creating the demonstration organizations …");
        demonstration::seed(&app).await?;
        // People get the notices of the demonstration's history in the app, and no mail.
        feed::catch_up(&background, &mut records).await;
    }
    let mailed = Mailed {
        file: data.join("mailed-up-to"),
    };
    let left = resume::left(&app.store, &organisations, mailed.since()).await?;
    let background = Background {
        mailer: Some(mailbox.mailer(site).await?),
        ..background
    };
    tokio::spawn(feed::run(background.clone(), mailed, left, records));
    tokio::spawn(scheduled(background));
    Ok((openid, app))
}

/// Runs the scheduled workers every hour, the shortest schedule of any in a deployed stack.
async fn scheduled(background: Background) {
    let mut hours = tokio::time::interval(Duration::from_secs(3600));
    loop {
        hours.tick().await;
        for worker in WORKERS {
            if !matches!(worker.driver, Driver::Schedule(_)) {
                continue;
            }
            if let Err(error) = functions::run(worker, &background, json!({})).await {
                tracing::warn!(?error, worker.id, "a scheduled worker failed");
            }
        }
    }
}

/// A secret that survives a restart, so that cursors do, too.
async fn cursor_secret(data: &std::path::Path) -> Result<String> {
    let file = data.join("cursor-secret");
    if !fs::try_exists(&file).await? {
        fs::write(
            &file,
            format!("{}{}", ulid::Ulid::generate(), ulid::Ulid::generate()),
        )
        .await?;
    }
    Ok(fs::read_to_string(&file).await?)
}

#[derive(Clone)]
struct Proxy {
    client: LocalClient,
    to: String,
}

/// The API, the sign-in, the problem pages and the portal, at one address.
fn whole(api: Router, openid: &OpenId, mailbox: &Mailbox) -> Result<Router> {
    let proxy = Proxy {
        client: client(),
        to: openid.address.clone(),
    };
    let sign_in = Router::new()
        .route("/oidc/{*path}", any(forward))
        .with_state(proxy);
    let service = Router::new()
        .route(
            "/openapi.json",
            get(|| async {
                (
                    [(header::CONTENT_TYPE, "application/json")],
                    include_str!("../../openapi.json"),
                )
            }),
        )
        .route(
            "/problems/{kind}",
            get(|| async { include_str!("../../docs/problems.md") }),
        )
        .route("/operations", get(|| async { Html(index()) }))
        .route("/v1/{*path}", any_service(api))
        .merge(sign_in)
        .merge(mailbox.pages());
    Ok(match portal::folder() {
        Some(folder) => {
            service.fallback_service(portal::portal(&folder, portal::configuration(openid)?))
        }
        None => service.route("/", get(|| async { Html(index()) })),
    })
}

async fn forward(State(proxy): State<Proxy>, mut request: Request<Body>) -> Response {
    let path = request
        .uri()
        .path_and_query()
        .map_or("/", |path| path.as_str());
    let Ok(uri) = format!("{}{path}", proxy.to).parse::<Uri>() else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    *request.uri_mut() = uri;
    match proxy.client.request(request).await {
        Ok(response) => response.map(Body::new),
        Err(error) => (
            StatusCode::BAD_GATEWAY,
            format!("The development sign-in doesn't answer: {error}"),
        )
            .into_response(),
    }
}

/// The list of operations, for calling them without the portal.
fn index() -> String {
    let row = |o: &shared::operation::Operation| {
        format!(
            "<tr><td><code>{}</code></td><td><code>{}</code></td><td>{}</td></tr>",
            o.method,
            o.full_path(),
            o.summary
        )
    };
    let rows: String = functions::operations().iter().map(row).collect();
    include_str!("index.html").replace("{{rows}}", &rows)
}

async fn token(email: &str) -> Result<()> {
    let organisation = email
        .split('@')
        .nth(1)
        .and_then(|domain| domain.split('.').next())
        .ok_or("Write an e-mail such as ava.morgan@lakeside.example")?;
    let issuer = format!("http://127.0.0.1:{}/oidc/{organisation}", port());
    let token = openid::token(&client(), &issuer, email, "").await;
    println!(
        "{}",
        token.map_err(|e| format!(
            "No token from {issuer}: {e}. Is `make run` running? If it uses another PORT, set the same one here."
        ))?
    );
    Ok(())
}

/// Creates an organization with its first administrator, in the table that the environment names.
async fn found(
    organisation: &str,
    [name, contact]: [&str; 2],
    [email, given, family]: [&str; 3],
) -> Result<()> {
    let clock = Clock::default();
    let id = OrganisationId::try_from(organisation.to_owned())?;
    let administrator = serde_json::json!({"email": email, "given_name": given, "family_name": family, "role": "administrator"});
    let administrator: UserFields = serde_json::from_value(administrator)?;
    let organisation = Organisation::new(id, name, contact, clock.now());
    administrator.validate()?;
    organisation.settings.validate()?;
    let store = Store::from_env().map_err(|e| format!("{e:?}"))?;
    match functions::found(&store, organisation, administrator, clock.now()).await {
        Ok(user) => println!(
            "{} is the first administrator, with the id {}",
            user.name(),
            user.id
        ),
        Err(shared::domain::Error::EmailTaken(_)) => {
            return Err("This organization exists already; nothing was changed.".into());
        }
        Err(error) => return Err(format!("{error:?}").into()),
    }
    Ok(())
}

/// Checks the log of an organization, in the table that the environment names, against its seals and
/// against seals that were noted elsewhere.
async fn verify(organisation: &str, known: &[&str]) -> Result<()> {
    let known: Option<Vec<_>> = known.iter().copied().map(seal).collect();
    let known = known.ok_or(
        "Write a seal as `verify` printed it: its number, a colon and the 64 digits of its hash.",
    )?;
    let store = Store::from_env().map_err(|e| format!("{e:?}"))?;
    let table = store.of(&OrganisationId::try_from(organisation.to_owned())?);
    if table.is_empty().await.map_err(|e| format!("{e:?}"))? {
        return Err(
            format!("There is no organization {organisation} in this table, so nothing was verified. Check the spelling of its id.").into()
        );
    }
    let verified = functions::feed::verify(&table, &known, &Clock::default())
        .await
        .map_err(|e| format!("{e:?}"))?;
    println!(
        "{} entries under {} seals; the last is {}",
        verified.entries, verified.seals, verified.head
    );
    for late in &verified.late {
        println!("{late}");
    }
    if verified.broken.is_empty() {
        Ok(())
    } else {
        Err(verified.broken.join("\n").into())
    }
}

/// The number and the hash of a seal, as `verify` prints them.
fn seal(text: &str) -> Option<(u64, String)> {
    let (number, hash) = text.split_once(':')?;
    let number = number.parse().ok().filter(|number| *number > 0)?;
    let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash.then(|| (number, hash.to_ascii_lowercase()))
}

async fn stopped() {
    let _ = tokio::signal::ctrl_c().await;
}

#[cfg(test)]
mod tests {
    use super::seal;

    #[test]
    fn a_seal_is_its_number_and_its_whole_hash() {
        let hash = "0a".repeat(32);
        assert_eq!(seal(&format!("12:{hash}")), Some((12, hash.clone())));
        assert_eq!(
            seal(&format!("12:{}", hash.to_uppercase())),
            Some((12, hash.clone()))
        );
        let others = [
            hash.clone(),
            format!("0:{hash}"),
            format!("x:{hash}"),
            format!("12:{hash}0"),
        ];
        for other in others
            .iter()
            .map(String::as_str)
            .chain(["", "12:", "0:x", "12:5f2c…"])
        {
            assert_eq!(seal(other), None, "{other}");
        }
    }
}
