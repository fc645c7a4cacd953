package sluice.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FreeListTest {
    @Test
    void shouldHaveNothingAtFirst() {
        assertThat(new FreeList<String>().take()).isNull();
    }

    /** True: give a new object; false: take one. Against a stack. */
    @Property(tries = 200)
    void shouldGiveTheLastOneBackFirst(@ForAll List<Boolean> actions) {
        var list = new FreeList<Object>();
        var model = new ArrayDeque<Object>();
        for (boolean give : actions) {
            if (give) {
                var object = new Object();
                list.give(object);
                model.addLast(object);
            } else {
                assertThat(list.take()).isSameAs(model.pollLast());
            }
        }
    }
}
