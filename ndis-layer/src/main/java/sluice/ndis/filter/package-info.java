/**
 * Verdict filters: drivers that look at a packet and say pass, drop or pend. No NDIS interface but
 * a convenience on top of the intermediate driver, written with nothing but what any intermediate
 * driver may call.
 */
@NullMarked
package sluice.ndis.filter;

import org.jspecify.annotations.NullMarked;
