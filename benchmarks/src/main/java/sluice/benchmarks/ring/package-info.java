/** What passing a packet through a ring costs, beside the rings of Agrona and JCTools. */
@NullMarked
package sluice.benchmarks.ring;

import org.jspecify.annotations.NullMarked;
