/**
 * Conditions and effects that only the extensions of iptables have, with the rules of their kernel
 * sources ({@code net/netfilter/xt_*.c}, Linux 6.18). What nft has as well is in {@link
 * sluice.rules.statement}.
 *
 * <p>Many of the kernel's matches drop a packet whose header they cannot read ({@code hotdrop}):
 * then the rule's verdict is drop, though its target may be another.
 */
@NullMarked
package sluice.rules.xtables;

import org.jspecify.annotations.NullMarked;
