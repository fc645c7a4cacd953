/** What inspection of packets by a program costs. */
@NullMarked
package sluice.benchmarks.userland;

import org.jspecify.annotations.NullMarked;
