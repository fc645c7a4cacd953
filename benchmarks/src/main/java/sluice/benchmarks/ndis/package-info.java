/** What the Windows side costs: a hop through drivers, a datagram from socket to socket. */
@NullMarked
package sluice.benchmarks.ndis;

import org.jspecify.annotations.NullMarked;
