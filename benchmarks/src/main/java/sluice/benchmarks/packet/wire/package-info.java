/** What reading headers through views costs. */
@NullMarked
package sluice.benchmarks.packet.wire;

import org.jspecify.annotations.NullMarked;
