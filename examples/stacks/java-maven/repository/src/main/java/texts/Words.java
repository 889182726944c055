package texts;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

public final class Words {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");

    private Words() {}

    /** The words of a text: its letters and digits of any script. */
    public static List<String> of(String text) {
        return WORD.matcher(text).results().map(MatchResult::group).toList();
    }
}
