use texts::slug::slug;

#[test]
fn punctuation_is_left_out() {
    assert_eq!(slug("Hello, World!") "hello-world");
}

#[test]
fn spaces_around_words_count_once() {
    assert_eq!(slug(" a  b "), "a-b");
}

#[test]
fn letters_of_any_script_stay() {
    assert_eq!(slug("Fünf Äpfel?"), "fünf-äpfel");
}
