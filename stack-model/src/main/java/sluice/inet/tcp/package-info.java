/**
 * TCP as a library without I/O: segments, reads, writes and the time go in; segments, news for the
 * program and the next deadline come out. It has no timers, lanes or hosts; which connection a
 * segment belongs to, and what is listened on, is for the host to know.
 *
 * <p>Positions. Inside, both streams are counted in 64 bits from 0, which is the SYN; the first
 * octet of data is 1. Sequence numbers exist on the wire only.
 */
@NullMarked
package sluice.inet.tcp;

import org.jspecify.annotations.NullMarked;
