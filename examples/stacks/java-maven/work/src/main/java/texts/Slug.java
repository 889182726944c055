package texts;

public final class Slug {
    private Slug() {}

    /** The words of a text in lower case, joined by "-". */
    public static String of(String text) {
        return String.join("-", Words.of(text.toLowerCase()));
    }
}
