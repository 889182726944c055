use unicode_segmentation::UnicodeSegmentation;

/// The words of a text: its letters and digits of any script.
pub fn words(text: &str) -> Vec<&str> {
    text.unicode_words().collect()
}
