/**
 * Virtual time: the clock, the event heap, simulated CPUs with their lanes and priorities, the cost
 * table, and user programs as blocking code of which exactly one holds the baton. One thread runs
 * it all.
 */
@NullMarked
package sluice.time;

import org.jspecify.annotations.NullMarked;
