//! The measurements as a table, and which budgets hold.

use crate::audit::Walk;
use std::{fmt, time::Duration};

/// The most by which the two floors may differ for a run to count.
const MAX_FLOOR_DIFFERENCE: f64 = 0.05;
pub const MEGABYTE: f64 = 1_000_000.0;

/// The times of one start of a function and its answers.
pub struct Start {
    pub init: Duration,
    pub first: Duration,
    pub warm: Vec<Warm>,
    /// Bytes.
    pub resident: u64,
}

/// A request to a function that has answered before.
pub struct Warm {
    pub took: Duration,
    /// The share of the database itself.
    pub database: Duration,
}

/// The medians of a variant's starts.
pub struct Row {
    pub name: &'static str,
    pub init_ms: f64,
    pub first_ms: f64,
    pub total_ms: f64,
    pub warm_us: f64,
    /// Without the database's own time.
    pub overhead_us: f64,
    pub binary_mb: f64,
    pub resident_mb: f64,
    /// Requests to the database: at start, for the first answer, for each after it.
    pub round_trips: [u64; 3],
}

impl Row {
    pub fn new(
        name: &'static str,
        starts: &[Start],
        binary_bytes: u64,
        round_trips: [u64; 3],
    ) -> Self {
        let warm = || starts.iter().flat_map(|start| &start.warm);
        let micro = |duration: Duration| duration.as_secs_f64() * 1e6;
        let milli = |duration: Duration| duration.as_secs_f64() * 1e3;
        Self {
            name,
            init_ms: median(starts.iter().map(|s| milli(s.init))),
            first_ms: median(starts.iter().map(|s| milli(s.first))),
            total_ms: median(starts.iter().map(|s| milli(s.init + s.first))),
            warm_us: median(warm().map(|w| micro(w.took))),
            overhead_us: median(warm().map(|w| micro(w.took.saturating_sub(w.database)))),
            binary_mb: binary_bytes as f64 / MEGABYTE,
            resident_mb: median(starts.iter().map(|s| s.resident as f64 / MEGABYTE)),
            round_trips,
        }
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => values[n / 2],
        n => (values[n / 2 - 1] + values[n / 2]) / 2.0,
    }
}

/// A figure and its limit.
pub struct Budget {
    what: String,
    figure: f64,
    limit: Limit,
}

enum Limit {
    AtMost(f64),
    AtLeast(f64),
}

impl Budget {
    pub fn holds(&self) -> bool {
        match self.limit {
            Limit::AtMost(most) => self.figure <= most,
            Limit::AtLeast(least) => self.figure >= least,
        }
    }
}

impl fmt::Display for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = if self.holds() { "holds" } else { "BROKEN" };
        let (sign, limit) = match self.limit {
            Limit::AtMost(limit) => ("≤", limit),
            Limit::AtLeast(limit) => ("≥", limit),
        };
        write!(
            f,
            "- {verdict}: {} {:.2} ({sign} {limit})",
            self.what, self.figure
        )
    }
}

/// A run of all variants.
pub struct Report {
    pub floors: [Row; 2],
    pub defaults: Row,
    /// The lower bound for a function that reads through the SDK.
    pub sdk: Row,
    pub operation: Row,
    pub authorizer: Row,
    /// The authorizer when the provider's keys aren't stored in the table.
    pub fetching: Row,
    /// The operation as a binary of its own, when there is one to compare with.
    pub single: Option<Row>,
    pub walk: Walk,
    pub starts: usize,
}

impl Report {
    /// The difference of the two floors, relative to their mean.
    pub fn floor_difference(&self) -> f64 {
        let [a, b] = &self.floors;
        (a.total_ms - b.total_ms).abs() / self.floor(|row| row.total_ms)
    }

    /// Whether the machine was quiet enough for the run to be valid.
    pub fn counts(&self) -> bool {
        self.floor_difference() < MAX_FLOOR_DIFFERENCE
    }

    pub fn budgets(&self) -> Vec<Budget> {
        let total = self.floor(|row| row.total_ms);
        let first = self.floor(|row| row.first_ms);
        let most = |what: String, figure: f64, limit: f64| Budget {
            what,
            figure,
            limit: Limit::AtMost(limit),
        };
        let mut budgets = Vec::new();
        for (row, limit) in [(&self.operation, 2.8), (&self.authorizer, 3.0)] {
            let name = row.name;
            budgets.push(most(
                format!("{name}: cold start, times the floor"),
                row.total_ms / total,
                limit,
            ));
            budgets.push(most(
                format!("{name}: first answer, times the floor's"),
                row.first_ms / first,
                2.5,
            ));
            budgets.push(most(
                format!("{name}: warm, beyond the database's own time, µs"),
                row.overhead_us,
                300.0,
            ));
            budgets.push(most(format!("{name}: resident, MB"), row.resident_mb, 20.0));
        }
        let faster = self.defaults.total_ms / self.operation.total_ms;
        budgets.push(Budget {
            what: "cold start, times faster than the defaults".to_owned(),
            figure: faster,
            limit: Limit::AtLeast(6.0),
        });
        budgets.push(most("binary, MB".to_owned(), self.operation.binary_mb, 9.0));
        budgets.push(Budget {
            what: "audit, assignments a second".to_owned(),
            figure: self.walk.pace(),
            limit: Limit::AtLeast(20_000.0),
        });
        budgets
    }

    fn floor(&self, figure: impl Fn(&Row) -> f64) -> f64 {
        self.floors.iter().map(figure).sum::<f64>() / 2.0
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} starts of each, interleaved; medians.\n", self.starts)?;
        writeln!(
            f,
            "| variant | init, ms | first answer, ms | init + first, ms | times hello | warm p50, µs | without the database, µs | binary, MB | resident, MB | round trips: start, first, warm |"
        )?;
        writeln!(f, "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")?;
        let floor = self.floor(|row| row.total_ms);
        let rows = self
            .floors
            .iter()
            .chain([&self.defaults, &self.sdk, &self.operation])
            .chain(&self.single);
        let rows = rows.chain([&self.authorizer, &self.fetching]);
        for row in rows {
            let [start, first, warm] = row.round_trips;
            writeln!(
                f,
                "| {} | {:.2} | {:.2} | {:.2} | {:.2} | {:.0} | {:.0} | {:.1} | {:.1} | {start}, {first}, {warm} |",
                row.name,
                row.init_ms,
                row.first_ms,
                row.total_ms,
                row.total_ms / floor,
                row.warm_us,
                row.overhead_us,
                row.binary_mb,
                row.resident_mb
            )?;
        }
        writeln!(f, "\n{}\n", self.walk)?;
        for budget in self.budgets() {
            writeln!(f, "{budget}")?;
        }
        let difference = self.floor_difference() * 100.0;
        let verdict = if self.counts() {
            "the run counts"
        } else {
            "THE RUN DOES NOT COUNT: the machine is not quiet"
        };
        write!(
            f,
            "\nThe two floors differ by {difference:.1} %: {verdict}."
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &'static str, total_ms: f64) -> Row {
        let sized = Row::new(name, &[], 8_000_000, [0, 0, 0]);
        Row {
            init_ms: total_ms - 0.2,
            first_ms: 0.2,
            total_ms,
            warm_us: 200.0,
            overhead_us: 100.0,
            resident_mb: 10.0,
            ..sized
        }
    }

    fn report(control: f64, operation: f64) -> Report {
        Report {
            floors: [row("hello", 2.0), row("hello again", control)],
            defaults: row("defaults", 40.0),
            sdk: row("SDK alone", 4.0),
            operation: row("users.read", operation),
            authorizer: row("authorizer", 5.0),
            fetching: row("authorizer, keys to fetch", 6.0),
            single: None,
            walk: Walk {
                assignments: 24_000,
                took: Duration::from_secs(1),
                database: Duration::ZERO,
                requests: 0,
                resident: 12_000_000,
            },
            starts: 1,
        }
    }

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(median([3.0, 1.0, 2.0].into_iter()), 2.0);
        assert_eq!(median([4.0, 1.0, 2.0, 3.0].into_iter()), 2.5);
    }

    #[test]
    fn a_noisy_run_does_not_count() {
        assert!(report(2.05, 4.0).counts());
        assert!(!report(2.2, 4.0).counts());
    }

    #[test]
    fn a_broken_budget_is_reported() {
        let broken = |report: &Report| {
            report
                .budgets()
                .iter()
                .filter(|b| !b.holds())
                .map(Budget::to_string)
                .collect::<Vec<_>>()
        };
        assert!(broken(&report(2.0, 5.6)).is_empty());
        let broken = broken(&report(2.0, 7.0));
        assert_eq!(
            broken,
            [
                "- BROKEN: users.read: cold start, times the floor 3.50 (≤ 2.8)",
                "- BROKEN: cold start, times faster than the defaults 5.71 (≥ 6)"
            ]
        );
    }
}
