package sluice.effort;

import java.lang.reflect.AnnotatedElement;
import java.util.Optional;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/**
 * Raises the tries of every property when the effort of the build is the whole one ({@code -Plong},
 * system property {@code sluice.effort}): an ordinary build tries each a few dozen or hundred
 * times.
 *
 * <p>Found by jqwik as a service, so that no property has to name it. It stands here for all
 * modules; the long profile puts this module's test classes on their test class path.
 */
public final class WholeEffort implements AroundPropertyHook {
    /** How much more often a property is tried. */
    public static final int FACTOR = 40;

    private static final int TRIES_DEFAULT = 1000;

    /** Made by jqwik. */
    public WholeEffort() {}

    /** Tries of a property that asks for {@code tries}, under this effort. */
    static int tries(String effort, int tries) {
        // A property that asks for one try has nothing to draw.
        return effort.equals("whole") && tries > 1 ? tries * FACTOR : tries;
    }

    @Override
    public boolean appliesTo(Optional<AnnotatedElement> element) {
        return "whole".equals(System.getProperty("sluice.effort"));
    }

    @Override
    public PropagationMode propagateTo() {
        return PropagationMode.ALL_DESCENDANTS;
    }

    @Override
    public PropertyExecutionResult aroundProperty(
            PropertyLifecycleContext context, PropertyExecutor property) {
        int asked = context.attributes().tries().orElse(TRIES_DEFAULT);
        context.attributes().setTries(tries(System.getProperty("sluice.effort", "slice"), asked));
        return property.execute();
    }
}
