use texts::slug::slug_all;
use texts::slug::{self, Case};
use texts::tags::tag;
use texts::Slug;

#[test]
fn names_what_is_to_be_made() {
    assert_eq!(tag("a"), slug_all("a"));
    assert_eq!(slug::of("a"), "a");
    assert_eq!(texts::slag::slug("a"), "a");
    let case = Case::new("a");
    assert_eq!(case.lower(), 1);
    assert_eq!(case.big, 1);
    assert_eq!(slug::slug("a", 3), "a");
    assert_eq!(slug::slug("a"), Some("a"));
    slug::hidden();
    Slug::default();
}

mod all {
    use texts::slug::*;

    #[test]
    fn come_with_a_glob() {
        let parts: Parts = parts_of("a");
    }
}
