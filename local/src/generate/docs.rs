//! Tables for people, from the code that decides.

use shared::{
    http::problem::{one_of_each, problem},
    permission::{Action, Ground},
};
use std::fmt::Write;

/// Who may do what.
pub fn permissions() -> String {
    let mut text = String::from(
        "# Who may do what\n\nMade from `shared/src/permission.rs` by `cargo run -p local -- generate`.\n\nA coach's right holds while the assignment is in force, the coach is active with coach status, and the\ncoachee is active. Inactive callers may do nothing. An inactive person is known to administrators alone.\n\n| may | administrator | own | coach | member |\n|---|---|---|---|---|\n",
    );
    for action in Action::ALL {
        let cell = |ground| if action.grounds().contains(&ground) { "yes" } else { "" };
        let cells = [Ground::Administrator, Ground::Own, Ground::Coach, Ground::Member].map(cell);
        let _ = writeln!(text, "| {} | {} |", action.words(), cells.join(" | "));
    }
    text
}

/// Every problem document.
pub fn problems() -> String {
    let mut text = String::from(
        "# Problems\n\nEvery error is a problem document (RFC 9457). Made from `shared/src/http/problem.rs` by\n`cargo run -p local -- generate`. The `type` never changes; quote the `instance` when you ask for help.\n\n| type | status | title | what to do |\n|---|---|---|---|\n",
    );
    for error in one_of_each() {
        let p = problem(&error, "");
        let _ = writeln!(text, "| `{}` | {} | {} | {} |", p.kind, p.status, p.title, p.detail);
    }
    text
}
