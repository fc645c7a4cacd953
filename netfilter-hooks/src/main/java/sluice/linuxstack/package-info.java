/**
 * A Linux host put together: ARP, IPv4, IPv6, ICMP, sockets, sysctls, on the hook points and the
 * device layer of this module. {@link sluice.linuxstack.LinuxHost} is the way in.
 */
@NullMarked
package sluice.linuxstack;

import org.jspecify.annotations.NullMarked;
