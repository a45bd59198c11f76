//! The items in the table, read and damaged behind the service's back.

use super::{Person, World};
use aws_sdk_dynamodb::types::AttributeValue;
use std::collections::BTreeMap;

pub use shared::table::Item;

pub fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

pub fn number(value: impl ToString) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

impl World {
    /// A partition key of this organization; `rest` is empty or begins with `#`.
    pub fn partition(&self, rest: &str) -> String {
        format!("ORG#{}{rest}", self.organisation)
    }

    pub fn partition_of(&self, person: &Person) -> String {
        self.partition(&format!("#USER#{}", person.id))
    }

    /// All items in the database.
    pub async fn scan(&self) -> Vec<Item> {
        let (client, table) = self.app.store.raw();
        let scan = client.scan().table_name(table).consistent_read(true);
        let items = scan.into_paginator().items().send();
        items.collect::<Result<_, _>>().await.unwrap()
    }

    /// All items of the organization, by partition and sort key. The world must have its own database: in a shared one
    /// the scan would read what every other test has written.
    pub async fn items(&self) -> BTreeMap<(String, String), Item> {
        assert!(
            self.has_own_database(),
            "begin this test with World::with_own_database()"
        );
        let items = self.scan().await;
        items
            .into_iter()
            .map(|item| (key_of(&item), item))
            .filter(|((pk, _), _)| pk.split('#').nth(1) == Some(self.organisation.as_str()))
            .collect()
    }

    /// How many items of the organization have a sort key that begins like this.
    pub async fn count_items(&self, begins: &str) -> usize {
        let items = self.items().await;
        items
            .keys()
            .filter(|(_, sk)| sk.starts_with(begins))
            .count()
    }

    /// The items of a partition whose sort key begins like this.
    pub async fn items_in(&self, partition: &str, begins: &str) -> Vec<Item> {
        let (client, table) = self.app.store.raw();
        let query = client
            .query()
            .table_name(table)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(partition));
        let items = query.into_paginator().items().send();
        let items: Vec<Item> = items.collect::<Result<_, _>>().await.unwrap();
        items
            .into_iter()
            .filter(|item| key_of(item).1.starts_with(begins))
            .collect()
    }

    pub async fn item(&self, partition: &str, sort: &str) -> Option<Item> {
        let (client, table) = self.app.store.raw();
        let get = client
            .get_item()
            .table_name(table)
            .consistent_read(true)
            .key("pk", text(partition))
            .key("sk", text(sort));
        get.send().await.unwrap().item
    }

    pub async fn put_item(&self, item: Item) {
        let (client, table) = self.app.store.raw();
        client
            .put_item()
            .table_name(table)
            .set_item(Some(item))
            .send()
            .await
            .unwrap();
    }

    pub async fn delete_item(&self, item: &Item) {
        let (client, table) = self.app.store.raw();
        let delete = client
            .delete_item()
            .table_name(table)
            .key("pk", item["pk"].clone())
            .key("sk", item["sk"].clone());
        delete.send().await.unwrap();
    }

    /// Overwrites one attribute of an item in the person's partition.
    pub async fn set_attribute(
        &self,
        person: &Person,
        sort: &str,
        name: &str,
        value: AttributeValue,
    ) {
        let (client, table) = self.app.store.raw();
        let update = client
            .update_item()
            .table_name(table)
            .key("pk", text(self.partition_of(person)))
            .key("sk", text(sort))
            .update_expression("SET #name = :value")
            .expression_attribute_names("#name", name)
            .expression_attribute_values(":value", value);
        update.send().await.unwrap();
    }
}

fn key_of(item: &Item) -> (String, String) {
    let key = |name: &str| item[name].as_s().unwrap().clone();
    (key("pk"), key("sk"))
}
