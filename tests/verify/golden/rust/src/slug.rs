pub fn slug(text: &str) -> String {
    text.replace(' ', "-")
}

pub struct Case {
    pub small: bool,
}

#[allow(dead_code)]
fn hidden() {}
