pub mod caseload;
pub mod notifications;
pub mod preferences;
pub mod read;
pub mod read_notifications;
pub mod reviews;
pub mod set_preferences;
