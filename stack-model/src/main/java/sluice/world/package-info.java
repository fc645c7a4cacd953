/** A run as a whole: clock, seed, hosts, links, ledger and trace. */
@NullMarked
package sluice.world;

import org.jspecify.annotations.NullMarked;
