/**
 * The NDIS wrapper and what it connects: miniports below, protocols above, intermediate drivers and
 * lightweight filters between. Every call from one driver to another goes through the wrapper of
 * the adapter, {@link sluice.ndis.NdisAdapter}; no driver holds a reference to its neighbour.
 *
 * <p>Four flows: send goes down, send-complete comes up, indicate goes up, return goes down. A
 * packet's octets ({@link sluice.packet.Packet}) end where they are used up: at the miniport that
 * sent them, at the driver that discards them, at the protocol that reads them. Its descriptor
 * ({@link sluice.ndis.NdisPacket}) always goes back to who made it, exactly once.
 */
@NullMarked
package sluice.ndis;

import org.jspecify.annotations.NullMarked;
