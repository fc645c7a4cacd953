/** What reading fields and adding up checksums costs. */
@NullMarked
package sluice.benchmarks.packet;

import org.jspecify.annotations.NullMarked;
