//! Sending e-mail through Amazon SES.

use crate::{
    domain::{Error, Result},
    table::{Connection, Timeouts},
};
use aws_sdk_sesv2::{
    Client,
    config::{BehaviorVersion, retry::RetryConfig, timeout::TimeoutConfig},
    error::DisplayErrorContext,
    operation::send_email::SendEmailError,
    primitives::Blob,
    types::{Destination, EmailContent, RawMessage},
};
use mail_builder::{
    MessageBuilder,
    headers::{date::Date, raw::Raw, text::Text},
    mime::MimePart,
};
use std::{env, time::Duration};

/// How long SES may take. Mail is sent by workers, so it may take longer than a read of the table.
const PATIENCE: Timeouts = Timeouts {
    attempt: Duration::from_secs(5),
    all: Duration::from_secs(12),
};

/// Sends mail from one address.
#[derive(Clone)]
pub struct Mailer {
    client: Client,
    /// The sender's address; the name is always Coachwork.
    from: String,
    /// The portal's address, without a trailing slash.
    pub portal: String,
}

/// A mail to one person.
#[derive(Clone, Debug, PartialEq)]
pub struct Mail {
    /// Name and address of the recipient.
    pub to: (String, String),
    /// The subject.
    pub subject: String,
    /// The body as plain text.
    pub text: String,
    /// The same body as HTML.
    pub html: String,
    /// A calendar file with its method, `REQUEST` or `CANCEL`.
    pub invitation: Option<(String, &'static str)>,
    /// The date of the mail, in seconds since 1970.
    pub at: i64,
}

impl Mailer {
    /// From the environment: `MAIL_FROM` is the sender's address, `PORTAL` the portal's,
    /// `AWS_ENDPOINT_URL_SES` another endpoint. None without `MAIL_FROM`: then nothing is mailed.
    ///
    /// # Errors
    /// `Internal` when another variable is missing.
    pub fn from_env() -> Result<Option<Self>> {
        let Some(from) = env::var("MAIL_FROM").ok().filter(|from| !from.is_empty()) else {
            return Ok(None);
        };
        let portal =
            env::var("PORTAL").map_err(|_| Error::Internal("PORTAL is not set".to_owned()))?;
        Ok(Some(Self::new(Connection::from_env("SES")?, from, portal)))
    }

    /// A mailer for this connection, sender and portal.
    pub fn new(connection: Connection, from: String, portal: String) -> Self {
        let timeouts = TimeoutConfig::builder()
            .operation_attempt_timeout(PATIENCE.attempt)
            .operation_timeout(PATIENCE.all);
        let mut config = aws_sdk_sesv2::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(connection.region)
            .credentials_provider(connection.credentials)
            .http_client(connection.http)
            .retry_config(RetryConfig::standard().with_max_attempts(3))
            .timeout_config(timeouts.build());
        config.set_endpoint_url(connection.endpoint);
        Self {
            client: Client::from_conf(config.build()),
            from,
            portal: portal.trim_end_matches('/').to_owned(),
        }
    }

    /// Sends a mail. One that SES rejects permanently is logged and counts as sent, because a retry can't
    /// help.
    ///
    /// # Errors
    /// `Unavailable` when another attempt may help; `Internal` when the mail can't be written.
    pub async fn send(&self, mail: Mail) -> Result<()> {
        let to = mail.to.1.clone();
        let message = RawMessage::builder()
            .data(Blob::new(self.message(mail)?))
            .build()
            .map_err(|e| Error::Internal(e.to_string()))?;
        let sent = self
            .client
            .send_email()
            .from_email_address(&self.from)
            .destination(Destination::builder().to_addresses(to).build())
            .content(EmailContent::builder().raw(message).build());
        match sent.send().await {
            Ok(_) => Ok(()),
            Err(error) => {
                let is_lasting = matches!(
                    error.as_service_error(),
                    Some(
                        SendEmailError::MessageRejected(_) | SendEmailError::BadRequestException(_)
                    )
                );
                let words = DisplayErrorContext(&error).to_string();
                if !is_lasting {
                    return Err(Error::Unavailable(words));
                }
                tracing::error!(words, "SES rejected a mail");
                Ok(())
            }
        }
    }

    /// The mail in the format of RFC 5322: text and HTML, and an invitation that calendars recognize.
    fn message(&self, mail: Mail) -> Result<Vec<u8>> {
        let both = MimePart::new(
            "multipart/alternative",
            vec![
                MimePart::new("text/plain", mail.text),
                MimePart::new("text/html", mail.html),
            ],
        );
        let body = match mail.invitation {
            None => both,
            Some((calendar, method)) => {
                let invitation = MimePart::new(format!("text/calendar; method={method}"), calendar)
                    .attachment("invitation.ics");
                MimePart::new("multipart/mixed", vec![both, invitation])
            }
        };
        MessageBuilder::new()
            .from(("Coachwork", self.from.as_str()))
            .to((mail.to.0.as_str(), mail.to.1.as_str()))
            .subject(Text::new(mail.subject))
            .date(Date::new(mail.at))
            .header(
                "List-Unsubscribe",
                Raw::new(format!("<{}/preferences>", self.portal)),
            )
            .header("Auto-Submitted", Raw::new("auto-generated"))
            .body(body)
            .write_to_vec()
            .map_err(|e| Error::Internal(format!("mail: {e}")))
    }
}
