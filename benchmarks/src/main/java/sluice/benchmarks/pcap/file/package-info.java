/** How fast capture files are read: the questions stand with the classes. */
@NullMarked
package sluice.benchmarks.pcap.file;

import org.jspecify.annotations.NullMarked;
