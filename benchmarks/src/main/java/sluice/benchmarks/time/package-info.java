/** What an event costs: the scheduler beside a priority queue of objects. */
@NullMarked
package sluice.benchmarks.time;

import org.jspecify.annotations.NullMarked;
