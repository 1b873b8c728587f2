//! Tests in a real browser, for what a user sees: with and without JavaScript, light and dark, narrow and wide.

mod accessibility;
mod arrivals;
mod cross_origin;
pub(crate) mod driver;
mod handed_on;
mod owner;
mod pictures;
mod posted;
mod second_click;
mod site;
mod story;
mod trouble;
mod visitor;
