//! Helper: composes a mail from sentences, and the calendar file for mails about a conference.

use super::{
    page::{Page, Part},
    words::Message,
};
use crate::{
    background::{Background, Tenant},
    conferences,
};
use shared::{
    domain::{Conference, Notice, Result, Topic, User},
    mail::{Mail, Mailer},
    permission::Viewer,
    table::keys,
};

impl Background {
    /// A mail to this user with these messages, and with an invitation if there is one (its content and method).
    pub(super) fn compose(
        &self,
        mailer: &Mailer,
        tenant: &Tenant,
        user: &User,
        subject: String,
        messages: &[Message],
        invitation: Option<(String, &'static str)>,
    ) -> Mail {
        let parts = messages.iter().map(|message| Part {
            sentence: &message.sentence,
            label: message.label,
            url: format!("{}{}", mailer.portal, message.path),
        });
        let page = Page {
            subject: &subject,
            parts: parts.collect(),
            organisation: &tenant.organisation.settings.name,
            portal: &mailer.portal,
        };
        let (text, html) = (page.text(), page.html());
        Mail {
            to: (user.name(), user.fields.email.clone()),
            subject,
            text,
            html,
            invitation,
            at: self.clock.now().as_second(),
        }
    }
}

/// The invitation to the conference that a notice is about, as the conference is now, with its method. None when the
/// notice isn't about a conference, or the conference no longer exists.
pub(super) async fn invitation(
    tenant: &Tenant,
    notice: &Notice,
    owner: &User,
    viewer: Viewer,
) -> Result<Option<(String, &'static str)>> {
    if notice.kind.topic() != Topic::Conferences {
        return Ok(None);
    }
    let Some(id) = notice.record_id.as_deref().and_then(|id| id.parse().ok()) else {
        return Ok(None);
    };
    let table = &tenant.table;
    let key = keys::record::<Conference>(&owner.id, id);
    let Some(conference) = table.find(&key).await?.to_change() else {
        return Ok(None);
    };
    let people = conferences::invited(&conference, owner.id);
    let profiles: Vec<_> = people
        .iter()
        .map(|person| keys::profile(person).lenient())
        .collect();
    let found = table.as_of_now(profiles).await?.to_change();
    let invited: Vec<User> = found.into_iter().flatten().collect();
    let organisation = &tenant.organisation.id;
    let calendar = conferences::invitation(organisation, &conference, owner, &invited, viewer);
    let method = if conference.is_cancelled() {
        "CANCEL"
    } else {
        "REQUEST"
    };
    Ok(Some((calendar, method)))
}
