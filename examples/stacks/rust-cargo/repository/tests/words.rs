use texts::words::words;

#[test]
fn a_text_is_split_into_its_words() {
    assert_eq!(words("  one, two "), ["one", "two"]);
}
