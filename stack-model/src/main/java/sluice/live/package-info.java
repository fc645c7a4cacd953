/**
 * The second clock: a world run by one thread along a monotonic clock, with doors through which
 * frames come from outside and leave. The hosts, their layers and their scheduler are those of
 * virtual time and cannot tell. The laws hold as there (every packet accounted for, nothing
 * finished twice, each flow in order); the order of a run cannot be repeated.
 *
 * <p>Threads and wall time stand in this package and in those of the doors, nowhere else.
 */
@NullMarked
package sluice.live;

import org.jspecify.annotations.NullMarked;
