/**
 * The sniffer of the command line: packets from a file, a scenario's NIC or a live device, past a
 * filter, to files, lines, counts or a small display.
 *
 * <pre>
 *   source -> {@link sluice.sniffer.Sniffer}: filter, limits, totals -> {@link sluice.sniffer.PacketSink}s
 * </pre>
 */
@NullMarked
package sluice.sniffer;

import org.jspecify.annotations.NullMarked;
