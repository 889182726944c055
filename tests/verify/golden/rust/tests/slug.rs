use texts::slug::slug;
use texts::words::nth;

#[test]
fn joins_words() {
    assert_eq!(slug("a b"), "a-b");
}

#[test]
fn is_wrong() {
    assert_eq!(slug("A b"), "a-b");
}

#[test]
fn crashes() {
    nth("a", 3);
}

#[test]
fn wants_a_number() {
    slug("a").parse::<u32>().unwrap();
}

#[test]
#[should_panic]
fn does_not_panic() {
    slug("a");
}

#[test]
fn returns_an_error() -> Result<(), std::num::ParseIntError> {
    slug("a").parse::<u32>().map(|_| ())
}

#[test]
#[ignore = "later"]
fn is_skipped() {}
