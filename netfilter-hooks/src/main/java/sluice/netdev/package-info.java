/**
 * The device layer: drivers that poll NICs, {@code lo}, taps, and the hand-over to protocols by
 * EtherType.
 */
@NullMarked
package sluice.netdev;

import org.jspecify.annotations.NullMarked;
