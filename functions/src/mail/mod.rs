//! E-mail: each new notice in a mail of its own, or in the one of the morning, or not at all, as its
//! recipient wants it.
//!
//! The table's stream brings new notices. A mail may come twice when the function dies between sending
//! and saying so; that is as exact as mail can be. Whether the recipient may know is asked once more
//! just before it is sent.

pub mod daily;
mod page;
mod words;

pub use page::escaped;

use crate::{
    conferences,
    feed::{Feed, Home, has_ended},
};
use page::{Page, Part};
use shared::{
    domain::{Caller, Conference, Delivery, Error, KeptPreferences, Notice, Result, Topic, User, UserId},
    mail::{Mail, Mailer},
    table::{Changes, Condition, Edit, StreamAnswer, StreamEvent, StreamRecord, from_item, keys, must},
};
use words::{Said, said};

/// What mail is sent with.
#[derive(Clone)]
pub struct Post {
    pub feed: Feed,
    /// None where nobody is mailed.
    pub mailer: Option<Mailer>,
}

/// Takes new notices.
pub async fn handle(post: &Post, event: StreamEvent) -> StreamAnswer {
    event.in_order(|record| post.take(record)).await
}

/// Puts somebody down for the daily mail.
async fn wait(home: &Home, to: UserId) -> Result<()> {
    let waits = Edit::put("user_id", &to)?.and_add("count", 1);
    home.table.commit(Changes::without_caller().edit(keys::digest(&to), waits, Vec::new())).await
}

impl Post {
    async fn take(&self, record: &StreamRecord) -> Result<()> {
        let Some(mailer) = &self.mailer else { return Ok(()) };
        let (organisation, to, notice) = match record.notice() {
            Ok(taken) => taken,
            Err(error) => {
                tracing::error!(?error, "a notice can't be made out and is not mailed");
                return Ok(());
            }
        };
        let home = self.feed.home_of(&organisation).await?;
        let recipient = self.feed.standing(&home, to);
        match self.mail(mailer, &home, &recipient, &notice).await {
            // Who has lost the right in between is told nothing.
            Err(error) if has_ended(&error) => Ok(()),
            settled => settled,
        }
    }

    async fn mail(&self, mailer: &Mailer, home: &Home, recipient: &Caller, notice: &Notice) -> Result<()> {
        let to = recipient.user_id;
        let key = keys::notice(&to, &notice.id);
        let also = [key.clone(), keys::preferences(&to), keys::profile(&to)];
        let mut proof = home.table.prove(recipient, notice.owner(to), notice.kind.needs(), &also).await?;
        let Some(stored) = proof.also.first().cloned().flatten() else { return Ok(()) };
        let KeptPreferences { preferences } = proof.record(1)?.unwrap_or_default();
        let user: User = proof.existing(2)?;
        if stored.contains_key("mailed_at") {
            return Ok(());
        }
        match preferences.of(notice.kind.topic()) {
            Delivery::Never => Ok(()),
            Delivery::Daily => wait(home, to).await,
            Delivery::AtOnce => {
                let said = said(notice, to, &home.organisation.settings.time_zone);
                let subject = said.sentence.trim_end_matches('.').to_owned();
                let invitation = self.invitation(home, notice, &proof.owner).await?;
                let mail = self.compose(mailer, home, &user, subject, std::slice::from_ref(&said), invitation);
                mailer.send(mail).await?;
                let now = Edit::put("mailed_at", &self.feed.clock.now())?;
                let there = must(Condition::Exists, Error::NotFound);
                home.table.commit(Changes::without_caller().edit(key, now, vec![there])).await
            }
        }
    }

    /// A mail of some sentences to somebody.
    fn compose(
        &self,
        mailer: &Mailer,
        home: &Home,
        user: &User,
        subject: String,
        said: &[Said],
        invitation: Option<(String, &'static str)>,
    ) -> Mail {
        let parts =
            said.iter().map(|said| Part { sentence: &said.sentence, label: said.label, url: format!("{}{}", mailer.portal, said.path) });
        let page =
            Page { subject: &subject, parts: parts.collect(), organisation: &home.organisation.settings.name, portal: &mailer.portal };
        let (text, html) = (page.text(), page.html());
        Mail { to: (user.name(), user.fields.email.clone()), subject, text, html, invitation, at: self.feed.clock.now().as_second() }
    }

    /// The invitation to the conference that a notice is about, as the conference is now.
    async fn invitation(&self, home: &Home, notice: &Notice, owner: &User) -> Result<Option<(String, &'static str)>> {
        if notice.kind.topic() != Topic::Conferences {
            return Ok(None);
        }
        let Some(id) = notice.record_id.as_deref().and_then(|id| id.parse().ok()) else { return Ok(None) };
        let key = keys::record::<Conference>(&owner.id, id);
        let Some(conference) = home.table.find::<Conference>(&key).await?.to_change() else { return Ok(None) };
        let invited: Vec<_> = conferences::people(&conference, owner.id).iter().map(keys::profile).collect();
        let invited = home.table.as_of_now(&invited).await?.to_change().into_iter().flatten();
        let invited = invited.map(from_item).collect::<Result<Vec<User>>>()?;
        let calendar = conferences::invitation(&home.organisation.id, &conference, owner, &invited);
        Ok(Some((calendar, if conference.is_cancelled() { "CANCEL" } else { "REQUEST" })))
    }
}
