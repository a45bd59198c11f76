//! Records as DynamoDB Streams sends them to the workers: new entries of the activity log, new notices, and items
//! that are pending.

use super::keys;
use crate::domain::{Activity, AuditId, Error, Notice, OrganisationId, Result, ReviewId, UserId};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

/// A batch of records, in the order of their writes within a partition of the table.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct StreamEvent {
    /// The records, oldest first.
    #[serde(rename = "Records")]
    pub records: Vec<StreamRecord>,
}

/// A record as it was sent, so that one that can't be parsed can be dead-lettered whole.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(transparent)]
pub struct StreamRecord(Value);

/// The answer of a stream worker: which records to send again.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StreamAnswer {
    /// The records that failed. The stream sends the first of them and all after it again.
    pub batch_item_failures: Vec<BatchItemFailure>,
}

/// A record that failed.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchItemFailure {
    /// Its sequence number.
    pub item_identifier: String,
}

impl StreamEvent {
    /// Takes the records one after another. A failure doesn't stop those after it, so one that always fails
    /// holds up no other. The stream sends the first failed record and all after it again, so taking a
    /// record must be idempotent.
    pub async fn in_order<'a, F: Future<Output = Result<()>>>(
        &'a self,
        take: impl Fn(&'a StreamRecord) -> F,
    ) -> StreamAnswer {
        let mut answer = StreamAnswer::default();
        for record in &self.records {
            if let Err(error) = take(record).await {
                tracing::error!(?error, "a record failed and will be retried");
                answer.batch_item_failures.push(BatchItemFailure {
                    item_identifier: record.sequence_number().to_owned(),
                });
            }
        }
        answer
    }
}

impl StreamRecord {
    /// The record as JSON, for a dead letter.
    pub fn to_text(&self) -> String {
        self.0.to_string()
    }

    /// The record of a dead letter.
    ///
    /// # Errors
    /// `Internal` for text that isn't JSON.
    pub fn from_text(text: &str) -> Result<Self> {
        serde_json::from_str(text)
            .map(Self)
            .map_err(|e| Error::Internal(format!("a dead letter: {e}")))
    }

    /// The stream's name for the record.
    pub fn sequence_number(&self) -> &str {
        self.0["dynamodb"]["SequenceNumber"]
            .as_str()
            .unwrap_or_default()
    }

    /// Whether the item is new and not changed.
    pub fn is_new(&self) -> bool {
        self.0["eventName"] == "INSERT"
    }

    /// Whether the item is pending: it is marked for the stream to start or resume its walk.
    pub fn waits(&self) -> bool {
        self.0["dynamodb"]["NewImage"]["waits"]["BOOL"] == true
    }

    /// The sort key of the item.
    pub fn sort_key(&self) -> &str {
        self.key("sk")
    }

    fn key(&self, name: &str) -> &str {
        self.0["dynamodb"]["Keys"][name]["S"]
            .as_str()
            .unwrap_or_default()
    }

    /// The organization and the unparsed id of an activity, from the keys only.
    ///
    /// # Errors
    /// `Internal` for a record of another kind.
    pub fn place(&self) -> Result<(OrganisationId, &str)> {
        keys::parse_activity(self.key("pk"), self.sort_key())
            .ok_or_else(|| Error::Internal("not an activity".to_owned()))
    }

    /// The organization, the run and the number of a pending shard of an audit.
    ///
    /// # Errors
    /// `Internal` for a record of another kind.
    pub fn shard(&self) -> Result<(OrganisationId, AuditId, u32)> {
        keys::parse_audit_shard(self.key("pk"), self.sort_key())
            .ok_or_else(|| Error::Internal("not a shard of an audit".to_owned()))
    }

    /// The organization and the id of a review with pending work.
    ///
    /// # Errors
    /// `Internal` for a record of another kind.
    pub fn review(&self) -> Result<(OrganisationId, ReviewId)> {
        keys::parse_review_work(self.key("pk"), self.sort_key())
            .ok_or_else(|| Error::Internal("not the work of a review".to_owned()))
    }

    /// Whether the item is a notice.
    pub fn is_of_notice(&self) -> bool {
        keys::is_of_notice(self.sort_key())
    }

    /// A notice with its organization and recipient.
    ///
    /// # Errors
    /// `Internal` for a record of another kind or a notice that can't be read.
    pub fn notice(&self) -> Result<(OrganisationId, UserId, Notice)> {
        let (organisation, user) = keys::parse_notice(self.key("pk"), self.sort_key())
            .ok_or_else(|| Error::Internal("not a notice".to_owned()))?;
        Ok((organisation, user, self.image("notice")?))
    }

    /// The activity.
    ///
    /// # Errors
    /// `Internal` for an item that can't be read as one.
    pub fn activity(&self) -> Result<Activity> {
        self.image("activity")
    }

    fn image<T: DeserializeOwned>(&self, what: &str) -> Result<T> {
        let malformed =
            |e: &dyn std::fmt::Display| Error::Internal(format!("the record holds no {what}: {e}"));
        let image = self.0["dynamodb"]["NewImage"].clone();
        let item: serde_dynamo::Item = serde_json::from_value(image).map_err(|e| malformed(&e))?;
        serde_dynamo::from_item(item).map_err(|e| malformed(&e))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn record(pk: &str, sk: &str, image: Value) -> StreamRecord {
        StreamRecord(
            json!({"dynamodb": {"SequenceNumber": "7", "Keys": {"pk": {"S": pk}, "sk": {"S": sk}}, "NewImage": image}}),
        )
    }

    #[test]
    fn organization_and_activity_are_read_from_a_record() {
        let image = json!({
            "id": {"S": "01K5S0Q0000000000000000AVA"}, "kind": {"S": "assigned"}, "at": {"S": "2026-09-01T08:30:00Z"},
            "by": {"M": {"name": {"S": "Ava Morgan"}}}, "pk": {"S": "ORG#lakeside#USER#1"}, "sk": {"S": "ACTIVITY#1"},
        });
        let record = record("ORG#lakeside#USER#1", "ACTIVITY#1", image);
        assert_eq!(record.sequence_number(), "7");
        assert_eq!(
            record
                .place()
                .map(|(organisation, id)| (organisation.to_string(), id.to_owned())),
            Ok(("lakeside".into(), "1".into()))
        );
        assert_eq!(
            record.activity().map(|activity| activity.by.name),
            Ok("Ava Morgan".into())
        );
    }

    #[test]
    fn a_record_of_another_kind_is_refused() {
        assert!(
            record("ORG#lakeside", "PROFILE", json!({}))
                .place()
                .is_err()
        );
        assert!(record("IDP#x", "ACTIVITY#1", json!({})).place().is_err());
        assert!(StreamRecord(json!(null)).place().is_err());
        assert!(
            record(
                "ORG#lakeside",
                "ACTIVITY#1",
                json!({"kind": {"S": "unheard of"}})
            )
            .activity()
            .is_err()
        );
    }
}
