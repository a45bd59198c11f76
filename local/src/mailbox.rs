//! The mailbox of this machine: it accepts mail as SES does, and shows each mail as its reader would see it.

use crate::engine::Result;
use aws_smithy_http_client::Builder;
use axum::{
    Router,
    extract::{Path, State},
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use functions::mail::escaped;
use http::{StatusCode, header};
use mail_parser::{Message, MessageParser, MimeHeaders};
use serde::Deserialize;
use serde_json::json;
use shared::{mail::Mailer, table::Connection};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// The sender's address.
pub const FROM: &str = "no-reply@coachwork.example";
/// The most mails that are kept.
const KEPT: usize = 1000;

/// Every mail since the start, as it was sent; the first is number 1.
#[derive(Clone, Default)]
pub struct Mailbox(Arc<Mutex<Vec<Vec<u8>>>>);

/// The parts of a `SendEmail` request that are used.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Send {
    content: Content,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Content {
    raw: Raw,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Raw {
    data: String,
}

impl Mailbox {
    /// All mails, as they were sent.
    pub fn all(&self) -> Vec<Vec<u8>> {
        self.0.lock().map(|mails| mails.clone()).unwrap_or_default()
    }

    /// Listens like SES, and returns a mailer that sends here.
    pub async fn mailer(&self, portal: &str) -> Result<Mailer> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let endpoint = format!("http://{}", listener.local_addr()?);
        let service = Router::new()
            .route("/v2/email/outbound-emails", post(take))
            .with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, service).await });
        Ok(Mailer::new(
            Connection::local(&endpoint, Builder::new().build_http()),
            FROM.to_owned(),
            portal.to_owned(),
        ))
    }

    /// The pages that show the mails.
    pub fn pages(&self) -> Router {
        Router::new()
            .route("/mailbox", get(list))
            .route("/mailbox/{number}", get(page))
            .route("/mailbox/{number}/{part}", get(part))
            .with_state(self.clone())
    }

    fn mail(&self, number: usize) -> Option<Vec<u8>> {
        self.0.lock().ok()?.get(number.checked_sub(1)?).cloned()
    }
}

async fn take(State(mailbox): State<Mailbox>, axum::Json(send): axum::Json<Send>) -> Response {
    let (Ok(mail), Ok(mut mails)) = (STANDARD.decode(send.content.raw.data), mailbox.0.lock())
    else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    if mails.len() == KEPT {
        mails.remove(0);
    }
    mails.push(mail);
    axum::Json(json!({"MessageId": format!("local-{}", mails.len())})).into_response()
}

async fn list(State(mailbox): State<Mailbox>) -> Html<String> {
    let mails = mailbox.all();
    let rows: String = mails
        .iter()
        .enumerate()
        .rev()
        .filter_map(|(at, mail)| row(at + 1, mail))
        .collect();
    let rows = if rows.is_empty() {
        "<p>No mail was sent since the start.</p>".to_owned()
    } else {
        format!("<ol reversed>{rows}</ol>")
    };
    Html(
        include_str!("mailbox.html")
            .replace("{{title}}", "Mailbox")
            .replace("{{body}}", &rows),
    )
}

fn row(number: usize, mail: &[u8]) -> Option<String> {
    let mail = MessageParser::default().parse(mail)?;
    let (subject, to) = (
        escaped(mail.subject().unwrap_or_default()),
        escaped(&recipient(&mail)),
    );
    Some(format!(
        "<li value=\"{number}\"><a href=\"/mailbox/{number}\" dir=\"auto\">{subject}</a><br>{to}</li>"
    ))
}

fn recipient(mail: &Message) -> String {
    let to = mail.to().and_then(|to| to.first());
    let name = to.and_then(|to| to.name()).unwrap_or_default();
    format!(
        "{name} <{}>",
        to.and_then(|to| to.address()).unwrap_or_default()
    )
}

/// A mail with its two bodies and its attachments.
async fn page(State(mailbox): State<Mailbox>, Path(number): Path<usize>) -> Response {
    let Some(mail) = mailbox.mail(number) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Some(mail) = MessageParser::default().parse(&mail) else {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    };
    let attached = mail
        .attachments()
        .filter_map(|part| part.attachment_name())
        .map(escaped);
    let attached: String = attached
        .map(|name| {
            format!("<p>Attached: <a href=\"/mailbox/{number}/invitation.ics\">{name}</a></p>")
        })
        .collect();
    let text = escaped(&mail.body_text(0).unwrap_or_default());
    let (subject, to) = (
        escaped(mail.subject().unwrap_or_default()),
        escaped(&recipient(&mail)),
    );
    let body = format!(
        "<p><a href=\"/mailbox\">All mails</a></p><p>To {to}</p>{attached}\
         <iframe title=\"The mail\" src=\"/mailbox/{number}/mail.html\" sandbox></iframe><h2>As text</h2><pre>{text}</pre>"
    );
    Html(
        include_str!("mailbox.html")
            .replace("{{title}}", &subject)
            .replace("{{body}}", &body),
    )
    .into_response()
}

async fn part(
    State(mailbox): State<Mailbox>,
    Path((number, part)): Path<(usize, String)>,
) -> Response {
    let Some(mail) = mailbox.mail(number) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Some(parsed) = MessageParser::default().parse(&mail) else {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    };
    match part.as_str() {
        "mail.html" => Html(parsed.body_html(0).unwrap_or_default().into_owned()).into_response(),
        "invitation.ics" => match parsed.attachment(0) {
            Some(invitation) => (
                [(header::CONTENT_TYPE, "text/calendar")],
                invitation.contents().to_vec(),
            )
                .into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        },
        "mail.eml" => ([(header::CONTENT_TYPE, "message/rfc822")], mail).into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
