package texts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static texts.Slug.joined;
import static texts.Tags.tag;

import org.junit.jupiter.api.Test;
import texts.web.Page;

class AbsentTest {
    @Test
    void namesWhatIsToBeMade() {
        assertEquals("a", tag("a"));
        assertEquals("a", joined("a"));
        assertEquals("a", Slug.ofAll("a"));
        Tags tags = new Tags("a");
        Page page = new Page();
        assertEquals(1, Slug.of("a").length("b"));
        assertEquals("a", Slug.of("a").slugged());
        assertEquals("a", Slug.of("a", 3));
        assertEquals(Slug.MOST, 3);
        int n = Slug.of("x");
    }
}
