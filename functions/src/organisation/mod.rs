pub mod edit;
pub mod read;
