package texts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class BrokenTest {
    @Test
    void isNoJava() {
        assertEquals("a" "b");
    }
}
