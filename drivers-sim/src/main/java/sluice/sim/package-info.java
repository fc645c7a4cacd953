/**
 * Hardware down to its registers, and the lower halves of drivers that work it.
 *
 * <p>{@link sluice.sim.Dm9000} is the chip: index and data port, memory, wire. {@link
 * sluice.sim.Dm9Driver} is the driver's part that knows the registers; {@link sluice.sim.Dm9Nic}
 * makes of both a NIC like any other, {@link sluice.sim.Dm9Receives} the receive half of a
 * miniport, which indicates whole packets or look-aheads. {@link sluice.sim.Station} is the step of
 * the trace that names the function a frame came through.
 */
@NullMarked
package sluice.sim;

import org.jspecify.annotations.NullMarked;
