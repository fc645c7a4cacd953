/**
 * The language of pcap-filter(7): expressions such as {@code tcp port 80 and not host 10.0.0.1},
 * compiled for a link type to programs of the classic BPF machine.
 *
 * <p>{@link sluice.pcap.filter.FilterCompiler} is the way in. An expression goes through a lexer
 * and a parser to a tree of primitives with their qualifiers, from there to a graph of tests, whose
 * offsets depend on the link type and on what the expression asked before ({@code vlan}, {@code
 * mpls}, {@code pppoes} and {@code geneve} shift what follows them), then through the optimizer to
 * a program. What is accepted and which packets match is what libpcap 1.10.3 does, deviations
 * included.
 *
 * <p>Bad input ends in a {@link sluice.pcap.filter.FilterError} with its column. Addresses are
 * numbers; names of ports and protocols are those of a built-in table; names of hosts need a {@link
 * sluice.pcap.filter.HostNames}, which is off unless given.
 */
@NullMarked
package sluice.pcap.filter;

import org.jspecify.annotations.NullMarked;
