/**
 * Plays cases that were recorded from a Linux kernel on the emulated host, and holds what happens
 * against what the kernel did: the frames that left, what sockets were told, what calls returned,
 * what a packet socket saw, which rules decided and what they counted, the tracked connections, and
 * tables where a case asks for them.
 *
 * <p>A case is read ({@link sluice.conformance.netfilter.CaseReader}), its rules are loaded as they
 * were written ({@link sluice.conformance.netfilter.RulesLoader}), and it is played step by step
 * and compared ({@link sluice.conformance.netfilter.CasePlayer}), once for each language in which
 * its rules were recorded.
 */
@NullMarked
package sluice.conformance.netfilter;

import org.jspecify.annotations.NullMarked;
