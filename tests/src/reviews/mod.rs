//! Review campaigns: each assignment in scope is reviewed by somebody who is not part of it, nothing changes before the
//! review closes, and silence never ends more assignments than its limit.

mod campaign;
mod deciding;
mod schedule;
