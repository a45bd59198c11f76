//! Helper: a CSV file from a list of columns, so that each column's name stands beside its value.

use shared::http::{csv, cut};

/// A column: its name, and the text of its cell in the row of an item.
pub(crate) type Column<T> = (&'static str, fn(&T) -> String);

/// A CSV file with a row of column names and a row for each item.
pub(crate) fn sheet<T>(columns: &[Column<T>], items: &[T]) -> String {
    csv(rows(columns, items))
}

/// A [`sheet`] with the first `most` items. If there are more, a last line notes that, followed by `next`: how to get
/// the rest.
pub(crate) fn sheet_of_at_most<T>(
    most: usize,
    columns: &[Column<T>],
    items: &[T],
    has_more: bool,
    next: &str,
) -> String {
    let is_cut = has_more || items.len() > most;
    let shown = &items[..items.len().min(most)];
    csv(rows(columns, shown).chain(is_cut.then(|| cut(most, next))))
}

/// The text of a value; empty when there is none.
pub(crate) fn text(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn rows<T>(columns: &[Column<T>], items: &[T]) -> impl Iterator<Item = Vec<String>> {
    let names = columns.iter().map(|(name, _)| (*name).to_owned()).collect();
    let row = |item| columns.iter().map(|(_, value)| value(item)).collect();
    std::iter::once(names).chain(items.iter().map(row))
}
