pub mod caseload;
pub mod notifications;
pub mod read;
pub mod read_notifications;
pub mod reviews;
