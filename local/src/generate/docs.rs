//! Tables in docs/, generated from the code that decides.

use functions::WORKERS;
use shared::{
    http::problem::{one_of_each, problem},
    operation::{Driver, More, Worker},
    permission::{Action, Ground},
};
use std::fmt::Write;

/// docs/permissions.md: who may do what.
pub fn permissions() -> String {
    let mut text = String::from(
        "# Who may do what\n\nGenerated from `shared/src/permission/mod.rs` by `cargo run -p local -- generate`.\n\nA coach's right holds while the assignment is in force, the coach is active with coach status, and the\ncoachee is active. Inactive callers may do nothing. Only administrators know of inactive people.\n\n| may | administrator | own | coach | member |\n|---|---|---|---|---|\n",
    );
    for action in Action::ALL {
        let cell = |ground| {
            if action.grounds().contains(&ground) {
                "yes"
            } else {
                ""
            }
        };
        let cells = [
            Ground::Administrator,
            Ground::Own,
            Ground::Coach,
            Ground::Member,
        ]
        .map(cell);
        let _ = writeln!(text, "| {} | {} |", action.words(), cells.join(" | "));
    }
    text
}

/// docs/problems.md: every problem document.
pub fn problems() -> String {
    let mut text = String::from(
        "# Problems\n\nEvery error is a problem document (RFC 9457). Generated from `shared/src/http/problem/words.rs` by\n`cargo run -p local -- generate`. The `type` never changes; quote the `instance` when you ask for help.\n\n| type | status | title | what to do |\n|---|---|---|---|\n",
    );
    for error in one_of_each() {
        let p = problem(&error, "");
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} |",
            p.kind, p.status, p.title, p.detail
        );
    }
    text
}

/// docs/workers.md: the functions without a route.
pub fn workers() -> String {
    let mut text = String::from(
        "# Functions without a route\n\nGenerated from `WORKERS` in `functions/src/lib.rs` by `cargo run -p local -- generate`. What each uses of the\ntable is measured by `tests/src/workers.rs`, and its role allows that and nothing else.\n\n| function | what it does | what calls it | what it uses |\n|---|---|---|---|\n",
    );
    for worker in WORKERS {
        let uses: Vec<String> = worker
            .uses
            .iter()
            .map(|it| format!("{it:?}"))
            .chain(worker.more.iter().map(more))
            .collect();
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} |",
            worker.id,
            worker.summary,
            caller(worker),
            uses.join(", ")
        );
    }
    text
}

fn caller(worker: &Worker) -> String {
    match worker.driver {
        Driver::Gateway => "the gateway".to_owned(),
        Driver::Stream(records) => format!("the table's stream: `{}`", records.pattern()),
        Driver::Schedule(rate) => format!("the schedule: `{rate}`"),
        Driver::Operator => "an operator".to_owned(),
    }
}

fn more(more: &More) -> String {
    match more {
        More::Identities => "items of `IDP#` as well",
        More::Index => "Query of the index",
        More::Mail => "mail",
    }
    .to_owned()
}
