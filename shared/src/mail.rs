//! Sending e-mail by Amazon SES.

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

/// How long SES may take: for one request, and with its retries.
const PATIENCE: Timeouts = Timeouts { attempt: Duration::from_secs(5), all: Duration::from_secs(12) };

/// Sends mail from one address.
#[derive(Clone)]
pub struct Mailer {
    client: Client,
    /// Who sends, such as `Coachwork <no-reply@coachwork.example>` has it after the name.
    from: String,
    /// Where the portal is, without a slash at its end.
    pub portal: String,
}

/// A mail to one person.
#[derive(Clone, Debug, PartialEq)]
pub struct Mail {
    /// Name and address.
    pub to: (String, String),
    pub subject: String,
    pub text: String,
    pub html: String,
    /// An invitation for calendars, with its method: `REQUEST` or `CANCEL`.
    pub invitation: Option<(String, &'static str)>,
    /// Seconds since 1970.
    pub at: i64,
}

impl Mailer {
    /// As the environment says: `MAIL_FROM` is the address, `PORTAL` the portal's; `AWS_ENDPOINT_URL_SES`
    /// for another endpoint. None when there is no address to send from: then nobody is mailed.
    pub fn from_env() -> Result<Option<Self>> {
        let Some(from) = env::var("MAIL_FROM").ok().filter(|from| !from.is_empty()) else { return Ok(None) };
        let portal = env::var("PORTAL").map_err(|_| Error::Internal("PORTAL is not set".to_owned()))?;
        Ok(Some(Self::new(Connection::from_env("SES")?, from, portal)))
    }

    pub fn new(connection: Connection, from: String, portal: String) -> Self {
        let timeouts = TimeoutConfig::builder().operation_attempt_timeout(PATIENCE.attempt).operation_timeout(PATIENCE.all);
        let mut config = aws_sdk_sesv2::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(connection.region)
            .credentials_provider(connection.credentials)
            .http_client(connection.http)
            .retry_config(RetryConfig::standard().with_max_attempts(3))
            .timeout_config(timeouts.build());
        config.set_endpoint_url(connection.endpoint);
        Self { client: Client::from_conf(config.build()), from, portal: portal.trim_end_matches('/').to_owned() }
    }

    /// Sends a mail. One that SES refuses for good is said in the log and is done with; all else may pass.
    pub async fn send(&self, mail: Mail) -> Result<()> {
        let to = mail.to.1.clone();
        let message = RawMessage::builder().data(Blob::new(self.message(mail)?)).build().map_err(|e| Error::Internal(e.to_string()))?;
        let sent = self
            .client
            .send_email()
            .from_email_address(&self.from)
            .destination(Destination::builder().to_addresses(to).build())
            .content(EmailContent::builder().raw(message).build());
        match sent.send().await {
            Ok(_) => Ok(()),
            Err(error) => {
                let is_lasting =
                    matches!(error.as_service_error(), Some(SendEmailError::MessageRejected(_) | SendEmailError::BadRequestException(_)));
                let words = DisplayErrorContext(&error).to_string();
                if !is_lasting {
                    return Err(Error::Unavailable(words));
                }
                tracing::error!(words, "a mail is refused");
                Ok(())
            }
        }
    }

    /// The mail as RFC 5322 has it: text and HTML, and an invitation that calendars know as one.
    fn message(&self, mail: Mail) -> Result<Vec<u8>> {
        let both =
            MimePart::new("multipart/alternative", vec![MimePart::new("text/plain", mail.text), MimePart::new("text/html", mail.html)]);
        let body = match mail.invitation {
            None => both,
            Some((calendar, method)) => {
                let invitation = MimePart::new(format!("text/calendar; method={method}"), calendar).attachment("invitation.ics");
                MimePart::new("multipart/mixed", vec![both, invitation])
            }
        };
        MessageBuilder::new()
            .from(("Coachwork", self.from.as_str()))
            .to((mail.to.0.as_str(), mail.to.1.as_str()))
            .subject(Text::new(mail.subject))
            .date(Date::new(mail.at))
            .header("List-Unsubscribe", Raw::new(format!("<{}/preferences>", self.portal)))
            .header("Auto-Submitted", Raw::new("auto-generated"))
            .body(body)
            .write_to_vec()
            .map_err(|e| Error::Internal(format!("mail: {e}")))
    }
}
