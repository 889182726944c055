//! A few small functions on texts.

pub mod words;
