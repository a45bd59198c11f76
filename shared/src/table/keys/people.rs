//! The organization, its users, how they sign in, and how they are found.

use super::{Key, Place, Range, Scope, assignments::indexed, beginning, key, of_user};
use crate::domain::{
    DirectoryLine, EmailOf, IdentityLink, KeptKeys, Organisation, User, UserId,
    find::{Entry, Index, Lookup},
};

/// The organization and its settings.
pub fn organisation() -> Key<Organisation> {
    key(String::new(), "ORG")
}

/// A user. Also in the index.
pub fn profile(user: &UserId) -> Key<User> {
    indexed(key(of_user(user), "PROFILE"), user, "PROFILE")
}

/// The item that makes an e-mail address unique, whatever its case.
pub fn email(address: &str) -> Key<EmailOf> {
    key(format!("#EMAIL#{}", address.trim().to_lowercase()), "EMAIL")
}

/// The user that a provider's subject is. Outside every organization; only the authorizer uses it.
pub(crate) fn identity_link(issuer: &str, subject: &str) -> Key<IdentityLink> {
    identity(format!("IDP#{issuer}#SUB#{subject}"), "LINK")
}

/// A provider's signing keys as last fetched. Outside every organization.
pub(crate) fn signing_keys(issuer: &str) -> Key<KeptKeys> {
    identity(format!("IDP#{issuer}"), "KEYS")
}

fn identity<T>(partition: String, sort: &str) -> Key<T> {
    Place {
        scope: Scope::Identity,
        partition,
        sort: sort.to_owned(),
        index: None,
    }
    .holding()
}

/// Which users' search entries a directory holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Directory {
    /// The names of active users. Its roster and its addresses, which only administrators read, are of all
    /// users.
    Everyone,
    /// Inactive users by the beginnings of their names. Only administrators read it.
    Inactive,
    /// Active users with coach status, for choosing a coach.
    Coaches,
}

/// One search entry of a user in one directory.
pub fn search_entry(directory: Directory, entry: &Entry, user: &UserId) -> Key<DirectoryLine> {
    key(
        bucket(directory, entry.index, &entry.bucket),
        format!("{}#{user}", entry.text),
    )
}

/// The text of a search entry and its user, from the sort key.
pub fn parse_search_entry(sort: &str) -> Option<(&str, UserId)> {
    let (text, user) = sort.rsplit_once('#')?;
    Some((text, user.parse().ok()?))
}

/// All users of the organization, by family name.
pub fn roster() -> Range<DirectoryLine> {
    beginning(bucket(Directory::Everyone, Index::Roster, ""), "")
}

/// The search entries that a lookup finds in a directory.
pub fn found(directory: Directory, lookup: &Lookup) -> Range<DirectoryLine> {
    beginning(
        bucket(directory, lookup.index, &lookup.bucket),
        &*lookup.begins,
    )
}

fn bucket(directory: Directory, index: Index, bucket: &str) -> String {
    let directory = match directory {
        Directory::Everyone => "EVERYONE",
        Directory::Inactive => "INACTIVE",
        Directory::Coaches => "COACHES",
    };
    let index = match index {
        Index::Roster => "ROSTER",
        Index::Start => "START",
        Index::Address => "ADDRESS",
        Index::Sound => "SOUND",
        Index::End => "END",
    };
    format!("#FIND#{directory}#{index}#{bucket}")
}

#[cfg(test)]
mod tests {
    use super::{super::testing::stored, *};
    use crate::domain::Moment;

    #[test]
    fn the_key_of_a_search_entry_is_parsed_and_another_is_refused() {
        let ava = UserId::new(Moment::FIRST.plus_seconds(1));
        let entry = Entry {
            index: Index::Roster,
            bucket: String::new(),
            text: "morgan#ava".to_owned(),
        };
        let (_, sk) = stored(search_entry(Directory::Everyone, &entry, &ava));
        assert_eq!(parse_search_entry(&sk), Some(("morgan#ava", ava)));
        let (_, sk) = stored(profile(&ava));
        assert_eq!(parse_search_entry(&sk), None);
    }
}
