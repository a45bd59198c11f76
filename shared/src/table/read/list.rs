//! What is read before the proof: one record, ranges by page or as a whole, and the walk of the index.

use super::Guarded;
use crate::{
    domain::{Error, Result},
    table::{
        Item, Key, Range, Table,
        item::size,
        keys::{self, Sorts, Span},
        readable,
        store::{failed, text},
        to_item,
    },
};
use aws_sdk_dynamodb::types::Select;
use serde::{Serialize, de::DeserializeOwned};

/// The most bytes of a page that is collected from several queries: as much as one query returns.
const MAX_PAGE: usize = 1024 * 1024;

/// One page of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// The items, in the order of the query.
    pub items: Vec<T>,
    /// The sort key after which the next page begins; none at the end.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// The same page with each item converted.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(f).collect(),
            next: self.next,
        }
    }
}

/// The order of sort keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The smallest first; for ids, the oldest.
    Ascending,
    /// The largest first; for ids, the newest.
    Descending,
}

impl Table {
    /// One record, read consistently, to know what else to read with the proof. That it doesn't exist is
    /// revealed only after the proof, too.
    ///
    /// # Errors
    /// Those of the database; `Internal` when it can't be read.
    pub async fn find<T: DeserializeOwned>(&self, key: &Key<T>) -> Result<Guarded<Option<T>>> {
        Ok(Guarded(self.get(key).await?))
    }

    /// A page of a range, read consistently. Records that can't be read are left out, so a page may be
    /// shorter than `limit` and still not be the last.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn list<T: DeserializeOwned>(
        &self,
        range: &Range<T>,
        order: Order,
        limit: usize,
        after: Option<&str>,
    ) -> Result<Guarded<Page<T>>> {
        let page = self
            .query(&range.span, order, Some(limit), after, true)
            .await?;
        let items = page
            .items
            .into_iter()
            .filter_map(|(_, item)| readable(item))
            .collect();
        Ok(Guarded(Page {
            items,
            next: page.next,
        }))
    }

    /// All of a range in ascending order, read consistently. Records that can't be read are left out. For
    /// ranges of limited length; others are read in pages.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn all<T: DeserializeOwned>(&self, range: &Range<T>) -> Result<Guarded<Vec<T>>> {
        let all = self
            .query_all(&range.span, |(_, item)| readable(item))
            .await?;
        Ok(Guarded(all))
    }

    /// All of a range as stored, with sort keys, unreadable items included.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn all_items<T>(&self, range: &Range<T>) -> Result<Guarded<Vec<(String, Item)>>> {
        Ok(Guarded(self.query_all(&range.span, Some).await?))
    }

    /// A page of those records that `keeps` accepts. Neither the items, nor their number, nor whether there
    /// is a next page depends on the others.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn list_kept<T: DeserializeOwned>(
        &self,
        range: &Range<T>,
        order: Order,
        limit: usize,
        after: Option<&str>,
        keeps: impl Fn(&T) -> bool,
    ) -> Result<Guarded<Page<T>>> {
        let (mut items, mut last, mut bytes) = (Vec::new(), None, 0);
        let mut after = after.map(str::to_owned);
        loop {
            let page = self
                .query(&range.span, order, Some(limit + 1), after.as_deref(), true)
                .await?;
            for (sort, item) in page.items {
                let size = size(&item);
                let Some(record) = readable(item).filter(&keeps) else {
                    continue;
                };
                if items.len() == limit || (bytes + size > MAX_PAGE && !items.is_empty()) {
                    return Ok(Guarded(Page { items, next: last }));
                }
                bytes += size;
                last = Some(sort);
                items.push(record);
            }
            after = page.next;
            if after.is_none() {
                return Ok(Guarded(Page { items, next: None }));
            }
        }
    }

    /// A page of search entries with their sort keys, read eventually consistently, at half the price. It
    /// shows who exists and never gives a right.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn look_up<T: DeserializeOwned>(
        &self,
        range: &Range<T>,
        limit: usize,
        after: Option<&str>,
    ) -> Result<Guarded<Page<(String, T)>>> {
        let page = self
            .query(&range.span, Order::Ascending, Some(limit), after, false)
            .await?;
        let items = page
            .items
            .into_iter()
            .filter_map(|(sort, item)| Some((sort, readable(item)?)))
            .collect();
        Ok(Guarded(Page {
            items,
            next: page.next,
        }))
    }

    /// A page of a range as stored, with sort keys, unreadable items included.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn items<T>(
        &self,
        range: &Range<T>,
        limit: usize,
        after: Option<&str>,
    ) -> Result<Guarded<Page<(String, Item)>>> {
        Ok(Guarded(
            self.query(&range.span, Order::Ascending, Some(limit), after, true)
                .await?,
        ))
    }

    /// Whether an item is exactly this record under this key, with no other attribute.
    ///
    /// # Errors
    /// `Internal` when the record can't be converted.
    pub fn is_stored<T: Serialize>(&self, key: &Key<T>, record: &T, item: &Item) -> Result<bool> {
        let stored: Item = to_item(record)?
            .into_iter()
            .chain(self.attributes(&key.place))
            .collect();
        Ok(stored == *item)
    }

    /// How many items a range has.
    ///
    /// # Errors
    /// Those of the database; `Internal` for a range between two keys.
    pub async fn count<T>(&self, range: &Range<T>) -> Result<usize> {
        let Sorts::Begin(begins) = &range.span.sorts else {
            return Err(Error::Internal(
                "only a range with a prefix can be counted".to_owned(),
            ));
        };
        let mut count = 0;
        let mut after = None;
        loop {
            let query = self.store.client.query().table_name(&self.store.table_name);
            let query = query
                .key_condition_expression("pk = :pk AND begins_with(sk, :sk)")
                .select(Select::Count)
                .consistent_read(true);
            let query =
                query.expression_attribute_values(":pk", text(self.pk(&range.span.partition)));
            let query = query.expression_attribute_values(":sk", text(begins));
            let answer = query
                .set_exclusive_start_key(after)
                .send()
                .await
                .map_err(|error| failed(&error))?;
            count += usize::try_from(answer.count).unwrap_or(0);
            after = answer.last_evaluated_key;
            if after.is_none() {
                return Ok(count);
            }
        }
    }

    /// Up to `limit` items of a shard of the index after the key `behind`, with their index keys, and
    /// whether they are the last. They may be out of date, so they only say where to look.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn walk(
        &self,
        shard: u32,
        behind: &str,
        limit: i32,
    ) -> Result<(Vec<(String, Item)>, bool)> {
        let answer = self
            .store
            .client
            .query()
            .table_name(&self.store.table_name)
            .index_name("gsi1")
            .key_condition_expression("gsi1pk = :pk AND gsi1sk > :sk")
            .expression_attribute_values(":pk", text(self.pk(&keys::coaching(shard))))
            // DynamoDB refuses an empty key value; a space sorts before every id.
            .expression_attribute_values(":sk", text(if behind.is_empty() { " " } else { behind }))
            .limit(limit)
            .send()
            .await
            .map_err(|error| failed(&error))?;
        let sort = |item: &Item| {
            item.get("gsi1sk")
                .and_then(|sk| sk.as_s().ok())
                .cloned()
                .unwrap_or_default()
        };
        let items = answer
            .items
            .unwrap_or_default()
            .into_iter()
            .map(|item| (sort(&item), item))
            .collect();
        Ok((items, answer.last_evaluated_key.is_none()))
    }

    async fn query_all<T>(
        &self,
        span: &Span,
        take: impl Fn((String, Item)) -> Option<T>,
    ) -> Result<Vec<T>> {
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let page = self
                .query(span, Order::Ascending, None, after.as_deref(), true)
                .await?;
            all.extend(page.items.into_iter().filter_map(&take));
            after = page.next;
            if after.is_none() {
                return Ok(all);
            }
        }
    }

    async fn query(
        &self,
        span: &Span,
        order: Order,
        limit: Option<usize>,
        after: Option<&str>,
        consistent: bool,
    ) -> Result<Page<(String, Item)>> {
        let pk = self.pk(&span.partition);
        let mut values: Item = [(":pk".to_owned(), text(&pk))].into();
        let condition = match &span.sorts {
            // DynamoDB refuses an empty prefix, which would be the whole partition.
            Sorts::Begin(begins) if begins.is_empty() => "pk = :pk",
            Sorts::Begin(begins) => {
                values.insert(":sk".to_owned(), text(begins));
                "pk = :pk AND begins_with(sk, :sk)"
            }
            Sorts::Between(from, to) => {
                values.extend([
                    (":from".to_owned(), text(from)),
                    (":to".to_owned(), text(to)),
                ]);
                "pk = :pk AND sk BETWEEN :from AND :to"
            }
        };
        let start =
            after.map(|sort| [("pk".to_owned(), text(&pk)), ("sk".to_owned(), text(sort))].into());
        let answer = self
            .store
            .client
            .query()
            .table_name(&self.store.table_name)
            .key_condition_expression(condition)
            .set_expression_attribute_values(Some(values))
            .set_exclusive_start_key(start)
            .scan_index_forward(order == Order::Ascending)
            .consistent_read(consistent)
            .set_limit(limit.map(|limit| i32::try_from(limit).unwrap_or(i32::MAX)))
            .send()
            .await
            .map_err(|error| failed(&error))?;
        let sort = |item: &Item| {
            item.get("sk")
                .and_then(|sk| sk.as_s().ok())
                .cloned()
                .unwrap_or_default()
        };
        let next = answer.last_evaluated_key.as_ref().map(sort);
        let items = answer
            .items
            .unwrap_or_default()
            .into_iter()
            .map(|item| (sort(&item), item))
            .collect();
        Ok(Page { items, next })
    }
}
