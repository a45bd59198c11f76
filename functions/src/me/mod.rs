pub mod caseload;
pub mod read;
