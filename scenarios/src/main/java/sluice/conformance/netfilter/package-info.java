/**
 * Plays cases that were recorded from a Linux kernel on the emulated host, and holds what happens
 * against what the kernel did: the frames that left, what sockets were told, what calls returned,
 * what a packet socket saw, and tables where a case asks for them.
 *
 * <p>A case is read ({@link sluice.conformance.netfilter.CaseReader}), judged by what it needs
 * ({@link sluice.conformance.netfilter.CaseNeeds}), played step by step and compared ({@link
 * sluice.conformance.netfilter.CasePlayer}). A ruleset is not loaded: only cases are played whose
 * rules count and decide nothing.
 */
@NullMarked
package sluice.conformance.netfilter;

import org.jspecify.annotations.NullMarked;
