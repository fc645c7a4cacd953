/** What a packet filter costs: interpreter, compiled, compiled with its loop; beside libpcap. */
@NullMarked
package sluice.benchmarks.bpf;

import org.jspecify.annotations.NullMarked;
