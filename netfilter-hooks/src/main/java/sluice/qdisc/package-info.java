/** Queueing disciplines: what waits in front of a device while it is busy. */
@NullMarked
package sluice.qdisc;

import org.jspecify.annotations.NullMarked;
