//! The development sign-in: a certified OpenID provider in a child process, which issues the tokens that the authorizer
//! verifies. Its sign-in page offers the demonstration's people, without passwords.

use crate::{
    client::{LocalClient, post_form},
    engine::Result,
};
use serde::Deserialize;
use shared::{
    auth::{Issuer, Issuers},
    domain::OrganisationId,
};
use std::{
    path::{Path, PathBuf},
    process::Stdio,
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, ChildStdin, Command},
};

/// The audience of access tokens for Coachwork.
pub const AUDIENCE: &str = "coachwork";

/// A running provider. It ends when this is dropped or this process ends.
pub struct OpenId {
    /// Where it listens.
    pub address: String,
    /// What its issuers begin with.
    pub base: String,
    _child: Child,
    _stdin: Option<ChildStdin>,
}

/// How to start the provider.
#[derive(Default)]
pub struct Options<'a> {
    /// The address that browsers use, when it is behind a proxy.
    pub base: Option<&'a str>,
    /// Where it keeps its keys between restarts.
    pub data: Option<&'a Path>,
    /// The people that the sign-in page offers, as a JSON file.
    pub people: Option<&'a Path>,
    /// Enables what tests need, such as rotating keys.
    pub test: bool,
}

#[derive(Deserialize)]
struct Listening {
    listening: String,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("openid")
}

impl OpenId {
    /// Starts the provider.
    ///
    /// # Errors
    /// When it can't be installed or started.
    pub async fn start(options: Options<'_>) -> Result<Self> {
        install().await?;
        let mut command = Command::new("node");
        command
            .arg("server.mjs")
            .current_dir(folder())
            .env("OPENID_PORT", "0")
            .env("NODE_NO_WARNINGS", "1");
        if let Some(base) = options.base {
            command.env("OPENID_BASE", base);
        }
        if let Some(data) = options.data {
            command.env("OPENID_DATA", data);
        }
        if let Some(people) = options.people {
            command.env("OPENID_PEOPLE", people);
        }
        if options.test {
            command.env("OPENID_TEST", "1");
        }
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let stdin = child.stdin.take();
        let stdout = child
            .stdout
            .take()
            .ok_or("no output of the OpenID provider")?;
        let mut lines = BufReader::new(stdout).lines();
        let first = lines
            .next_line()
            .await?
            .ok_or("the OpenID provider ended at once; its messages are above")?;
        let Listening { listening } =
            serde_json::from_str(&first).map_err(|e| format!("OpenID provider: {first}: {e}"))?;
        // Its output must be read, or it would block when the pipe is full.
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                tracing::debug!(target: "openid", "{line}");
            }
        });
        let base = options.base.unwrap_or(&listening).to_owned();
        Ok(Self {
            address: listening,
            base,
            _child: child,
            _stdin: stdin,
        })
    }

    /// The issuer of an organization.
    pub fn issuer(&self, organisation: &OrganisationId) -> String {
        format!("{}/{organisation}", self.base)
    }

    /// The issuers of these organizations, as the authorizer is configured with them. Keys are fetched from
    /// the provider itself and not through a proxy, which may not be running yet.
    pub fn issuers(&self, organisations: &[OrganisationId]) -> Issuers {
        let path = self
            .base
            .splitn(4, '/')
            .nth(3)
            .map(|path| format!("/{path}"))
            .unwrap_or_default();
        let mut issuers = Issuers::default();
        for organisation in organisations {
            let jwks_uri = format!("{}{path}/{organisation}/jwks", self.address);
            issuers.add(
                &self.issuer(organisation),
                Issuer {
                    organisation: organisation.clone(),
                    audience: AUDIENCE.to_owned(),
                    jwks_uri,
                },
            );
        }
        issuers
    }
}

/// An access token for an e-mail address, from the provider's development grant. `more` has further form
/// parameters of the grant.
pub async fn token(client: &LocalClient, issuer: &str, email: &str, more: &str) -> Result<String> {
    let email = email
        .replace('%', "%25")
        .replace('+', "%2B")
        .replace('&', "%26");
    let form = format!(
        "grant_type=urn:coachwork:grant:development&client_id=command-line&email={email}{more}"
    );
    let (status, answer) = post_form(client, &format!("{issuer}/token"), &form).await?;
    let token = answer["access_token"].as_str();
    token
        .map(str::to_owned)
        .ok_or_else(|| format!("no token for {email} ({status}): {answer}").into())
}

/// Installs the provider's packages, unless they are installed.
async fn install() -> Result<()> {
    if folder().join("node_modules/oidc-provider").exists() {
        return Ok(());
    }
    eprintln!("Installing the development sign-in (once) …");
    let npm = Command::new("npm")
        .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(folder())
        .stdout(Stdio::null())
        .status();
    match npm.await {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("npm ci in local/openid failed with {status}; its messages are above").into()),
        Err(error) => Err(format!("npm could not be run ({error}). Coachwork's development sign-in needs Node.js 20 or newer.").into()),
    }
}
