/**
 * An emulated host on a real network: behind a TUN or TAP device, with services of its own, run by
 * a shard on the live clock.
 */
@NullMarked
package sluice.attach;

import org.jspecify.annotations.NullMarked;
