/// A text in lower case, its spaces replaced by "-".
pub fn slug(text: &str) -> String {
    text.to_lowercase().replace(' ', "-")
}
