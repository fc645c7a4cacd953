/**
 * A capture engine for an embedded Windows, as PacketCE is one: a stream driver that is an NDIS
 * protocol as well, a library, a program.
 *
 * <p>Its kernel buffer is a queue of packet descriptors, each with its list of buffers, not a ring
 * of octets. {@link sluice.packetce.PktDriver} is the driver with its entry points, {@link
 * sluice.packetce.PktHandle} one open instance of it, {@link sluice.packetce.PacketCe} the library,
 * {@link sluice.packetce.PacketCeProgram} a program that captures.
 */
@NullMarked
package sluice.packetce;

import org.jspecify.annotations.NullMarked;
