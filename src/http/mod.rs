//! REST and pages: one file per resource.

pub mod pages;
