package texts;

public final class Slug {
    private Slug() {}

    /** A text in lower case, its spaces replaced by "-". */
    public static String of(String text) {
        return text.toLowerCase().replace(' ', '-');
    }
}
