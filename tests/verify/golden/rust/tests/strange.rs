use serde::Serialize;
use texts::words::wrods;

#[test]
fn names_what_nobody_makes() {
    assert_eq!(slugify("a"), "a");
    let map = std::collections::HashMapp::new();
    let text = String::fromm("a");
    assert_that!(text);
    let number: u32 = "1";
    texts::words::nth("a");
}
