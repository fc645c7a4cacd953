/**
 * Connection tracking as Linux does it ({@code net/netfilter/nf_conntrack_core.c} and its
 * protocols): which packets belong together, in which state their connection is, and which other
 * connections it expects.
 *
 * <p>Nothing happens until a user, such as a rule that asks for the state, calls {@link
 * sluice.conntrack.Conntrack#use}. Then ordinary hooks gather fragments, look each packet's
 * connection up, and make new ones real when their first packet has passed.
 */
@NullMarked
package sluice.conntrack;

import org.jspecify.annotations.NullMarked;
