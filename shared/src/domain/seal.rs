//! Seals over the activity log, so that an entry which was taken away or altered is found out. The
//! entries of a batch are the leaves of a Merkle tree (RFC 9162, section 2.1), and each seal holds the
//! hash of the one before. Sealing follows the changes, so it costs none of them anything.

use super::{Activity, ActivityId, Error, Moment, Result, UserId};
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

/// A SHA-256, as 64 hexadecimal digits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hash(String);

impl Hash {
    /// The number before the parts keeps the kinds of hashes apart, as the RFC has it.
    fn of(kind: u8, parts: &[&[u8]]) -> Self {
        let bytes = [&[kind], parts.concat().as_slice()].concat();
        Self(digest(&SHA256, &bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// An entry under a seal: where it stands, and its hash.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SealedEntry {
    pub id: ActivityId,
    pub at: Moment,
    /// With whom it is kept; none when it is with the organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    pub leaf: Hash,
}

impl SealedEntry {
    pub fn of(activity: &Activity) -> Result<Self> {
        let json = serde_json::to_vec(activity).map_err(|e| Error::Internal(e.to_string()))?;
        Ok(Self { id: activity.id, at: activity.at, user_id: activity.user_id, leaf: Hash::of(0, &[&json]) })
    }
}

/// A seal over a batch of entries and over all seals before it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Seal {
    /// The first is 1.
    pub number: u64,
    /// The hash of the seal before; empty in the first.
    pub previous: Hash,
    pub root: Hash,
    pub at: Moment,
    pub entries: Vec<SealedEntry>,
}

/// The last seal there is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Head {
    pub number: u64,
    pub hash: Hash,
}

impl Seal {
    pub fn after(head: &Head, entries: Vec<SealedEntry>, at: Moment) -> Self {
        let leaves: Vec<Hash> = entries.iter().map(|entry| entry.leaf.clone()).collect();
        Self { number: head.number + 1, previous: head.hash.clone(), root: root(&leaves), at, entries }
    }

    pub fn hash(&self) -> Hash {
        Hash::of(2, &[self.number.to_string().as_bytes(), self.previous.bytes(), self.root.bytes()])
    }

    pub fn head(&self) -> Head {
        Head { number: self.number, hash: self.hash() }
    }

    /// Whether the seal holds in itself and follows `before`.
    pub fn follows(&self, before: &Head) -> bool {
        let leaves: Vec<Hash> = self.entries.iter().map(|entry| entry.leaf.clone()).collect();
        self.number == before.number + 1 && self.previous == before.hash && self.root == root(&leaves)
    }
}

/// The root of the tree over the leaves: the left half is the largest power of two below their number.
fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::of(0, &[]),
        [leaf] => leaf.clone(),
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            Hash::of(1, &[root(left).bytes(), root(right).bytes()])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ActivityKind, Actor};

    fn entries(count: i64) -> Vec<SealedEntry> {
        let entry = |n| {
            let activity = Activity::new(ActivityKind::Assigned, Actor::system(), Moment::from_millisecond(n));
            SealedEntry::of(&activity).expect("an entry")
        };
        (0..count).map(entry).collect()
    }

    #[test]
    fn whatever_is_altered_in_a_seal_breaks_it_or_the_one_after() {
        let now = Moment::from_millisecond(1);
        for count in [1, 2, 3, 4, 5, 8, 9] {
            let first = Seal::after(&Head::default(), entries(count), now);
            let second = Seal::after(&first.head(), entries(1), now);
            assert!(first.follows(&Head::default()) && second.follows(&first.head()));
            for place in 0..first.entries.len() {
                let mut altered = first.clone();
                altered.entries[place].leaf = Hash::of(0, &[b"another"]);
                assert!(!altered.follows(&Head::default()), "leaf {place} of {count}");
                let mut fewer = first.clone();
                fewer.entries.remove(place);
                assert!(!fewer.follows(&Head::default()), "without {place} of {count}");
            }
            let replaced = Seal::after(&Head::default(), entries(count), now);
            assert!(!second.follows(&replaced.head()), "a seal in the place of the first is found out by the second");
        }
    }

    #[test]
    fn every_field_of_an_entry_is_under_its_hash() {
        let activity = Activity::new(ActivityKind::Assigned, Actor::system(), Moment::from_millisecond(1));
        let leaf = |activity: &Activity| SealedEntry::of(activity).map(|entry| entry.leaf);
        let altered = [
            Activity { kind: ActivityKind::AssignmentEnded, ..activity.clone() },
            Activity { at: Moment::from_millisecond(2), ..activity.clone() },
            Activity { by: Actor { id: None, name: "Ava".to_owned() }, ..activity.clone() },
            Activity { record_id: Some("1".to_owned()), ..activity.clone() },
            Activity { fields: vec!["title".to_owned()], ..activity.clone() },
            Activity { address: "192.0.2.1".to_owned(), ..activity.clone() },
        ];
        for other in altered {
            assert_ne!(leaf(&other), leaf(&activity), "{other:?}");
        }
    }
}
