//! Putting a letter into its recipient's list, if the recipient may know of it at that moment.

use super::{Feed, Home};
use shared::{
    domain::{Activity, Error, Letter, Notice, Person, Result, User, UserId},
    table::{Changes, Condition, Table, equals, from_item, keys, must, version_is},
};

impl Feed {
    /// Nothing is delivered to whom the right has gone, and nothing twice.
    pub(super) async fn deliver(&self, home: &Home, activity: &Activity, letter: &Letter) -> Result<()> {
        match self.put(home, activity, letter).await {
            Err(error) if has_ended(&error) || is_there(&error) => Ok(()),
            settled => settled,
        }
    }

    /// Tells somebody what is about another's records, if they have the right to it, and once.
    pub async fn tell_of(&self, home: &Home, to: UserId, notice: &Notice) -> Result<()> {
        let recipient = self.standing(home, to);
        let owner = notice.owner(to);
        let put = async {
            let proof = home.table.prove(&recipient, owner, notice.kind.needs(), &[]).await?;
            let changes = Changes::by_right(&recipient, proof.ground, owner);
            home.table.commit(changes.create_by(keys::notice(&to, &notice.id), notice, vec![version_is(0)])?).await
        };
        match put.await {
            Err(error) if has_ended(&error) || is_there(&error) => Ok(()),
            settled => settled,
        }
    }

    /// The right is a condition of the same transaction, as it is of every change.
    async fn put(&self, home: &Home, activity: &Activity, letter: &Letter) -> Result<()> {
        let recipient = self.standing(home, letter.to);
        let key = keys::notice(&letter.to, &activity.id);
        let also: Vec<_> = [key.clone()].into_iter().chain(letter.other.as_ref().map(keys::profile)).collect();
        let mut proof = home.table.prove(&recipient, letter.owner, letter.kind.needs(), &also).await?;
        if proof.record::<Notice>(0)?.is_some() {
            return Ok(());
        }
        let other = proof.also.pop().flatten().filter(|_| letter.other.is_some()).map(from_item::<User>).transpose()?;
        let person = other.or((letter.owner != letter.to).then_some(proof.owner));
        let person = person.map(|user| Person { id: user.id, name: user.name() });

        let mut changes = Changes::by_right(&recipient, proof.ground, letter.owner);
        if let Some((coach, coachee)) = letter.while_connected {
            changes = changes.check(keys::coach_of(&coachee, &coach), vec![must(Condition::Exists, Error::NotPermitted)]);
        }
        let notice = letter.notice(activity, person, recipient.now);
        home.table.commit(changes.create_by(key, &notice, vec![version_is(0)])?).await
    }
}

/// Tells somebody what is about their own, if they are there and active, and once.
pub async fn tell(table: &Table, to: UserId, notice: &Notice) -> Result<()> {
    let rules = vec![must(equals("status", "active"), Error::InactiveUser)];
    let changes = Changes::without_caller().check(keys::profile(&to), rules);
    match table.commit(changes.create_by(keys::notice(&to, &notice.id), notice, vec![version_is(0)])?).await {
        Err(Error::InactiveUser | Error::Stale { .. }) => Ok(()),
        settled => settled,
    }
}

/// Whether the recipient is no longer somebody who may know.
pub fn has_ended(error: &Error) -> bool {
    matches!(error, Error::NotPermitted | Error::NotFound | Error::NotAUser { .. } | Error::InactiveCaller { .. })
}

/// Whether the same record was delivered by another at this moment.
fn is_there(error: &Error) -> bool {
    matches!(error, Error::Stale { .. })
}
