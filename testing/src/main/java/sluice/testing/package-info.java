/**
 * The kit to test a driver or a hook with: arbitraries for addresses, headers, whole frames, flows
 * and sequences of actions, a rig for Windows drivers ({@link sluice.testing.Sandwich}) and one for
 * Linux hooks ({@link sluice.testing.HookBench}), schedules that look for breaches of the hook
 * contract ({@link sluice.testing.HookSchedule}), and a JUnit extension that balances the ledger
 * after every test.
 *
 * <p>Everything generated is legal unless its name says otherwise, shrinks to something small, and
 * comes from jqwik's own seed, so a failure is printed with the seed that repeats it.
 */
@NullMarked
package sluice.testing;

import org.jspecify.annotations.NullMarked;
