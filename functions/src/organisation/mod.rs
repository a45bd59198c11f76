pub mod edit;
pub mod founding;
pub mod read;
