package sluice.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Judges the worlds of a test when it is over: every packet must be accounted for, no contract
 * broken, no program failed.
 *
 * <p>On a class or a method, for JUnit tests and for jqwik properties alike (there after every
 * try). The test takes a {@link Worlds} parameter and opens its worlds there.
 *
 * <pre>{@code
 * @BalancedLedger
 * class PortBlockerTest {
 *     @Test
 *     void shouldBlock(Worlds worlds) {
 *         World world = worlds.open();
 *         ...
 *     }
 * }
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(BalancedLedgerExtension.class)
@AddLifecycleHook(BalancedLedgerHook.class)
public @interface BalancedLedger {}
