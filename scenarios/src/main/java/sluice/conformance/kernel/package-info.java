/**
 * The kernel of this machine beside the emulated host: fresh packets made from the rules of a
 * ruleset ({@link sluice.conformance.kernel.RuleAims}, {@link
 * sluice.conformance.kernel.FreshPackets}) pass the real rules in a network namespace of their own
 * ({@link sluice.conformance.kernel.KernelPlay}), twice; what both plays have in common is written
 * down as a recorded case ({@link sluice.conformance.kernel.CaseText}) and played on the emulated
 * host. What differs is grouped by its cause ({@link sluice.conformance.kernel.KernelConformance}).
 */
@NullMarked
package sluice.conformance.kernel;

import org.jspecify.annotations.NullMarked;
