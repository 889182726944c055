//! A few small functions on texts.

pub mod slug;
pub mod words;

/// The first word.
///
/// ```
/// assert_eq!(texts::first("one two"), Some("one"));
/// ```
pub fn first(text: &str) -> Option<&str> {
    text.split(' ').next()
}
