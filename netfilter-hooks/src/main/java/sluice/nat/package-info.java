/**
 * Address translation on top of {@code sluice.conntrack} (Linux, {@code nf_nat_core.c}): rules
 * decide once per connection, every later packet is translated by its tuples.
 */
@NullMarked
package sluice.nat;

import org.jspecify.annotations.NullMarked;
