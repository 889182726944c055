package texts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.assertj.core.api.Assertions;

class StrangeTest {
    @Test
    void namesWhatNobodyMakes() {
        Lisst<String> list = null;
        assertEqual(1, 1);
        assertEquals(1, undefined);
        "a".shout();
        int n = "x";
        new Words("a");
    }
}
