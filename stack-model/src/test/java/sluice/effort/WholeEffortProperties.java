package sluice.effort;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;

/** The tries of a property follow the effort of the build, without its doing anything for it. */
class WholeEffortProperties {
    private static int tried;

    @Property(tries = 25)
    void isTried(@ForAll long seed) {
        tried++;
    }

    @AfterContainer
    static void shouldHaveTriedAsOftenAsTheEffortAsks() {
        String effort = System.getProperty("sluice.effort", "slice");
        assertThat(tried).isEqualTo(effort.equals("whole") ? 25 * WholeEffort.FACTOR : 25);
    }
}
