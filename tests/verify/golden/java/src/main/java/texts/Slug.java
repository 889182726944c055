package texts;

public final class Slug {
    private Slug() {}

    public static String of(String text) {
        return text.replace(' ', '-');
    }
}
