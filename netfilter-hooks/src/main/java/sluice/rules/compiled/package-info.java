/**
 * Rule lists as decision structures: which rules of a chain may match a packet at all, found by the
 * packet's fields in place of one rule after the other. What they find is what the plain walk
 * finds, with the same counters.
 */
@NullMarked
package sluice.rules.compiled;

import org.jspecify.annotations.NullMarked;
