use texts::slug::slug;

#[test]
fn is_no_rust() {
    assert_eq!(slug("a") "a");
}
