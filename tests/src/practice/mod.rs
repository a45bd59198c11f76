//! What coach and coachee do all week: goals, conferences, observations, rubrics, progress and other records.

mod caseload;
mod conferences;
mod derived;
mod evidence;
mod goals;
mod observations;
mod private_notes;
mod progress;
mod records;
mod references;
mod whole;
mod year;
