//! The change feed as DynamoDB Streams sends it: each record is an entry of the activity log that a
//! change has written in its own transaction.

use crate::domain::{Activity, AuditId, Error, Notice, OrganisationId, Result, ReviewId, UserId};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

/// A batch of records, in the order of their writes within a partition of the table.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct StreamEvent {
    #[serde(rename = "Records")]
    pub records: Vec<StreamRecord>,
}

/// A record as it came, so that what can't be made out of it can be put aside whole.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(transparent)]
pub struct StreamRecord(Value);

/// Which records are to be sent again.
#[derive(Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StreamAnswer {
    pub batch_item_failures: Vec<BatchItemFailure>,
}

#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchItemFailure {
    pub item_identifier: String,
}

impl StreamEvent {
    /// Takes the records one after another. The first that fails is sent again by the stream, and all
    /// behind it.
    pub async fn in_order<'a, F: Future<Output = Result<()>>>(&'a self, take: impl Fn(&'a StreamRecord) -> F) -> StreamAnswer {
        for record in &self.records {
            if let Err(error) = take(record).await {
                tracing::error!(?error, "a record is to be taken again");
                let failed = BatchItemFailure { item_identifier: record.sequence_number().to_owned() };
                return StreamAnswer { batch_item_failures: vec![failed] };
            }
        }
        StreamAnswer::default()
    }
}

impl StreamRecord {
    pub fn to_text(&self) -> String {
        self.0.to_string()
    }

    pub fn from_text(text: &str) -> Result<Self> {
        serde_json::from_str(text).map(Self).map_err(|e| Error::Internal(format!("a record put aside: {e}")))
    }

    /// What the stream calls the record.
    pub fn sequence_number(&self) -> &str {
        self.0["dynamodb"]["SequenceNumber"].as_str().unwrap_or_default()
    }

    fn key(&self, name: &str) -> &str {
        self.0["dynamodb"]["Keys"][name]["S"].as_str().unwrap_or_default()
    }

    /// The organisation, and the id of the activity, by the keys alone.
    pub fn place(&self) -> Result<(OrganisationId, &str)> {
        let organisation = self.key("pk").strip_prefix("ORG#").and_then(|rest| rest.split('#').next()).unwrap_or_default();
        let organisation = OrganisationId::try_from(organisation.to_owned()).map_err(Error::Internal)?;
        let id = self.key("sk").strip_prefix("ACTIVITY#").ok_or_else(|| Error::Internal("this is no activity".to_owned()))?;
        Ok((organisation, id))
    }

    /// A part of a run of the audit that is to be gone on with.
    pub fn shard(&self) -> Result<(OrganisationId, AuditId, u32)> {
        let malformed = || Error::Internal("this is no part of an audit".to_owned());
        let (organisation, run) = self.key("pk").strip_prefix("ORG#").and_then(|pk| pk.split_once("#AUDIT#")).ok_or_else(malformed)?;
        let organisation = OrganisationId::try_from(organisation.to_owned()).map_err(Error::Internal)?;
        let number = self.key("sk").strip_prefix("SHARD#").and_then(|number| number.parse().ok()).ok_or_else(malformed)?;
        Ok((organisation, run.parse().map_err(|_| malformed())?, number))
    }

    /// A review that is to be gone on with.
    pub fn review(&self) -> Result<(OrganisationId, ReviewId)> {
        let malformed = || Error::Internal("this is no work of a review".to_owned());
        let (organisation, review) = self.key("pk").strip_prefix("ORG#").and_then(|pk| pk.split_once("#REVIEW#")).ok_or_else(malformed)?;
        let organisation = OrganisationId::try_from(organisation.to_owned()).map_err(Error::Internal)?;
        if self.key("sk") != "WORK" {
            return Err(malformed());
        }
        Ok((organisation, review.parse().map_err(|_| malformed())?))
    }

    pub fn is_of_notice(&self) -> bool {
        self.key("sk").starts_with("NOTICE#")
    }

    /// A new notice, and whose it is.
    pub fn notice(&self) -> Result<(OrganisationId, UserId, Notice)> {
        let malformed = || Error::Internal("this is no notice".to_owned());
        let (organisation, user) = self.key("pk").strip_prefix("ORG#").and_then(|pk| pk.split_once("#USER#")).ok_or_else(malformed)?;
        let organisation = OrganisationId::try_from(organisation.to_owned()).map_err(Error::Internal)?;
        if !self.is_of_notice() {
            return Err(malformed());
        }
        Ok((organisation, user.parse().map_err(|_| malformed())?, self.image("notice")?))
    }

    /// The entry of the log.
    pub fn activity(&self) -> Result<Activity> {
        self.image("activity")
    }

    fn image<T: DeserializeOwned>(&self, what: &str) -> Result<T> {
        let malformed = |e: &dyn std::fmt::Display| Error::Internal(format!("the record holds no {what}: {e}"));
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
        StreamRecord(json!({"dynamodb": {"SequenceNumber": "7", "Keys": {"pk": {"S": pk}, "sk": {"S": sk}}, "NewImage": image}}))
    }

    #[test]
    fn a_record_tells_its_organisation_and_its_activity() {
        let image = json!({
            "id": {"S": "01K5S0Q0000000000000000AVA"}, "kind": {"S": "assigned"}, "at": {"S": "2026-09-01T08:30:00Z"},
            "by": {"M": {"name": {"S": "Ava Morgan"}}}, "pk": {"S": "ORG#lakeside#USER#1"}, "sk": {"S": "ACTIVITY#1"},
        });
        let record = record("ORG#lakeside#USER#1", "ACTIVITY#1", image);
        assert_eq!(record.sequence_number(), "7");
        assert_eq!(record.place().map(|(organisation, id)| (organisation.to_string(), id.to_owned())), Ok(("lakeside".into(), "1".into())));
        assert_eq!(record.activity().map(|activity| activity.by.name), Ok("Ava Morgan".into()));
    }

    #[test]
    fn what_is_no_activity_is_refused() {
        assert!(record("ORG#lakeside", "PROFILE", json!({})).place().is_err());
        assert!(record("IDP#x", "ACTIVITY#1", json!({})).place().is_err());
        assert!(StreamRecord(json!(null)).place().is_err());
        assert!(record("ORG#lakeside", "ACTIVITY#1", json!({"kind": {"S": "unheard of"}})).activity().is_err());
    }
}
