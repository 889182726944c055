//! A few small functions on texts.

pub mod slug;
pub mod words;
