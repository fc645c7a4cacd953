/** What a packet costs on a Linux host. */
@NullMarked
package sluice.benchmarks.linux;

import org.jspecify.annotations.NullMarked;
