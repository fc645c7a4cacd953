/** What rules cost. */
@NullMarked
package sluice.benchmarks.rules;

import org.jspecify.annotations.NullMarked;
