/**
 * Adapters of this machine as sources of the sniffer: real packets, wall time. Nothing but the
 * command line knows this package.
 */
@NullMarked
package sluice.sniffer.live;

import org.jspecify.annotations.NullMarked;
