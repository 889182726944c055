package texts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SlugTest {
    @Test
    void punctuationIsLeftOut() {
        assertEquals("hello-world", Slug.of("Hello, World!"));
    }

    @Test
    void spacesAroundWordsCountOnce() {
        assertEquals("a-b", Slug.of(" a  b "));
    }

    @Test
    void lettersOfAnyScriptStay() {
        assertEquals("fünf-äpfel", Slug.of("Fünf Äpfel?"));
    }
}
