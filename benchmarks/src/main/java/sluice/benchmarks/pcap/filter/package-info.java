/** What it costs to compile a filter expression. */
@NullMarked
package sluice.benchmarks.pcap.filter;

import org.jspecify.annotations.NullMarked;
