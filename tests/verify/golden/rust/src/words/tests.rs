use super::*;

#[test]
fn are_split() {
    assert_eq!(words("a b"), ["a", "b"]);
}

mod inner {
    #[test]
    fn are_wrong() {
        assert!(super::words("a b").is_empty(), "there are words");
    }
}
