/** What connections and their translation cost. */
@NullMarked
package sluice.benchmarks.conntrack;

import org.jspecify.annotations.NullMarked;
