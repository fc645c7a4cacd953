/**
 * Interfaces of this machine through libpcap: to capture from, to inject into, and as a NIC of an
 * emulated host. The library is looked for when first asked for; nothing else needs it.
 */
@NullMarked
package sluice.pcap.live;

import org.jspecify.annotations.NullMarked;
