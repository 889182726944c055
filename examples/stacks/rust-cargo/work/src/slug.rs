use crate::words::words;

/// The words of a text in lower case, joined by "-".
pub fn slug(text: &str) -> String {
    words(&text.to_lowercase()).join("-")
}
