/**
 * A Windows host: sockets, the transport edge, tcpip, and the adapters of {@link sluice.ndis} with
 * a miniport on each NIC. What a packet does on its way is written down in {@link
 * sluice.winstack.WindowsHost}.
 */
@NullMarked
package sluice.winstack;

import org.jspecify.annotations.NullMarked;
