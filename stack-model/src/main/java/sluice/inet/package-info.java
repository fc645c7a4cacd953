/**
 * Protocol mechanisms without opinions: routes, neighbours, fragments, ports, ICMP rules, header
 * checks.
 *
 * <p>Everything here is sans-IO. Nothing knows a hook, a binding, a host, a timer or a lane. Time
 * is a parameter called {@code nowNanos}; what has to happen later is returned as the next deadline
 * and done by a later call. Randomness is a generator passed in. Each host composes these parts in
 * its own order, which is what keeps a Windows and a Linux stack apart without writing the
 * checksums twice.
 *
 * <p>An IPv4 address is an {@code int}, an IPv6 address a {@link sluice.inet.Ipv6Address} or, on
 * the data path, its two halves as {@code (long high, long low)}; a MAC address is the low 48 bits
 * of a {@code long}. Objects here have one writer: the host that owns them.
 */
@NullMarked
package sluice.inet;

import org.jspecify.annotations.NullMarked;
