package sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Runs a class with one property that must fail. */
final class FailingProperty {
    private FailingProperty() {}

    /** What the failure says. */
    static String messageOf(Class<?> withProperty) {
        var failed =
                EngineTestKit.engine("jqwik")
                        .selectors(DiscoverySelectors.selectClass(withProperty))
                        .execute()
                        .testEvents()
                        .failed()
                        .list();
        assertThat(failed).hasSize(1);
        return failed.getFirst()
                .getPayload(TestExecutionResult.class)
                .flatMap(TestExecutionResult::getThrowable)
                .map(Throwable::getMessage)
                .orElse("");
    }
}
