/** What TCP costs, from program to program and idle. */
@NullMarked
package sluice.benchmarks.tcp;

import org.jspecify.annotations.NullMarked;
