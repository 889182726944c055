pub fn words(text: &str) -> Vec<&str> {
    text.split(' ').collect()
}

pub fn nth(text: &str, at: usize) -> &str {
    words(text)[at]
}

#[cfg(test)]
mod tests;
