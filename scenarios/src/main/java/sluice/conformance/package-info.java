/**
 * Compares what this project computes with what other programs recorded: capture files with
 * libpcap, decodings with tshark. Each comparison reads a folder of recordings, writes a report and
 * gives a {@link sluice.conformance.ConformanceResult}.
 */
@NullMarked
package sluice.conformance;

import org.jspecify.annotations.NullMarked;
