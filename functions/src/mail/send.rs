//! Mails a new notice at once, or adds it to the daily mail, as its recipient prefers.

use super::{add_to_daily, compose::invitation, words::message};
use crate::{
    background::{Background, Tenant},
    feed::has_ended,
};
use shared::{
    domain::{Caller, Delivery, Error, KeptPreferences, Notice, Result},
    mail::Mailer,
    permission::Viewer,
    table::{Changes, Condition, Edit, StreamAnswer, StreamEvent, StreamRecord, keys, must},
};

/// Mails the new notices of a batch of stream records.
///
/// # Errors
/// None: every failure is about a record.
pub async fn handle(background: &Background, event: StreamEvent) -> Result<StreamAnswer> {
    Ok(event.in_order(|record| process(background, record)).await)
}

async fn process(background: &Background, record: &StreamRecord) -> Result<()> {
    let Some(mailer) = &background.mailer else {
        return Ok(());
    };
    let (organisation, to, notice) = match record.notice() {
        Ok(parsed) => parsed,
        Err(error) => {
            tracing::error!(?error, "a notice can't be parsed and is not mailed");
            return Ok(());
        }
    };
    let tenant = background.tenant(&organisation).await?;
    let recipient = background.caller_for(&tenant, to);
    match mail(background, mailer, &tenant, &recipient, &notice).await {
        // The recipient has lost the right in the meantime.
        Err(error) if has_ended(&error) => Ok(()),
        result => result,
    }
}

async fn mail(
    background: &Background,
    mailer: &Mailer,
    tenant: &Tenant,
    recipient: &Caller,
    notice: &Notice,
) -> Result<()> {
    let to = recipient.user_id;
    let key = keys::notice(&to, &notice.id);
    let wanted = (
        key.clone().raw(),
        keys::preferences(&to).lenient(),
        keys::profile(&to),
    );
    let table = &tenant.table;
    let (proof, (stored, preferences, user)) = table
        .prove(recipient, notice.owner(to), notice.kind.needs(), wanted)
        .await?;
    let Some(stored) = stored else {
        return Ok(());
    };
    let KeptPreferences { preferences } = preferences.unwrap_or_default();
    if stored.contains_key("mailed_at") {
        return Ok(());
    }
    match preferences.of(notice.kind.topic()) {
        Delivery::Never => return Ok(()),
        Delivery::Daily => return add_to_daily(tenant, to).await,
        Delivery::AtOnce => {}
    }
    let message = message(notice, to, &tenant.organisation.settings.time_zone);
    let subject = message.sentence.trim_end_matches('.').to_owned();
    let viewer = Viewer::new(to, proof.owner.id, proof.relation);
    let invitation = invitation(tenant, notice, &proof.owner, viewer).await?;
    let messages = std::slice::from_ref(&message);
    mailer
        .send(background.compose(mailer, tenant, &user, subject, messages, invitation))
        .await?;
    let mailed = Edit::put("mailed_at", &background.clock.now())?;
    let exists = must(Condition::Exists, Error::NotFound);
    table
        .commit(Changes::without_caller().edit(key, mailed, vec![exists]))
        .await
}
