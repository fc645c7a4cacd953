/** What dissecting frames and telling them in a line costs. */
@NullMarked
package sluice.benchmarks.packet.decode;

import org.jspecify.annotations.NullMarked;
