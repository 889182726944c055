package texts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void aTextIsSplitIntoItsWords() {
        assertEquals(List.of("one", "two"), Words.of("  one, two "));
    }
}
