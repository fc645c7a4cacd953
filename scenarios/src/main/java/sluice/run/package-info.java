/**
 * Runs: stacks put together from descriptions, the files a run writes, and the runner of scenarios.
 */
@NullMarked
package sluice.run;

import org.jspecify.annotations.NullMarked;
