/**
 * NICs and links: the only door between a stack and the outside, with rate, delay and faults drawn
 * from the seed.
 */
@NullMarked
package sluice.nic;

import org.jspecify.annotations.NullMarked;
